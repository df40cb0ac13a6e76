import { strict as assert } from 'node:assert';
import { findPrivateKeys } from '../../core/facts/secrets/private-keys.js';
import { findHeaderCredentials, findUrlCredentials } from '../../core/facts/secrets/structure.js';
import { findVendorTokens } from '../../core/facts/secrets/vendors.js';

/** Characters that neither repeat nor count up, so that made-up tokens pass for real ones. Tokens are put together here and nowhere written out. */
const fill = (alphabet: string, length: number): string =>
  Array.from({ length }, (_, i) => alphabet[(i * 7 + (i >> 2) * 5 + 3) % alphabet.length]).join('');
const alnum = (length: number): string => fill('aZ8kQ2mX7cT4vB9nR3wL6pD', length);
const hex = (length: number): string => fill('a8f1c5e0b7d24963', length);
const upper = (length: number): string => fill('QZK2MX7CT4VB5NRW3LPD', length);
const letters = (length: number): string => fill('aZkQmXcTvBnRwLpD', length);
const digits = (length: number): string => fill('8274916053', length);

describe('findVendorTokens', () => {
  const tokens: [vendor: string, prefix: string, rest: string][] = [
    ['AWS', 'AKIA', upper(16)],
    ['AWS', 'ASIA', upper(16)],
    ['GitHub', 'ghp_', alnum(36)],
    ['GitHub', 'ghs_', alnum(36)],
    ['GitHub', 'github_pat_', `${alnum(22)}_${alnum(59)}`],
    ['GitLab', 'glpat-', alnum(20)],
    ['GitLab', 'glrt-', alnum(20)],
    ['Slack', 'xoxb-', `${digits(12)}-${digits(12)}-${alnum(24)}`],
    ['Slack', 'xapp-', `1-${upper(11)}-${digits(13)}-${hex(64)}`],
    ['Slack', 'https://hooks.slack.com/services/', `T${upper(8)}/B${upper(8)}/${alnum(24)}`],
    ['Stripe', 'sk_live_', alnum(24)],
    ['Stripe', 'rk_live_', alnum(24)],
    ['Stripe', 'whsec_', alnum(32)],
    ['Google', 'AIza', alnum(35)],
    ['Google', 'GOCSPX-', alnum(28)],
    ['Google', 'ya29.', alnum(60)],
    ['npm', 'npm_', alnum(36)],
    ['PyPI', 'pypi-', `AgE${alnum(80)}`],
    ['Docker Hub', 'dckr_pat_', alnum(27)],
    ['SendGrid', 'SG.', `${alnum(22)}.${alnum(43)}`],
    ['Twilio', 'SK', hex(32)],
    ['Azure Storage', 'AccountKey=', `${alnum(86)}==`],
    ['HashiCorp Vault', 'hvs.', alnum(24)],
    ['HCP Terraform', '', `${alnum(14)}.atlasv1.${alnum(64)}`],
    ['DigitalOcean', 'dop_v1_', hex(64)],
    ['Hugging Face', 'hf_', letters(34)],
    ['OpenAI', 'sk-', `${alnum(20)}T3Blbk${'FJ'}${alnum(20)}`],
    ['OpenAI', 'sk-proj-', `${alnum(40)}T3Blbk${'FJ'}${alnum(40)}`],
    ['Anthropic', 'sk-ant-', `api03-${alnum(93)}AA`],
    ['OpenRouter', 'sk-or-v1-', hex(64)],
    ['Groq', 'gsk_', alnum(52)],
    ['Replicate', 'r8_', alnum(37)],
    ['Shopify', 'shpat_', hex(32)],
    ['Heroku', 'HRKU-', `AA${alnum(58)}`],
    ['Databricks', 'dapi', hex(32)],
    ['Linear', 'lin_api_', alnum(40)],
    ['Mailgun', 'key-', hex(32)],
    ['Telegram', '', `${digits(9)}:AA${alnum(33)}`],
    ['Discord', 'https://discord.com/api/webhooks/', `${digits(18)}/${alnum(68)}`],
    ['New Relic', 'NRAK-', upper(27)],
    ['Grafana', 'glc_', `eyJ${alnum(40)}`],
    ['Grafana', 'glsa_', `${alnum(32)}_${hex(8)}`],
    ['Pulumi', 'pul-', hex(40)],
    ['Doppler', 'dp.pt.', alnum(40)],
    ['Postman', 'PMAK-', `${hex(24)}-${hex(34)}`],
    ['RubyGems', 'rubygems_', hex(48)],
    ['Sentry', 'sntryu_', hex(64)],
    ['Sentry', 'sntrys_', `eyJ${alnum(80)}`],
    ['Supabase', 'sbp_', hex(40)],
    ['Tailscale', 'tskey-auth-', `${alnum(12)}-${alnum(32)}`],
    ['Atlassian', 'ATATT3', alnum(186)],
    ['Netlify', 'nfp_', alnum(36)],
    ['JWT', 'eyJ', `${alnum(20)}.eyJ${alnum(40)}.${alnum(43)}`],
  ];
  for (const [vendor, prefix, rest] of tokens) {
    const token = prefix + rest;
    it(`${vendor} ${prefix}`, () => {
      const found = findVendorTokens(`run --with="${token}" now`);
      assert.deepEqual(found, [{ start: 12, end: 12 + token.length, vendor, prefix }]);
    });
  }

  it('finds them wherever they stand', () => {
    for (const [, prefix, rest] of tokens) {
      const token = prefix + rest;
      for (const before of ['', 'é', ...Array.from({ length: 45 }, (_, i) => `${'word '.repeat(9).slice(0, i)},`)]) {
        for (const after of ['', '\n', ' é'])
          assert.equal(findVendorTokens(before + token + after)[0]?.start, before.length, before + token);
      }
    }
  });

  it('finds those that their signs part most', () => {
    const parted = [`whsec_${'+/'.repeat(16)}`, `AccountKey=${'/+'.repeat(43)}==`, `glpat-${'a.7.'.repeat(5)}x`];
    for (const token of parted) assert.equal(findVendorTokens(`"${token}"`).length, 1, token);
  });

  it('finds an AWS secret key by the name before it', () => {
    const text = `aws configure set aws_secret_access_key ${alnum(40)}`;
    assert.deepEqual(findVendorTokens(text), [{ start: 40, end: 80, vendor: 'AWS', prefix: '' }]);
  });

  it('finds several, in order', () => {
    const text = `npm_${alnum(36)} AKIA${upper(16)} ghp_${alnum(36)}`;
    assert.deepEqual(
      findVendorTokens(text).map(token => token.vendor),
      ['npm', 'AWS', 'GitHub'],
    );
  });

  const none = [
    ...['AKIAIOSFODNN7EXAMPLE', `ghp_${'x'.repeat(36)}`, `ghp_${'a'.repeat(36)}`, `ghp_${'1234567890abcdefghijklmnopqrstuvwxyz'}`],
    ...[`ghp_${alnum(35)}`, `xghp_${alnum(36)}`, 'xoxb-your-token-goes-right-here', `sk_test_${alnum(24)}`, `api-key-${hex(32)}`],
    ...[`sha256:${hex(64)}`, `TASK${hex(32)}`, `npm_${alnum(40)}`, 'eyJhbGciOiJIUzI1NiJ9', ''],
  ];
  for (const text of none) it(`finds nothing in ${text.slice(0, 12) || '(empty)'}`, () => assert.deepEqual(findVendorTokens(text), []));

  it('reads hostile input in linear time', () => {
    const started = performance.now();
    for (const part of [
      'eyJ',
      'eyJaaaaaaaaaa.',
      'ghp_',
      'xoxb-1',
      'AKIA',
      '-----BEGIN PRIVATE KEY-----',
      'a://b:',
      'curl ',
      ';password=',
      '?token=a1',
    ]) {
      const text = part.repeat(300_000 / part.length);
      findVendorTokens(text);
      findPrivateKeys(text);
      findUrlCredentials(text);
      findHeaderCredentials(text);
    }
    assert.ok(performance.now() - started < 5_000);
  });
});

