import { strict as assert } from 'node:assert';
import type { Analysis } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { analysisOf, engineOf, fixed } from '../rule-examples.js';

/** What the effective model of several files comes to: who says what, where, and what happens when a file changes. */

const rule = (id: string) => rules.filter(({ meta }) => meta.id === id);

/** `rule line:column`, of findings that are shown. */
const places = ({ findings, lines }: Analysis): string[] =>
  findings
    .filter(({ supersededBy, hidden }) => !supersededBy && !hidden)
    .map(({ rule: { meta }, span }) => {
      const { line, column } = lines.position(span.start);
      return `${meta.id} ${line}:${column}`;
    });

const BASE = 'services:\n  web:\n    image: example/web:1.4\n    privileged: true\n';

type Row = readonly [
  what: string,
  rule: string,
  files: Readonly<Record<string, string>>,
  found: Readonly<Record<string, readonly string[]>>,
  config?: string,
];

const rows: readonly Row[] = [
  ['a base without its override', 'no-privileged', { 'compose.yaml': BASE }, { 'compose.yaml': ['no-privileged 4:17'] }],
  [
    'an override that mends the base: nothing is left to say',
    'no-privileged',
    { 'compose.yaml': BASE, 'compose.override.yaml': 'services:\n  web:\n    privileged: false\n' },
    { 'compose.yaml': [], 'compose.override.yaml': [] },
  ],
  [
    'an override that breaks what the base has right: said in the override',
    'no-privileged',
    { 'compose.yaml': BASE.replace('true', 'false'), 'compose.override.yaml': 'services:\n  web:\n    privileged: true\n' },
    { 'compose.yaml': [], 'compose.override.yaml': ['no-privileged 3:17'] },
  ],
  [
    'both say the same: the value in force is that of the override',
    'no-privileged',
    { 'compose.yaml': BASE, 'compose.override.yaml': 'services:\n  web:\n    privileged: true\n' },
    { 'compose.yaml': [], 'compose.override.yaml': ['no-privileged 3:17'] },
  ],
  [
    'the other names of the engine',
    'no-privileged',
    { 'docker-compose.yml': BASE, 'docker-compose.override.yml': 'services:\n  web:\n    privileged: false\n' },
    { 'docker-compose.yml': [] },
  ],
  [
    'an override of a file that the engine does not take',
    'no-privileged',
    { 'compose.yaml': BASE, 'docker-compose.yml': BASE, 'compose.override.yaml': 'services:\n  web:\n    privileged: false\n' },
    { 'compose.yaml': [], 'docker-compose.yml': ['no-privileged 4:17'] },
  ],
  [
    'what is missing is said once, where the service is first named',
    'drop-all-capabilities',
    {
      'compose.yaml': BASE.replace('true', 'false'),
      'compose.override.yaml': 'services:\n  web:\n    user: "1"\n  more:\n    image: example/more:1\n',
    },
    { 'compose.yaml': ['drop-all-capabilities 2:3'], 'compose.override.yaml': ['drop-all-capabilities 4:3'] },
  ],
  [
    'an override supplies it',
    'drop-all-capabilities',
    { 'compose.yaml': BASE.replace('true', 'false'), 'compose.override.yaml': 'services:\n  web:\n    cap_drop: [ALL]\n' },
    { 'compose.yaml': [], 'compose.override.yaml': [] },
  ],
  [
    'an override without its base is a part: nothing that it lacks counts',
    'drop-all-capabilities',
    { 'compose.override.yaml': 'services:\n  web:\n    image: example/web:1.4\n' },
    { 'compose.override.yaml': [] },
  ],
  [
    'files of the configuration, in their order',
    'no-privileged',
    {
      'compose.yaml': BASE,
      'prod/a.yaml': 'services:\n  web:\n    privileged: false\n',
      'prod/b.yaml': 'services:\n  web:\n    privileged: true\n',
    },
    { 'compose.yaml': [], 'prod/a.yaml': [], 'prod/b.yaml': ['no-privileged 3:17'] },
    'compose: { files: [compose.yaml, prod/a.yaml, prod/b.yaml] }',
  ],
  [
    'profiles of the configuration: other services do not run',
    'no-privileged',
    {
      'compose.yaml':
        'services:\n  a:\n    image: example/a:1\n    profiles: [debug]\n    privileged: true\n  b:\n    image: example/b:1\n    profiles: [prod]\n    privileged: true\n',
    },
    { 'compose.yaml': ['no-privileged 9:17'] },
    'compose: { profiles: [prod] }',
  ],
  [
    'any profile may be active when nobody says which',
    'no-privileged',
    { 'compose.yaml': 'services:\n  a:\n    image: example/a:1\n    profiles: [debug]\n    privileged: true\n' },
    { 'compose.yaml': ['no-privileged 5:17'] },
  ],
  [
    'extends of another file: said where it is written, once',
    'no-privileged',
    {
      'compose.yaml':
        'services:\n  a:\n    extends: { file: base.yaml, service: base }\n  b:\n    extends: { file: base.yaml, service: base }\n',
      'base.yaml': 'services:\n  base:\n    image: example/base:1\n    privileged: true\n',
    },
    { 'compose.yaml': [], 'base.yaml': ['no-privileged 4:17'] },
  ],
  [
    'extends of another file supplies what is missing',
    'drop-all-capabilities',
    {
      'compose.yaml': 'services:\n  a:\n    image: example/a:1\n    extends: { file: base.yaml, service: base }\n',
      'base.yaml': 'services:\n  base:\n    cap_drop: [ALL]\n',
    },
    { 'compose.yaml': [], 'base.yaml': [] },
  ],
  [
    'extends in circles ends',
    'drop-all-capabilities',
    { 'compose.yaml': 'services:\n  a:\n    image: example/a:1\n    extends: b\n  b:\n    extends: a\n' },
    { 'compose.yaml': [] },
  ],
  [
    'include in circles ends',
    'drop-all-capabilities',
    {
      'a.yaml': 'include: [b.yaml]\nservices:\n  a:\n    image: example/a:1\n',
      'b.yaml': 'include: [a.yaml]\nservices:\n  b:\n    image: example/b:1\n',
    },
    { 'a.yaml': ['drop-all-capabilities 3:3'], 'b.yaml': ['drop-all-capabilities 3:3'] },
  ],
  [
    'an anchor that two services use: said once',
    'no-privileged',
    {
      'compose.yaml':
        'x-a: &a\n  privileged: true\nservices:\n  a:\n    <<: *a\n    image: example/a:1\n  b:\n    <<: *a\n    image: example/b:1\n',
    },
    { 'compose.yaml': ['no-privileged 2:15'] },
  ],
  [
    'a list that two services share: each item once',
    'no-dangerous-capabilities',
    {
      'compose.yaml':
        'x-a: &a [SYS_ADMIN, SYS_PTRACE]\nservices:\n  a:\n    cap_add: *a\n    image: example/a:1\n  b:\n    cap_add: *a\n    image: example/b:1\n',
    },
    { 'compose.yaml': ['no-dangerous-capabilities 1:10', 'no-dangerous-capabilities 1:21'] },
  ],
  [
    '!reset takes the value out',
    'no-privileged',
    { 'compose.yaml': BASE, 'compose.override.yaml': 'services:\n  web:\n    privileged: !reset null\n' },
    { 'compose.yaml': [], 'compose.override.yaml': [] },
  ],
  [
    '!override of a list: the base no longer counts',
    'no-runtime-socket',
    {
      'compose.yaml': 'services:\n  web:\n    image: example/web:1.4\n    volumes: [/run/docker.sock:/run/docker.sock]\n',
      'compose.override.yaml': 'services:\n  web:\n    volumes: !override [data:/data]\n',
    },
    { 'compose.yaml': [], 'compose.override.yaml': [] },
  ],
  [
    'a list without a tag grows: the base still counts',
    'no-runtime-socket',
    {
      'compose.yaml': 'services:\n  web:\n    image: example/web:1.4\n    volumes: [/run/docker.sock:/run/docker.sock]\n',
      'compose.override.yaml': 'services:\n  web:\n    volumes: [data:/data]\n',
    },
    { 'compose.yaml': ['no-runtime-socket 4:15'], 'compose.override.yaml': [] },
  ],
  [
    'another mount at the same place replaces it',
    'no-sensitive-host-mount',
    {
      'compose.yaml': 'services:\n  web:\n    image: example/web:1.4\n    volumes: [/etc:/data]\n',
      'compose.override.yaml': 'services:\n  web:\n    volumes: [data:/data]\n',
    },
    { 'compose.yaml': [], 'compose.override.yaml': [] },
  ],
  [
    '.env decides',
    'no-privileged',
    { 'compose.yaml': BASE.replace('true', '${P}'), '.env': 'P=true\n' },
    { 'compose.yaml': ['no-privileged 4:17'] },
  ],
  ['a variable that nobody sets: unknown', 'no-privileged', { 'compose.yaml': BASE.replace('true', '${P}') }, { 'compose.yaml': [] }],
  [
    'a volume whose driver binds a path of the host: said where the path is written',
    'no-sensitive-host-mount',
    {
      'compose.yaml':
        'services:\n  web:\n    image: example/web:1.4\n    volumes: [host:/data]\nvolumes:\n  host:\n    driver_opts: { type: none, o: bind, device: /etc }\n',
    },
    { 'compose.yaml': ['no-sensitive-host-mount 7:49'] },
  ],
  [
    'a provider runs no container',
    'drop-all-capabilities',
    { 'compose.yaml': 'services:\n  db:\n    provider: { type: cloud }\n' },
    { 'compose.yaml': [] },
  ],
  ['a file without services', 'drop-all-capabilities', { 'compose.yaml': 'volumes: { data: {} }\n' }, { 'compose.yaml': [] }],
  [
    'the Dockerfile knows the user',
    'run-as-non-root',
    {
      'compose.yaml': 'services:\n  web:\n    build: { context: ., target: prod }\n',
      Dockerfile: 'FROM debian:13 AS dev\nFROM debian:13 AS prod\nUSER app\nFROM debian:13\n',
    },
    { 'compose.yaml': [] },
  ],
  [
    'an argument of the build decides which base it is',
    'run-as-non-root',
    {
      'compose.yaml': 'services:\n  web:\n    build: { context: ., args: { BASE: "debian:13" } }\n',
      Dockerfile: 'ARG BASE=gcr.io/distroless/static:nonroot\nFROM ${BASE}\nCMD ["x"]\n',
    },
    { 'compose.yaml': ['run-as-non-root 2:3'] },
  ],
  [
    'build in the base, its target in the override',
    'run-as-non-root',
    {
      'compose.yaml': 'services:\n  web:\n    build: ./web\n',
      'compose.override.yaml': 'services:\n  web:\n    build: { target: dev }\n',
      'web/Dockerfile': 'FROM debian:13 AS dev\nFROM debian:13\nUSER app\n',
    },
    { 'compose.yaml': ['run-as-non-root 2:3'] },
  ],
];

