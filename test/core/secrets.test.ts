import { strict as assert } from 'node:assert';
import { classifySecret } from '../../core/facts/secrets/classify.js';
import { concealSecrets } from '../../core/facts/secrets/conceal.js';
import { mask } from '../../core/facts/secrets/mask.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import { classifyValue, type ValueClass } from '../../core/facts/secrets/values.js';

describe('isSecretName', () => {
  const secret = [
    ...['PASSWORD', 'DB_PASSWORD', 'DB_PASS', 'MYSQL_PWD', 'PGPASSWORD', 'dbPassword', 'db.password', 'MYSQL_ROOT_PASSWORD', 'DBPASSWD'],
    ...['API_KEY', 'apiKey', 'APIKEY', 'X-Api-Key', 'SECRET_KEY', 'SECRET_KEY_BASE', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
    ...['NPM_TOKEN', '//npm.example.com/:_authToken', 'CLIENT_SECRET', 'JWT_SECRET', 'SSH_PRIVATE_KEY', 'REDISCLI_AUTH', 'requirepass'],
    ...['RESTIC_PASSWORD', 'AZURE_STORAGE_CONNECTION_STRING', 'NEXT_PUBLIC_API_SECRET', 'VITE_API_KEY', 'PASSWORD_2', 'DB_PASSWORD_PROD'],
    ...['DB_PASSWORD1', 'GOOGLE_APPLICATION_CREDENTIALS', 'LICENSE_KEY', 'ROOT_PASWD', 'DBPASWD'],
  ];
  const open = [
    ...['', 'PWD', 'OLDPWD', 'GPG_KEY', 'GPG_KEYS', 'SSH_AUTH_SOCK', 'TOKENIZERS_PARALLELISM', 'DB_PASSWORD_FILE', 'KMS_KEY_ALIAS'],
    ...[
      'AUTH_MODULE_VERSION',
      'APP_USERNAME',
      'PRIVATE_SUBNET',
      'API_URL',
      'MONKEY',
      'CERTBOT_VERSION',
      'COMPASS_MODE',
      'PASSENGER_VERSION',
    ],
    ...[
      'ACCESS_LOG',
      'BYPASS',
      'TOKEN_TTL',
      'SECRET_NAME',
      'PUBLIC_KEY',
      'STRIPE_PUBLISHABLE_KEY',
      'PASSWORD_POLICY',
      'TOKEN_ISSUER',
      'KEY',
    ],
    ...['MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD', 'existingSecret', 'tlsSecret', 'tokenUrl', 'API_KEY_ID', 'MAX_TOKENS'],
    ...['server-tokens', 'SECRET_LENGTH', 'a'.repeat(300), `${'_'.repeat(300)}PASSWORD`],
  ];
  for (const name of secret) it(`${name} is one`, () => assert.equal(isSecretName(name), true));
  for (const name of open) it(`${name.slice(0, 40) || '(empty)'} is none`, () => assert.equal(isSecretName(name), false));
});

describe('classifyValue', () => {
  const cases: Record<ValueClass, readonly string[]> = {
    empty: ['', '  ', '""', "''", 'null', 'None', '~'],
    reference: [
      ...['${X}', '$X', '$(cat x)', '{{ .Values.x }}', 'op://vault/item', 'vault:secret/data/x#y', 'ENC[AES256,data]', '/run/secrets/db'],
      ...[
        '<your password>',
        '%DB_PASSWORD%',
        '%(ENV_X)s',
        'prefix-${X}',
        '"${X}"',
        'ref+awsssm://x',
        '/var/run/secrets/x',
        'arn:aws:x',
        '[[x]]',
      ],
    ],
    placeholder: [
      ...['xxxx', '****', '...', 'your-password', 'YOUR_API_KEY', 'replace-me', 'REPLACE_ME', 'token-goes-here', 'todo', '__TOKEN__'],
      ...['invalid', 'any', 'not-needed', 'not_set', 'unused'],
      ...['DB_PASSWORD', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'PASSWORD'],
    ],
    benign: [
      ...['true', 'No', '0', '3600', '-1', '15m', '1.2.3', '/etc/app/key.pem', './secret', '~/.ssh/id', 'C:\\keys', 'key.pem'],
      ...['https://example.com/token', '$2y$10$abcdefghijklmnopqrstuv', '64Mi', '{SSHA}abc'],
    ],
    'default-credential': [
      ...['changeme', 'change-me', 'change_me_in_production', 'password', 'Password123', 'admin', 'root', 'postgres', 'example', '123456'],
      ...[
        'my-secret-pw',
        'rootpassword',
        'minioadmin',
        'P@ssw0rd',
        'supersecret',
        'secret!',
        'test',
        '"postgres"',
        'wordpress',
        'CHANGEME',
      ],
    ],
    literal: [
      'hunter2x',
      'S3rv1ce-9fK2',
      'a8f5f167f44f4964e6c998dee827110c',
      'correct horse battery',
      'x'.repeat(201),
      '8472910384',
      'a$b!c9',
    ],
  };
  for (const [kind, values] of Object.entries(cases)) {
    for (const value of values) it(`${JSON.stringify(value.slice(0, 40))} is ${kind}`, () => assert.equal(classifyValue(value), kind));
  }
});

describe('mask', () => {
  it('shows the prefix and three stars', () => assert.equal(mask(`ghp_${'q7'.repeat(18)}`, 'ghp_'), 'ghp_***'));
  it('shows nothing without a prefix', () => assert.equal(mask('hunter2'), '***'));
  it('shows nothing of a value that lacks the prefix or is the prefix', () => {
    assert.equal(mask('hunter2', 'ghp_'), '***');
    assert.equal(mask('ghp_', 'ghp_'), '***');
  });
});

describe('classifySecret', () => {
  const token = `ghp_${'aZ8kQ2mX7c'.repeat(4).slice(0, 36)}`;
  it('finds a vendor token under any name', () =>
    assert.deepEqual(classifySecret('GREETING', `token ${token}!`), {
      kind: 'vendor-token',
      vendor: 'GitHub',
      masked: 'ghp_***',
      start: 6,
      end: 46,
    }));
  it('finds a URL password under any name', () =>
    assert.deepEqual(classifySecret('DATABASE_URL', 'postgres://app:zK81vq@db/app'), {
      kind: 'url-credential',
      masked: '***',
      start: 15,
      end: 21,
    }));
  it('calls a guessable URL password a default credential', () =>
    assert.equal(classifySecret(undefined, 'postgres://postgres:postgres@db')?.kind, 'default-credential'));
  it('needs a name for a plain literal', () => {
    assert.deepEqual(classifySecret('DB_PASSWORD', ' "zK81vq" '), { kind: 'literal', masked: '***', start: 2, end: 8 });
    assert.equal(classifySecret('GREETING', 'zK81vq'), undefined);
    assert.equal(classifySecret(undefined, 'zK81vq'), undefined);
  });
  it('looks for the password in a connection string', () => {
    assert.equal(classifySecret('DB_CONNECTION_STRING', 'projects/p/instances/i'), undefined);
    assert.equal(classifySecret('DB_CONNECTION_STRING', 'Server=db;Password=zK81vq')?.kind, 'url-credential');
  });
  it('knows default credentials', () => assert.equal(classifySecret('DB_PASSWORD', 'changeme')?.kind, 'default-credential'));
  for (const value of ['', '${DB_PASSWORD}', '/run/secrets/db', 'your-password', 'true', 'Server=db;Trusted_Connection=True']) {
    it(`says nothing about ${value || '(empty)'}`, () => assert.equal(classifySecret('DB_PASSWORD', value), undefined));
  }
});

describe('concealSecrets', () => {
  const cases: readonly (readonly [text: string, shown: string])[] = [
    ['DB_PASSWORD=zK81vq,9', 'DB_PASSWORD=***'],
    ['+    "DB_PASSWORD": "zK81vq",', '+    "DB_PASSWORD": "***",'],
    ['{ password: zK81vq, user: x }', '{ password: *** }'],
    ['- name: DB_PASSWORD\n  value: zK81vq', '- name: DB_PASSWORD\n  value: ***'],
    ['-  "name": "DB_PASSWORD",\n-  "value": "zK81vq"', '-  "name": "DB_PASSWORD",\n-  "value": ***'],
    ['env: [{ name: DB_PASSWORD, value: zK81vq }]', 'env: [{ name: DB_PASSWORD, value: *** }]'],
    ['{"name": "DB_PASSWORD", "value": "zK81vq"},', '{"name": "DB_PASSWORD", "value": "***"},'],
    ['+    "automountServiceAccountToken": false,', '+    "automountServiceAccountToken": false,'],
    ['{ token: 3600 }', '{ token: 3600 }'],
  ];
  for (const [text, shown] of cases) it(`shows ${shown}`, () => assert.equal(concealSecrets(text), shown));
});