describe('findPrivateKeys', () => {
  const header = (kind: string) => `-----${'BEGIN'} ${kind}PRIVATE KEY-----`;
  const footer = (kind: string) => `-----${'END'} ${kind}PRIVATE KEY-----`;
  const pem = (kind: string, body = `${alnum(64)}\n${alnum(64)}`) => `${header(kind)}\n${body}\n${footer(kind)}`;

  for (const kind of ['', 'RSA ', 'EC ', 'DSA ', 'OPENSSH ', 'ENCRYPTED ']) {
    it(`finds a PEM block: ${kind || 'PKCS #8'}`, () => {
      const text = `key: ${pem(kind)}\n`;
      assert.deepEqual(findPrivateKeys(text), [{ start: 5, end: text.length - 1, label: `${kind}PRIVATE KEY`.toLowerCase() }]);
    });
    it(`finds it encoded: ${kind || 'PKCS #8'}`, () => {
      const encoded = Buffer.from(pem(kind)).toString('base64');
      assert.deepEqual(findPrivateKeys(` ${encoded} `), [{ start: 1, end: 1 + encoded.length, label: 'base64-encoded private key' }]);
    });
  }
  it('finds a block on one line and one without an end', () => {
    assert.equal(findPrivateKeys(`${header('')}\\n${alnum(64)}\\n${footer('')}`).length, 1);
    assert.deepEqual(findPrivateKeys(`${header('')}\n${alnum(64)}\n`), [{ start: 0, end: header('').length + 65, label: 'private key' }]);
  });
  it('finds age and PuTTY keys', () => {
    assert.equal(findPrivateKeys(`AGE-SECRET-KEY-1${fill('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`)[0]?.label, 'age secret key');
    assert.equal(findPrivateKeys(`PuTTY-User-Key-File-3: ssh-ed25519`)[0]?.label, 'PuTTY private key');
  });
  for (const text of [
    pem('').replaceAll('PRIVATE', 'PUBLIC'),
    pem('').replaceAll('PRIVATE KEY', 'CERTIFICATE'),
    `grep -q '${header('RSA ')}' key.pem`,
    `${header('')}\n...\n${footer('')}`,
    Buffer.from(pem('').replaceAll('PRIVATE KEY', 'CERTIFICATE')).toString('base64'),
  ]) {
    it(`finds none in ${text.slice(0, 30)}`, () => assert.deepEqual(findPrivateKeys(text), []));
  }
});