describe('the effective model', () => {
  for (const [what, id, files, found, config] of rows) {
    it(what, () => {
      const engine = engineOf(rule(id), files, config);
      for (const [path, expected] of Object.entries(found)) assert.deepEqual(places(analysisOf(engine, path)), expected, path);
    });
  }

  it('shows what an override covers', () => {
    const engine = engineOf(rule('no-privileged'), {
      'compose.yaml': BASE.replace('true', 'false'),
      'compose.override.yaml': 'services:\n  web:\n    privileged: true\n',
    });
    const [finding] = analysisOf(engine, 'compose.override.yaml').findings;
    assert.deepEqual(
      finding!.related.map(({ path, at }) => [path, BASE.slice(at.span.start, at.span.end)]),
      [['compose.yaml', 'privileged']],
    );
  });

  it('gives places in other files their path', () => {
    const engine = engineOf(rule('review-shared-volume'), {
      'compose.yaml':
        'services:\n  a:\n    extends: { file: base.yaml, service: base }\n  b:\n    image: example/b:1\n    volumes: [data:/data]\nvolumes: { data: {} }\n',
      'base.yaml': 'services:\n  base:\n    image: example/base:1\n    volumes: [data:/data]\n',
    });
    const [finding] = analysisOf(engine, 'compose.yaml').findings;
    assert.deepEqual(
      finding?.related.map(({ path }) => path),
      ['base.yaml'],
    );
  });

  it('bounds chains and trees that nobody writes', () => {
    const chain = Array.from({ length: 500 }, (_, i) => `  s${i}:\n    extends: s${i + 1}\n`).join('');
    const tree = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `f${i}.yaml`,
        `include: [f${i + 1}.yaml, ./f${i + 1}.yaml]\nservices:\n  a${i}:\n    image: a:1\n`,
      ]),
    );
    const engine = engineOf(rule('no-privileged'), { 'chain.yaml': `services:\n${chain}  s500:\n    image: a:1\n`, ...tree });
    assert.deepEqual(places(analysisOf(engine, 'chain.yaml')), []);
    assert.deepEqual(places(analysisOf(engine, 'f0.yaml')), []);
  });

  const gaps: readonly (readonly [what: string, text: string, files: Readonly<Record<string, string>>, message: RegExp, marked: string])[] =
    [
      ['an include that is not there', 'include:\n  - other.yaml\n', {}, /`include` names other\.yaml.*not there/, 'other.yaml'],
      ['an include in the long form', 'include:\n  - path: [a.yaml, b.yaml]\n', { 'a.yaml': BASE }, /names b\.yaml/, 'b.yaml'],
      [
        'an include over the network',
        'include: ["oci://registry.example.com/a:1"]\n',
        {},
        /comes over the network/,
        '"oci://registry.example.com/a:1"',
      ],
      ['an include outside of the workspace', 'include: [../other.yaml]\n', {}, /outside of the workspace/, '../other.yaml'],
      ['an include that a variable names', 'include: ["${FILE}"]\n', {}, /a variable decides/, '"${FILE}"'],
      ['an include of something else', 'include: [x.yaml]\n', { 'x.yaml': 'a: 1\n' }, /no Compose file/, 'x.yaml'],
      [
        'extends of a file that is not there',
        'services:\n  a:\n    extends: { file: x.yaml, service: b }\n',
        {},
        /`extends` names x\.yaml/,
        'x.yaml',
      ],
      [
        'extends of a service that is not there',
        'services:\n  a:\n    extends: { file: x.yaml, service: b }\n',
        { 'x.yaml': BASE },
        /names b, which x\.yaml does not have/,
        'b',
      ],
      ['extends of a service that this file lacks', 'services:\n  a:\n    extends: b\n', {}, /names b, which this file does not have/, 'b'],
    ];
  for (const [what, text, files, message, marked] of gaps) {
    it(`says what it cannot read: ${what}`, () => {
      const analysis = analysisOf(engineOf(rules, { 'compose.yaml': text, ...files }), 'compose.yaml');
      assert.equal(analysis.problems.length, 1, JSON.stringify(analysis.problems));
      const [problem] = analysis.problems;
      assert.match(problem!.message, message);
      assert.equal(text.slice(problem!.span.start, problem!.span.end), marked);
      assert.ok(!analysis.findings.some(({ rule: { meta } }) => meta.group === 'missing-hardening'));
    });
  }

  it('never shows values of an env file', () => {
    const engine = engineOf(rules, {
      'compose.yaml':
        'services:\n  web:\n    image: ${HOST}/web:${TAG}\n    user: ${WHO}\n    ports: ["${PORT}:5432"]\n    volumes: ["${DIR}:/host"]\n    environment:\n      DB_PASSWORD: ${PASSWORD}\n    pid: ${PID}\n',
      '.env': 'HOST=private.example\nTAG=latest\nWHO=root\nPORT=21\nDIR=/etc/secret-corner\nPASSWORD=b1ue-Heron-42\nPID=container:hidden\n',
    });
    const { findings } = analysisOf(engine, 'compose.yaml');
    const said = findings.flatMap(({ message, fixes }) => [message, ...fixes.map(({ title }) => title)]).join('\n');
    for (const id of ['no-latest-tag', 'no-root-user', 'no-sensitive-host-mount', 'review-namespace-sharing']) {
      assert.ok(
        findings.some(({ rule: { meta } }) => meta.id === id),
        `${id} is not found`,
      );
    }
    assert.doesNotMatch(said, /private\.example|\broot\b.*\bWHO|\/etc\/secret-corner|b1ue|hidden/);
    assert.ok(!findings.some(({ rule: { meta } }) => meta.id === 'no-secrets-in-environment'));
  });

  it('judges a file again when one that it rests on changes', () => {
    const engine = engineOf(rule('run-as-non-root'), {
      'compose.yaml': 'services:\n  web:\n    build: .\n',
      Dockerfile: 'FROM debian:13\nCMD ["x"]\n',
      'other/Dockerfile': 'FROM debian:13\n',
    });
    const at = () => places(analysisOf(engine, 'compose.yaml'));
    assert.deepEqual(at(), ['run-as-non-root 2:3']);
    const before = analysisOf(engine, 'compose.yaml');
    engine.update('other/Dockerfile', 'FROM debian:13\nUSER app\n');
    assert.equal(analysisOf(engine, 'compose.yaml'), before, 'nothing that it rests on has changed');
    engine.update('Dockerfile', 'FROM debian:13\nUSER app\nCMD ["x"]\n');
    assert.deepEqual(at(), []);
    engine.update('Dockerfile', undefined);
    engine.update('compose.override.yaml', 'services:\n  web:\n    user: "1"\n');
    assert.deepEqual(at(), []);
    engine.update('Dockerfile', 'FROM debian:13\nCMD ["x"]\n');
    engine.update('compose.override.yaml', undefined);
    assert.deepEqual(at(), ['run-as-non-root 2:3']);
  });

  it('judges a file again when its env file appears', () => {
    const engine = engineOf(rule('no-privileged'), { 'compose.yaml': BASE.replace('true', '${P}') });
    assert.deepEqual(places(analysisOf(engine, 'compose.yaml')), []);
    engine.update('.env', 'P=true\n');
    assert.deepEqual(places(analysisOf(engine, 'compose.yaml')), ['no-privileged 4:17']);
  });
});

