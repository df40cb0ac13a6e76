import { strict as assert } from 'node:assert';
import rule from '../../rules/secrets/no-secrets-in-environment.js';
import { analysisOf, engineOf, fixed } from '../rule-examples.js';

const KEY = 'ENCRYPTION_KEY: f7d2a91bc0e84d5fa6b3';
const DEMANDED = /ENCRYPTION_KEY: \$\{ENCRYPTION_KEY:\?\}/;
const db = (...lines: readonly string[]) =>
  ['services:', '  db:', '    image: mysql:8.4', '    environment:', '      MYSQL_ROOT_PASSWORD: s3cr3t-Tr0ub4dor', ...lines, ''].join(
    '\n',
  );

/** What it is about, `compose.yaml`, files beside it, and what the first fix makes of it. */
type Row = readonly [what: string, text: string, files: Readonly<Record<string, string>>, after: RegExp];

const rows: readonly Row[] = [
  [
    'is demanded of whoever starts it where another service merges the environment',
    `services:\n  a:\n    image: a:1\n    environment: &env\n      ${KEY}\n      LOG: info\n  b:\n    image: b:1\n    environment:\n      <<: *env\n      PORT: "80"\n`,
    {},
    DEMANDED,
  ],
  [
    'is demanded where another service has the same environment',
    `services:\n  a:\n    image: a:1\n    environment: &env\n      ${KEY}\n      LOG: info\n  b:\n    image: b:1\n    environment: *env\n`,
    {},
    DEMANDED,
  ],
  [
    'is demanded where services share an environment that stands apart',
    `x-env: &env\n  ${KEY}\n  LOG: info\nservices:\n  a:\n    image: a:1\n    environment: *env\n  b:\n    image: b:1\n    environment: *env\n`,
    {},
    DEMANDED,
  ],
  [
    'is demanded where services share a list',
    'services:\n  a:\n    image: a:1\n    environment: &env\n      - LOG=info\n      - ENCRYPTION_KEY=f7d2a91bc0e84d5fa6b3\n  b:\n    image: b:1\n    environment: *env\n',
    {},
    /- ENCRYPTION_KEY=\$\{ENCRYPTION_KEY:\?\}/,
  ],
  ['is read from a file where the image can', db('    command: --skip-ssl'), {}, /MYSQL_ROOT_PASSWORD_FILE/],
  [
    'stays a variable where the health check reads it',
    db('    healthcheck:', '      test: mysqladmin ping -p$$MYSQL_ROOT_PASSWORD'),
    {},
    /env_file/,
  ],
  ['stays a variable where the command reads it', db('    command: [sh, -c, "x $$MYSQL_ROOT_PASSWORD"]'), {}, /env_file/],
  [
    'stays a variable where a hook reads it',
    db('    post_start:', '      - command: ["sh", "-c", "x $$MYSQL_ROOT_PASSWORD"]'),
    {},
    /env_file/,
  ],
  [
    'stays a variable where an env file sets it, too',
    db('    env_file: db.env'),
    { 'db.env': 'MYSQL_ROOT_PASSWORD=x\n' },
    /env_file: \[db.env, /,
  ],
  ['stays a variable where an env file is not known', db('    env_file: db.env'), {}, /env_file: \[db.env, /],
  [
    'is read from a file where the env file sets something else',
    db('    env_file: db.env'),
    { 'db.env': 'LOG=info\n' },
    /MYSQL_ROOT_PASSWORD_FILE/,
  ],
  [
    'stays a variable where a file extends the service, which would miss the section of secrets',
    db(),
    { 'prod.yaml': 'services:\n  db:\n    extends:\n      file: compose.yaml\n      service: db\n' },
    /env_file/,
  ],
  [
    'is read from a file where a file includes the service',
    db(),
    { 'prod.yaml': 'include: [compose.yaml]\nservices:\n  web:\n    image: web:1\n' },
    /MYSQL_ROOT_PASSWORD_FILE/,
  ],
  [
    'stays a variable where the image checks itself by it',
    'services:\n  db:\n    build: .\n    environment:\n      MYSQL_ROOT_PASSWORD: s3cr3t-Tr0ub4dor\n',
    { Dockerfile: 'FROM mysql:8.4\nHEALTHCHECK CMD mysqladmin ping -p$MYSQL_ROOT_PASSWORD\n' },
    /env_file/,
  ],
];

describe('a secret that is moved out of the environment', () => {
  it('is not demanded for a service that runs by a profile: without it nothing would start', () => {
    const fixesOf = (line: string) => {
      const text = `services:\n  a:\n    image: a:1\n${line}    environment:\n      - ENCRYPTION_KEY=f7d2a91bc0e84d5fa6b3\n`;
      return analysisOf(engineOf([rule], { 'compose.yaml': text }), 'compose.yaml').findings[0]!.fixes.length;
    };
    assert.deepEqual([fixesOf(''), fixesOf('    profiles: [local]\n')], [2, 1]);
  });
  for (const [what, text, files, after] of rows)
    it(what, async () => {
      const engine = engineOf([rule], { ...files, 'compose.yaml': text });
      const [finding] = analysisOf(engine, 'compose.yaml').findings;
      assert.ok(finding);
      assert.match((await fixed(engine, 'compose.yaml', finding))['compose.yaml'] ?? '', after);
    });
});