describe('findUrlCredentials', () => {
  const cases: [text: string, credential: string, where: string, weight?: string][] = [
    ['postgres://app:zK81vq@db:5432/app', 'zK81vq', 'url-user'],
    ['redis://:zK81vq@cache', 'zK81vq', 'url-user'],
    ['postgres://postgres:postgres@db', 'postgres', 'url-user', 'default-credential'],
    ['amqp://guest:guest@mq', 'guest', 'url-user', 'default-credential'],
    ['mongodb+srv://u:a@b9@host/x', 'a@b9', 'url-user'],
    ['jdbc:mysql://db/x?user=a&password=zK81vq', 'zK81vq', 'url-query'],
    ['https://h/x?access_token=zK81vqzK81vq&y=1', 'zK81vqzK81vq', 'url-query'],
    ['Server=db;User Id=sa;Password=zK81vq;', 'zK81vq', 'connection-string'],
    ['jdbc:sqlserver://db:1433;user=sa;password=zK81vq', 'zK81vq', 'connection-string'],
    ['host=db user=app password=zK81vq dbname=x', 'zK81vq', 'connection-string'],
    ['app:zK81vq@tcp(db:3306)/x', 'zK81vq', 'connection-string'],
  ];
  for (const [text, credential, where, weight = 'literal'] of cases) {
    it(`finds one in ${text}`, () => {
      const [found, ...more] = findUrlCredentials(`X="${text}" y`);
      assert.ok(found);
      assert.equal(`X="${text}" y`.slice(found.start, found.end), credential);
      assert.deepEqual([found.where, found.weight, more.length], [where, weight, 0]);
    });
  }
  const none = [
    ...[
      'postgres://app:${DB_PASSWORD}@db',
      'postgres://app:$PASS@db',
      'https://user:@host',
      'ssh://git@host/x',
      'git@host:path',
      'https://host:80/a@b',
    ],
    ...[
      'https://u:{{ x }}@h',
      'https://u:<password>@h',
      'https://u:***@h',
      'https://u:%PASS%@h',
      'https://h/?token=$TOKEN',
      'https://h/?token=abc',
    ],
    ...['host=db password=$PASS', 'export PASSWORD=zK81vq', 'https://u:{password}@h', 'Server=db;Trusted_Connection=True'],
  ];
  for (const text of none) it(`finds none in ${text}`, () => assert.deepEqual(findUrlCredentials(text), []));
});

describe('findHeaderCredentials', () => {
  const secret = alnum(20);
  for (const text of [
    `Authorization: Bearer ${secret}`,
    `"authorization": "Basic ${secret}"`,
    `PRIVATE-TOKEN: ${secret}`,
    `curl -s -u app:${secret}`,
    `curl --user=app:${secret}`,
  ]) {
    it(`finds one in ${text.replace(secret, '...')}`, () => {
      const [found] = findHeaderCredentials(`${text} https://h`);
      assert.equal(text.slice(found?.start, found?.end), secret);
    });
  }
  for (const text of [
    'Authorization: Bearer $TOKEN',
    'Authorization: Bearer your-token-goes-here',
    'docker run -u app:x1y2',
    'curl -u app:$PASS https://h',
  ]) {
    it(`finds none in ${text}`, () => assert.deepEqual(findHeaderCredentials(text), []));
  }
});
