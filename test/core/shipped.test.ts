import { strict as assert } from 'node:assert';
import { Engine } from '../../core/index.js';
import { rules } from '../../rules/index.js';

const service = (build: string) => `services:\n  web:\n    build: ${build}\n`;
const stages = (...names: readonly string[]) => names.map(name => `FROM debian:13${name ? ` AS ${name}` : ''}\nCMD ["serve"]\n`).join('');

/** The stages that `Dockerfile` ships beside these files. */
function shipped(dockerfile: string, files: Readonly<Record<string, string>>): readonly string[] {
  const engine = new Engine({ rules, today: () => '2026-01-31' });
  for (const [path, text] of Object.entries({ Dockerfile: dockerfile, ...files })) engine.update(path, text);
  engine.complete = true;
  return engine.analyze('Dockerfile')!.units.map(({ name }) => name);
}

describe('what a Dockerfile ships', () => {
  const cases: readonly [string, string, Readonly<Record<string, string>>, readonly string[]][] = [
    ['the last stage', stages('app', ''), {}, ['the final stage']],
    ['nothing else where Compose names none', stages('app', ''), { 'compose.yaml': service('.') }, ['the final stage']],
    [
      'one stage for each platform',
      'FROM debian:13 AS base-amd64\nFROM debian:13 AS base-arm64\nFROM debian:13 AS other\nFROM base-${TARGETARCH}\n',
      {},
      ['base-amd64', 'base-arm64', 'the final stage'],
    ],
    ['what Compose builds, too', stages('app', 'job'), { 'compose.yaml': service('{ context: ., target: app }') }, ['app', 'job']],
    ['the last of one name', stages('app', 'App', 'job'), { 'compose.yaml': service('{ context: ., target: APP }') }, ['App', 'job']],
    [
      'no stage for development where Compose names another one',
      stages('app', 'test'),
      { 'compose.yaml': service('{ context: ., target: app }') },
      ['app'],
    ],
    [
      'no stage for development that Compose builds beside the last one',
      stages('base', 'dev', 'app'),
      { 'compose.yaml': service('{ context: ., target: dev }') },
      ['app'],
    ],
    [
      'one for development where there is no other',
      stages('base', 'dev'),
      { 'compose.yaml': service('{ context: ., target: dev }') },
      ['dev'],
    ],
    [
      'what a file names that is laid over another one',
      stages('app', 'job'),
      { 'compose.yaml': service('.'), 'compose.override.yaml': service('{ target: app }') },
      ['app', 'job'],
    ],
    [
      'what a variable names that is known',
      stages('app', 'job'),
      { 'compose.yaml': service('{ context: ., target: "$STAGE" }'), '.env': 'STAGE=app\n' },
      ['app', 'job'],
    ],
    ['the last stage where none knows', stages('app', 'job'), { 'compose.yaml': service('{ context: ., target: "$STAGE" }') }, ['job']],
    ['no stage that there is not', stages('app', 'job'), { 'compose.yaml': service('{ context: ., target: nothing }') }, ['job']],
    ['nothing that another file has', stages('app', 'job'), { 'compose.yaml': service('{ context: ./api, target: app }') }, ['job']],
    [
      'the stages that what ships starts from',
      'FROM debian:13 AS base\nFROM base AS app\nFROM debian:13 AS job\n',
      { 'deploy/compose.yaml': service('{ context: .., target: app }') },
      ['base', 'app', 'job'],
    ],
  ];
  for (const [name, dockerfile, files, expected] of cases) {
    it(`is ${name}`, () => assert.deepEqual(shipped(dockerfile, files), expected));
  }

  it('is what rules speak of', () => {
    const engine = new Engine({ rules, today: () => '2026-01-31' });
    engine.update('compose.yaml', service('{ context: ., target: app }'));
    const users = (app: string, test: string) => `FROM a:1 AS app\nUSER ${app}\nFROM app AS test\nUSER ${test}\nCMD ["check"]\n`;
    const lines = (text: string) => {
      engine.update('Dockerfile', text);
      const { findings, lines: at } = engine.analyze('Dockerfile')!;
      return findings.flatMap(({ rule, span }) => (rule.meta.id === 'no-root-user' ? [at.position(span.start).line] : []));
    };
    assert.deepEqual([lines(users('root', 'tester')), lines(users('app', 'root'))], [[2], []]);
  });

  it('follows the Compose file', () => {
    const engine = new Engine({ rules, today: () => '2026-01-31' });
    const units = () => engine.analyze('Dockerfile')!.units.map(({ name }) => name);
    engine.update('Dockerfile', stages('app', 'test'));
    assert.deepEqual(units(), ['test']);
    engine.update('compose.yaml', service('{ context: ., target: app }'));
    assert.deepEqual(units(), ['app']);
    engine.update('compose.yaml', service('.'));
    assert.deepEqual(units(), ['test']);
    engine.update('compose.yaml', service('{ context: ., target: "${STAGE:-}" }'));
    assert.deepEqual(units(), ['test']);
    engine.update('.env', 'STAGE=app\n');
    assert.deepEqual(units(), ['app']);
  });
});
