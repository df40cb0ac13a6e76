import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { Engine, LineIndex, parseConfig } from '../../core/index.js';
import { rules } from '../../rules/index.js';

const engineOf = (files: Readonly<Record<string, string>>, preset?: 'strict'): Engine => {
  const engine = new Engine({ rules, today: () => '2026-01-31', ...(preset ? { preset } : {}) });
  for (const [path, text] of Object.entries(files)) engine.update(path, text);
  return engine;
};

/** `line:column message` of everything that is wrong in a config. */
const problemsOf = (text: string): readonly string[] => {
  const lines = new LineIndex(text);
  return parseConfig(text, rules).problems.map(({ span, message }) => {
    const { line, column } = lines.position(span.start);
    return `${line}:${column} ${message}`;
  });
};

/** The same of every config of a tree. */
const problemsIn = (files: Readonly<Record<string, string>>): readonly string[] =>
  engineOf(files).configs.flatMap(({ path, lines, problems }) =>
    problems.map(({ span, message }) => {
      const { line, column } = lines.position(span.start);
      return `${path}:${line}:${column} ${message}`;
    }),
  );

describe('the grammar of configurations', () => {
  it('reads every key', () => {
    const { said, problems } = parseConfig(
      `extends: [parent, strict, ../base.seaworthy.yaml]
root: false
preset: essential
rules:
  no-privileged: off
  no-host-network: [off, behind a firewall]
  no-latest-tag: info
  trusted-registry: [high, { registries: [registry.example] }]
overrides:
  - files: test/**
    preset: essential
    rules: { no-privileged: low }
exclude: [vendor, '**/*.tmp']
frameworks: [nsa, pss]
minimumScore: 80
failOn: medium
registries: { trusted: [registry.example] }
podSecurity: { level: restricted, version: v1.32 }
baseImages:
  registry.example/base/node: { user: node }
files:
  deploy/*.tmpl: kubernetes
compose: { files: [a.yaml, b.yaml], profiles: dev, envFile: .env.dev }
`,
      rules,
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(said, {
      extends: ['parent', 'strict', '../base.seaworthy.yaml'],
      root: false,
      preset: 'essential',
      rules: {
        'no-privileged': { level: 'off' },
        'no-host-network': { level: 'off', reason: 'behind a firewall' },
        'no-latest-tag': { level: 'info' },
        'trusted-registry': { level: 'high', options: { registries: ['registry.example'] } },
      },
      overrides: [{ files: ['test/**'], preset: 'essential', rules: { 'no-privileged': { level: 'low' } } }],
      exclude: ['vendor', '**/*.tmp'],
      frameworks: ['nsa', 'pss'],
      minimumScore: 80,
      failOn: 'medium',
      registries: { trusted: ['registry.example'] },
      podSecurity: { level: 'restricted', version: 'v1.32' },
      baseImages: { 'registry.example/base/node': { user: 'node' } },
      files: { 'deploy/*.tmpl': 'kubernetes' },
      compose: { files: ['a.yaml', 'b.yaml'], profiles: ['dev'], envFile: ['.env.dev'] },
    });
  });

  /** text, what is told. */
  const wrong: readonly (readonly [string, ...string[]])[] = [
    ['presett: strict\n', '1:1 `presett` is not a setting of Seaworthy. Did you mean `preset`?'],
    ['preset: recommend\n', '1:9 `preset` is one of essential, recommended, strict. Did you mean `recommended`?'],
    ['root: yes\n', '1:7 `root` is true or false.'],
    ['rules:\n  no-privilegd: off\n', '2:3 There is no rule `no-privilegd`. Did you mean `no-privileged`?'],
    [
      'rules:\n  no-privileged: hihg\n',
      '2:18 `no-privileged` is `off`, one of critical, high, medium, low, info, `[severity, options]` or `[off, reason]`. Did you mean `high`?',
    ],
    ['rules:\n  no-privileged: [off, { a: b }]\n', '2:24 After `off` a reason stands: `[off, reason]`.'],
    ['rules:\n  no-privileged: [low, why]\n', "2:24 After `low` the rule's options stand: `[low, { ... }]`."],
    ['rules:\n  no-privileged: [off, why, more]\n', '2:29 `no-privileged` takes a list of two at most.'],
    [
      'rules:\n  trusted-registry: [low, { registrie: a }]\n',
      '2:29 `trusted-registry` has no option `registrie`. Did you mean `registries`?',
    ],
    ['rules:\n  trusted-registry: [low, { registries: a }]\n', '2:41 `registries` is a list.'],
    ['rules: off\n', '1:8 `rules` is a map of rule ids to `off`, a severity, or a list.'],
    ['rules:\n  no-privileged: off\n  no-privileged: low\n', '2:3 This rule is written twice; the last one holds.'],
    ['preset: strict\npreset: essential\n', '1:1 This key is written twice; the last one holds.'],
    ['overrides:\n  - rules: {}\n', '2:5 `overrides` lacks `files`.'],
    ['overrides:\n  - files: a\n    exclude: b\n', '3:5 `exclude` is not a setting of `overrides`.'],
    ['minimumScore: 101\n', '1:15 `minimumScore` is a number from 0 to 100.'],
    ['failOn: never\n', '1:9 `failOn` is one of critical, high, medium, low, info, none.'],
    ['podSecurity: { version: v1.30 }\n', '1:14 `podSecurity` lacks `level`.'],
    ['podSecurity: { level: baseline, version: new }\n', '1:42 `podSecurity.version` is `latest` or a version such as `v1.32`.'],
    [
      'registries: { mirrors: { docker.io: mirror.example } }\n',
      '1:15 `mirrors` decides which hosts are asked on your behalf, and a repository must not decide that: set `seaworthy.registry.mirrors` in your user settings.',
    ],
    [
      'files: { "*.tmpl": kubernets }\n',
      '1:20 `files.*.tmpl` is one of dockerfile, compose, kubernetes, daemon, none. Did you mean `kubernetes`?',
    ],
    ['baseImages: { node: { endOfLife: soon } }\n', '1:34 `baseImages.node.endOfLife` is a date such as `2027-06-30`, or `never`.'],
    ['baseImages: { "No Image": { user: a } }\n', '1:15 `No Image` is not the name of an image.'],
    ['- preset\n', '1:1 A configuration is a map of settings such as `preset: recommended`.'],
    ['root: true\n---\nroot: true\n', '2:1 A configuration is one document; this one is not read.'],
    ['constructor: 1\n', '1:1 `constructor` is not a setting of Seaworthy.'],
  ];
  for (const [text, ...told] of wrong) it(`tells what is wrong in ${JSON.stringify(text)}`, () => assert.deepEqual(problemsOf(text), told));
});

describe('reading configurations', () => {
  const word = fc.constantFrom(
    ...[
      'preset',
      'rules',
      'extends',
      'overrides',
      'files',
      'no-privileged',
      'off',
      'strict',
      'a.seaworthy.yaml',
      'parent',
      '*a',
      '&a',
      '<<',
    ],
    ...[': ', '- ', '\n', '\n  ', '[', ']', '{', '}', ', ', '#', '"', '|', '---\n', '\t', '!x ', '0', '~'],
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 30 }).map(words => words.join('')),
  );

  it('never throws, and points into the text', () => {
    fc.assert(
      fc.property(text, source => {
        for (const { span } of parseConfig(source, rules).problems)
          assert(span.start >= 0 && span.start <= span.end && span.end <= source.length, JSON.stringify(span));
      }),
    );
  });

  it('ends, whatever extends what', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), { minLength: 5, maxLength: 5 }), links => {
        const files = links.map(
          (to, i) => [`${i}.seaworthy.yaml`, `extends: [${to.map(n => `./${n}.seaworthy.yaml`).join(', ')}]\n`] as const,
        );
        const engine = engineOf({ ...Object.fromEntries(files), 'seaworthy.yaml': 'extends: ./0.seaworthy.yaml\n' });
        assert.equal(engine.configOf('x').preset, 'recommended');
        // Who can come back to itself is told so, and nobody else.
        const reach = (from: number, seen: Set<number>): Set<number> => {
          for (const to of links[from]!) if (!seen.has(to)) reach(to, seen.add(to));
          return seen;
        };
        for (const [i] of links.entries()) {
          const told = engine.configFile(`${i}.seaworthy.yaml`)!.problems.some(({ message }) => message.startsWith('This extends itself'));
          assert.equal(told, reach(i, new Set()).has(i), JSON.stringify(links));
        }
      }),
    );
  });
});