describe('a Dockerfile inside a Compose file', () => {
  const text = `services:
  web:
    build:
      dockerfile_inline: |
        FROM node:latest
        RUN echo $$HOME && sudo id

        COPY <<EOF /x
        a
        EOF
        CMD ["node"]
    image: example/web:1.4
`;

  it('is judged where it stands', () => {
    const found = places(analysisOf(engineOf([...rule('no-latest-tag'), ...rule('no-sudo')], { 'compose.yaml': text }), 'compose.yaml'));
    assert.deepEqual(found, ['no-latest-tag 5:14', 'no-sudo 6:28']);
  });

  it('counts for its service', () => {
    const { findings } = analysisOf(engineOf(rule('no-latest-tag'), { 'compose.yaml': text }), 'compose.yaml');
    assert.deepEqual(
      findings.map(({ units, fingerprint }) => [units.map(({ name }) => name), fingerprint]),
      [[['web'], 'no-latest-tag:compose.yaml:services.web.build.dockerfile_inline/stage:0/FROM']],
    );
  });

  it('is mended in its block', async () => {
    const engine = engineOf(rule('no-sudo'), { 'compose.yaml': text });
    const [finding] = analysisOf(engine, 'compose.yaml').findings;
    assert.deepEqual(await fixed(engine, 'compose.yaml', finding!), { 'compose.yaml': text.replace('sudo id', 'id') });
  });

  const forms: readonly (readonly [what: string, text: string, place: string])[] = [
    [
      'deeper lines',
      'services:\n  web:\n    build:\n      dockerfile_inline: |2\n          FROM a:1\n        RUN sudo id\n',
      'no-sudo 6:13',
    ],
    [
      'a block without line end',
      'services:\n  web:\n    build:\n      dockerfile_inline: |-\n        FROM a:1\n        RUN sudo id\n',
      'no-sudo 6:13',
    ],
    [
      'a block that keeps its line ends',
      'services:\n  web:\n    build:\n      dockerfile_inline: |+\n        FROM a:1\n        RUN sudo id\n\n\n',
      'no-sudo 6:13',
    ],
    [
      'a folded block',
      'services:\n  web:\n    build:\n      dockerfile_inline: >\n        FROM a:1\n\n        RUN sudo id\n',
      'no-sudo 4:26',
    ],
    ['quotes', 'services:\n  web:\n    build: { dockerfile_inline: "FROM a:1\\nRUN sudo id\\n" }\n', 'no-sudo 3:33'],
    [
      'CRLF',
      'services:\r\n  web:\r\n    build:\r\n      dockerfile_inline: |\r\n        FROM a:1\r\n        RUN sudo id\r\n',
      'no-sudo 4:26',
    ],
  ];
  for (const [what, compose, place] of forms) {
    it(`points into it: ${what}`, () => {
      assert.deepEqual(places(analysisOf(engineOf(rule('no-sudo'), { 'compose.yaml': compose }), 'compose.yaml')), [place]);
    });
  }

  it('ships the stage that its service builds, and no other', () => {
    const compose =
      'services:\n  web:\n    build:\n      target: app\n      dockerfile_inline: |\n        FROM a:1 AS app\n        CMD run x\n        FROM a:1\n        CMD run y\n';
    const engine = engineOf(rule('exec-form-entrypoint'), { 'compose.yaml': compose });
    assert.deepEqual(places(analysisOf(engine, 'compose.yaml')), ['exec-form-entrypoint 7:13']);
  });

  it('leaves alone what a variable decides', () => {
    const compose = 'services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM ${BASE}\n        RUN ${DO:-sudo} id\n';
    const engine = engineOf([...rule('no-latest-tag'), ...rule('require-image-tag'), ...rule('no-sudo')], { 'compose.yaml': compose });
    assert.deepEqual(places(analysisOf(engine, 'compose.yaml')), ['no-sudo 6:13']);
  });
});