describe('configurations of a tree', () => {
  it('takes the nearest, in any of its forms', () => {
    const engine = engineOf({
      'seaworthy.yaml': 'preset: strict\n',
      'a/.seaworthy.yaml': 'preset: essential\n',
      'b/.seaworthy.json': '{ "preset": "essential" }',
      'c/package.json': '{ "name": "c", "seaworthy": { "preset": "essential" } }',
      'd/package.json': '{ "name": "d" }',
    });
    const presets = ['x', 'a/x', 'a/deep/x', 'b/x', 'c/x', 'd/x'].map(path => engine.configOf(path).preset);
    assert.deepEqual(presets, ['strict', 'essential', 'essential', 'essential', 'essential', 'strict']);
    assert.deepEqual(problemsIn({ 'package.json': '{ "name": "x",\n "seaworthy": { "presett": 1 } }' }), [
      'package.json:2:17 `presett` is not a setting of Seaworthy. Did you mean `preset`?',
    ]);
  });

  it('inherits nothing unasked, and what it extends when asked', () => {
    const parent = 'rules:\n  no-privileged: low\npreset: strict\noverrides:\n  - files: sub/test/**\n    rules: { no-privileged: info }\n';
    const alone = engineOf({ 'seaworthy.yaml': parent, 'sub/seaworthy.yaml': 'failOn: low\n' });
    assert.equal(alone.configOf('sub/x').preset, 'recommended');
    const extending = engineOf({ 'seaworthy.yaml': parent, 'sub/seaworthy.yaml': 'extends: parent\nfailOn: low\n' });
    const config = extending.configOf('sub/x');
    assert.deepEqual([config.preset, config.failOn, config.rules['no-privileged']], ['strict', 'low', { level: 'low' }]);
    assert.deepEqual(extending.configOf('sub/test/x').rules['no-privileged'], { level: 'info' });
  });

  it('extends a shared file as if it were written there', () => {
    const engine = engineOf({
      'shared/base.seaworthy.yaml': 'exclude: [test]\npreset: strict\n',
      'app/seaworthy.yaml': 'extends: ../shared/base.seaworthy.yaml\n',
    });
    assert.equal(engine.configOf('app/x').preset, 'strict');
    assert.deepEqual(
      ['app/test/x', 'app/x', 'shared/test/x'].map(path => engine.isExcluded(path)),
      [true, false, false],
    );
  });

  it('keeps one object for one configuration', () => {
    const engine = engineOf({ 'seaworthy.yaml': 'overrides:\n  - files: a/**\n    preset: strict\n' });
    assert.equal(engine.configOf('x'), engine.configOf('b/y'));
    assert.equal(engine.configOf('a/x'), engine.configOf('a/b/y'));
    assert.notEqual(engine.configOf('x'), engine.configOf('a/x'));
  });

  it('tells cycles and what cannot be extended', () => {
    assert.deepEqual(
      problemsIn({
        'a.seaworthy.yaml': 'extends: ./b.seaworthy.yaml\n',
        'b.seaworthy.yaml': 'extends: [strict, ./a.seaworthy.yaml]\n',
        'seaworthy.yaml': 'extends: ./a.seaworthy.yaml\n',
      }),
      [
        'a.seaworthy.yaml:1:10 This extends itself: a.seaworthy.yaml -> b.seaworthy.yaml -> a.seaworthy.yaml.',
        'b.seaworthy.yaml:1:19 This extends itself: b.seaworthy.yaml -> a.seaworthy.yaml -> b.seaworthy.yaml.',
      ],
    );
    const told = (text: string) => problemsIn({ 'seaworthy.yaml': text });
    assert.deepEqual(told('extends: parent\n'), ['seaworthy.yaml:1:10 No folder above has a configuration that this could extend.']);
    assert.deepEqual(told('extends: parent\nroot: true\n'), ['seaworthy.yaml:1:10 This is a root: it has no parent to extend.']);
    assert.deepEqual(told('extends: strickt\n'), [
      'seaworthy.yaml:1:10 `strickt` is neither `parent`, a preset (essential, recommended, strict) nor a path. Did you mean `strict`?',
    ]);
    assert.deepEqual(told('extends: ../x.seaworthy.yaml\n'), [
      'seaworthy.yaml:1:10 `../x.seaworthy.yaml` leads out of the workspace; what is extended lies in it.',
    ]);
    assert.deepEqual(told('extends: ./x.seaworthy.yaml\n'), ['seaworthy.yaml:1:10 There is no file `x.seaworthy.yaml`.']);
    assert.deepEqual(told('extends: ./x.yaml\n'), [
      'seaworthy.yaml:1:10 `./x.yaml` cannot be extended by its name: call it `x.seaworthy.yaml`.',
    ]);
  });

  it('tells what is passed over', () => {
    assert.deepEqual(problemsIn({ 'seaworthy.yml': 'preset: strict\n', 'a/seaworthy.yaml': '', 'a/.seaworthy.json': '{}' }), [
      'seaworthy.yml:1:1 A file of this name is not read: a configuration is called seaworthy.yaml, .seaworthy.yaml or .seaworthy.json, one that others extend NAME.seaworthy.yaml.',
      'a/.seaworthy.json:1:1 This is not read: a/seaworthy.yaml stands beside it.',
    ]);
  });

  it('lets the command line win, then files, then settings', () => {
    const engine = engineOf({ 'seaworthy.yaml': 'failOn: low\n' });
    engine.settings = { preset: 'strict', failOn: 'info' };
    assert.deepEqual([engine.configOf('x').preset, engine.configOf('x').failOn], ['strict', 'low']);
    assert.equal(engineOf({ 'seaworthy.yaml': 'preset: essential\n' }, 'strict').configOf('x').preset, 'strict');
  });

  it('says what files are', () => {
    const object = 'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec: { containers: [{ name: x, image: x }] }\n';
    const engine = engineOf({ 'deploy/x.tmpl': object, 'compose.yaml': 'services:\n  a: { image: a }\n' });
    assert.deepEqual([engine.kindOf('deploy/x.tmpl'), engine.kindOf('compose.yaml')], [undefined, 'compose']);
    engine.update('seaworthy.yaml', 'files:\n  deploy/*.tmpl: kubernetes\n  compose.yaml: none\n');
    engine.update('deploy/x.tmpl', object);
    assert.deepEqual([engine.kindOf('deploy/x.tmpl'), engine.kindOf('compose.yaml')], ['kubernetes', undefined]);
    engine.update('seaworthy.yaml', undefined);
    assert.deepEqual([engine.kindOf('deploy/x.tmpl'), engine.kindOf('compose.yaml')], [undefined, 'compose']);
  });
});

describe('support that a config knows of', () => {
  const findingsOf = (config: string) =>
    engineOf({ 'seaworthy.yaml': config, Dockerfile: 'FROM debian:9\nUSER 1000\n' })
      .analyze('Dockerfile')!
      .findings.filter(({ rule }) => rule.meta.id === 'no-eol-image')
      .map(({ message }) => message);
  for (const [said, message] of [
    ['', '`debian:9` gets no fixes any more: Debian 9 ended on 2022-07-01.'],
    ['baseImages: { "debian:9": { endOfLife: 2027-06-30 } }\n', undefined],
    ['baseImages: { debian: { endOfLife: never } }\n', undefined],
    ['baseImages: { debian: { endOfLife: 2025-06-30 } }\n', '`debian:9` gets no fixes any more: your support for it ended on 2025-06-30.'],
    ['baseImages: { "debian:8": { endOfLife: never } }\n', '`debian:9` gets no fixes any more: Debian 9 ended on 2022-07-01.'],
  ] as const) {
    it(said.trim() || 'nothing said', () => assert.deepEqual(findingsOf(said), message === undefined ? [] : [message]));
  }
});
