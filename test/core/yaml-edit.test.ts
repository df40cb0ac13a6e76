import { strict as assert } from 'node:assert';
import { parseDocument } from 'yaml';
import { appendAt, replaceEntry, replaceScalar, setAllAt, setAt } from '../../core/facts/documents/yaml/edit.js';
import type { YamlMap } from '../../core/facts/documents/yaml/nodes.js';
import { removeEntries, removeEntry, removeItems } from '../../core/facts/documents/yaml/remove.js';
import { together } from '../../core/facts/documents/yaml/together.js';
import type { Json } from '../../core/facts/documents/yaml/write.js';
import { readYaml } from '../../core/facts/documents/yaml.js';
import { applyEdits, type TextEdit } from '../../core/text.js';

/** The map at `services.web` of a file. */
function web(text: string): YamlMap {
  const root = readYaml(text).documents[0]!.root;
  const node = root?.type === 'map' ? root.at('services', 'web') : undefined;
  assert.ok(node?.type === 'map', 'services.web is a map');
  return node;
}

const apply = (text: string, edits: readonly TextEdit[] | null): string | null => (edits ? applyEdits(text, edits) : null);

/** name, before, path, value, after (`null`: refused). */
const settings: readonly (readonly [string, string, readonly string[], Json, string | null])[] = [
  ['a new key', 'services:\n  web:\n    image: a\n', ['read_only'], true, 'services:\n  web:\n    image: a\n    read_only: true\n'],
  ['no final newline', 'services:\n  web:\n    image: a', ['read_only'], true, 'services:\n  web:\n    image: a\n    read_only: true'],
  [
    'CRLF',
    'services:\r\n  web:\r\n    image: a\r\n',
    ['read_only'],
    true,
    'services:\r\n  web:\r\n    image: a\r\n    read_only: true\r\n',
  ],
  [
    'CRLF and a list',
    'services:\r\n  web:\r\n    image: a\r\n',
    ['cap_drop'],
    ['ALL'],
    'services:\r\n  web:\r\n    image: a\r\n    cap_drop:\r\n      - ALL\r\n',
  ],
  [
    'a comment behind the last key',
    'services:\n  web:\n    image: a # why\n    # more\n',
    ['read_only'],
    true,
    'services:\n  web:\n    image: a # why\n    read_only: true\n    # more\n',
  ],
  [
    'comments about what is nested, after a blank line too',
    'services:\n  web:\n    deploy:\n      mode: a\n      # replicas: 2\n\n      # labels: {}\n    # more\n  # about db\n  db:\n    image: b\n',
    ['read_only'],
    true,
    'services:\n  web:\n    deploy:\n      mode: a\n      # replicas: 2\n\n      # labels: {}\n    read_only: true\n    # more\n  # about db\n  db:\n    image: b\n',
  ],
  [
    'a blank line and another service',
    'services:\n  web:\n    image: a\n\n  db:\n    image: b\n',
    ['read_only'],
    true,
    'services:\n  web:\n    image: a\n    read_only: true\n\n  db:\n    image: b\n',
  ],
  [
    'a block scalar last',
    'services:\n  web:\n    command: |\n      a\n      b\n',
    ['read_only'],
    true,
    'services:\n  web:\n    command: |\n      a\n      b\n    read_only: true\n',
  ],
  [
    'a block scalar that keeps its line ends',
    'services:\n  web:\n    command: |+\n      a\n\n',
    ['read_only'],
    true,
    'services:\n  web:\n    command: |+\n      a\n\n    read_only: true\n',
  ],
  ['flow style', 'services:\n  web: { image: a }\n', ['read_only'], true, 'services:\n  web: { image: a, read_only: true }\n'],
  ['flow style, empty', 'services:\n  web: {}\n', ['cap_drop'], ['ALL'], 'services:\n  web: { cap_drop: [ALL] }\n'],
  [
    'flow style with a trailing comma',
    'services:\n  web: { image: a, }\n',
    ['read_only'],
    true,
    'services:\n  web: { image: a, read_only: true }\n',
  ],
  ['JSON', '{"services": {"web": {"image": "a"}}}\n', ['read_only'], true, '{"services": {"web": {"image": "a", "read_only": true}}}\n'],
  ['null', 'services:\n  web:\n    deploy:\n', ['deploy', 'mode'], 'global', 'services:\n  web:\n    deploy:\n      mode: global\n'],
  [
    'null as a tilde',
    'services:\n  web:\n    deploy: ~ # none\n',
    ['deploy', 'mode'],
    'global',
    'services:\n  web:\n    deploy: # none\n      mode: global\n',
  ],
  [
    'a value in place',
    "services:\n  web:\n    read_only: 'false' # no\n",
    ['read_only'],
    true,
    'services:\n  web:\n    read_only: true # no\n',
  ],
  [
    'quoted keys',
    'services:\n  "web":\n    "image": a\n',
    ['read_only'],
    true,
    'services:\n  "web":\n    "image": a\n    read_only: true\n',
  ],
  [
    'four columns',
    'services:\n    web:\n        image: a\n',
    ['deploy', 'mode'],
    'x',
    'services:\n    web:\n        image: a\n        deploy:\n            mode: x\n',
  ],
  [
    'lists without indentation',
    'services:\n  web:\n    ports:\n    - a\n',
    ['cap_drop'],
    ['ALL'],
    'services:\n  web:\n    ports:\n    - a\n    cap_drop:\n    - ALL\n',
  ],
  [
    'a list in place',
    'services:\n  web:\n    cap_drop:\n      - A\n      - B\n    image: a\n',
    ['cap_drop'],
    ['ALL'],
    'services:\n  web:\n    cap_drop:\n      - ALL\n    image: a\n',
  ],
  [
    'a list with comments keeps them',
    'services:\n  web:\n    cap_drop:\n      - A # why\n',
    ['cap_drop'],
    ['A', 'ALL'],
    'services:\n  web:\n    cap_drop:\n      - A # why\n      - ALL\n',
  ],
  ['a list with comments is not replaced', 'services:\n  web:\n    cap_drop:\n      - A # why\n', ['cap_drop'], ['ALL'], null],
  [
    'an own key over a merged one',
    'x: &x\n  read_only: false\nservices:\n  web:\n    <<: *x\n',
    ['read_only'],
    true,
    'x: &x\n  read_only: false\nservices:\n  web:\n    <<: *x\n    read_only: true\n',
  ],
  ['not into a merged map', 'x: &x\n  deploy: { mode: a }\nservices:\n  web:\n    <<: *x\n', ['deploy', 'replicas'], 2, null],
  ['not into an alias', 'x: &x { image: a }\nservices:\n  web: *x\n', ['read_only'], true, null],
  [
    'into an anchor of which all uses are alike',
    'services:\n  web: &x\n    image: a\n  db: *x\n',
    ['read_only'],
    true,
    'services:\n  web: &x\n    image: a\n    read_only: true\n  db: *x\n',
  ],
  ['no list into an anchor: one may need another', 'services:\n  web: &x\n    image: a\n  db: *x\n', ['cap_drop'], ['ALL'], null],
  ['not into an anchor that something else uses', 'services:\n  web: &x\n    image: a\nconfigs:\n  db: *x\n', ['read_only'], true, null],
  [
    'an anchor that nobody uses is free',
    'services:\n  web: &x\n    image: a\n',
    ['read_only'],
    true,
    'services:\n  web: &x\n    image: a\n    read_only: true\n',
  ],
  ['text that needs quotes', 'services:\n  web:\n    image: a\n', ['user'], '1000', "services:\n  web:\n    image: a\n    user: '1000'\n"],
  [
    'a colon needs none',
    'services:\n  web:\n    image: a\n',
    ['security_opt'],
    ['no-new-privileges:true'],
    'services:\n  web:\n    image: a\n    security_opt:\n      - no-new-privileges:true\n',
  ],
];

describe('YAML edits', () => {
  for (const [name, before, path, value, after] of settings) {
    it(`sets: ${name}`, () => {
      const result = apply(before, setAt(web(before), path, value));
      assert.equal(result, after);
      if (result !== null) assert.deepEqual(parseDocument(result).errors, []);
    });
  }

  it('writes several values into an empty flow map', () => {
    const text = 'services:\n  web: {}\n';
    assert.equal(
      apply(
        text,
        setAllAt(web(text), [
          [['a'], 1],
          [['b', 'c'], true],
        ]),
      ),
      'services:\n  web: { a: 1, b: { c: true } }\n',
    );
  });

  it('creates shared parents once', () => {
    const text = 'services:\n  web:\n    image: a\n';
    const edits = setAllAt(web(text), [
      [['s', 'c', 'drop'], ['ALL']],
      [['s', 'c', 'add'], ['X']],
      [['s', 'r'], true],
    ]);
    assert.equal(
      apply(text, edits),
      'services:\n  web:\n    image: a\n    s:\n      c:\n        drop:\n          - ALL\n        add:\n          - X\n      r: true\n',
    );
  });

  const removals: readonly (readonly [string, string, string, string | null])[] = [
    [
      'its line',
      'services:\n  web:\n    image: a\n    privileged: true # x\n    user: b\n',
      'privileged',
      'services:\n  web:\n    image: a\n    user: b\n',
    ],
    [
      'the last line without newline',
      'services:\n  web:\n    image: a\n    privileged: true',
      'privileged',
      'services:\n  web:\n    image: a',
    ],
    [
      'with CRLF',
      'services:\r\n  web:\r\n    privileged: true\r\n    image: a\r\n',
      'privileged',
      'services:\r\n  web:\r\n    image: a\r\n',
    ],
    [
      'a whole block',
      'services:\n  web:\n    cap_add:\n      - A\n      - B\n    image: a\n',
      'cap_add',
      'services:\n  web:\n    image: a\n',
    ],
    ['from flow style', 'services:\n  web: { privileged: true, image: a }\n', 'privileged', 'services:\n  web: { image: a }\n'],
    ['from the end of flow style', 'services:\n  web: { image: a, privileged: true }\n', 'privileged', 'services:\n  web: { image: a }\n'],
    [
      'the only key of a service, which stays',
      'services:\n  web: # only a device\n    # why\n    privileged: true\n  db: {}\n',
      'privileged',
      'services:\n  web: {} # only a device\n    # why\n  db: {}\n',
    ],
    ['the only key of the last service', 'services:\r\n  web:\r\n    privileged: true', 'privileged', 'services:\r\n  web: {}'],
    ['the only key of a service in flow style', 'services: { web: { privileged: true } }\n', 'privileged', 'services: { web: {} }\n'],
    ['the only key of a tagged service, which it cannot', 'services:\n  web: !override\n    privileged: true\n', 'privileged', null],
  ];
  for (const [name, before, key, after] of removals) {
    it(`removes: ${name}`, () => assert.equal(apply(before, removeEntry(web(before).get(key)!)), after));
  }

  const lists: readonly (readonly [string, string, readonly number[], string | null])[] = [
    ['neighbours at the front of a flow list', 'l: [a, b, c]', [0, 1], 'l: [c]'],
    ['neighbours at the end of a flow list', 'l: [a, b, c]', [1, 2], 'l: [a]'],
    ['items on both sides of one', 'l: [a, b, c]', [0, 2], 'l: [b]'],
    ['a key whose list is left empty', 'k: 1\nl: [a, b]\n', [0, 1], 'k: 1\n'],
    ['lines apart, comments of others kept', 'l:\n  - a # x\n  - b # y\n  # z\n  - c\n', [0, 2], 'l:\n  - b # y\n  # z\n'],
    ['the last lines without a line end', 'l:\n  - a\n  - b\n  - c', [1, 2], 'l:\n  - a'],
    ['lines that end with CRLF', 'l:\r\n  - a\r\n  - b\r\n  - c\r\n', [0, 1], 'l:\r\n  - c\r\n'],
    ['nothing but all of a file', 'l: [a, b]\n', [0, 1], null],
  ];
  for (const [name, before, indexes, after] of lists) {
    it(`takes out several items: ${name}`, () => {
      const root = readYaml(before).documents[0]!.root;
      const list = root?.type === 'map' ? root.at('l') : undefined;
      assert.ok(list?.type === 'seq');
      assert.equal(apply(before, removeItems(list, indexes)), after);
    });
  }

  it('appends to a list in its style', () => {
    for (const [before, after] of [
      ['services:\n  web:\n    tmpfs: [/a]\n', 'services:\n  web:\n    tmpfs: [/a, /b]\n'],
      [
        'services:\n  web:\n    tmpfs:\n      - /a # x\n    image: a\n',
        'services:\n  web:\n    tmpfs:\n      - /a # x\n      - /b\n    image: a\n',
      ],
      ['services:\n  web:\n    tmpfs: []\n', 'services:\n  web:\n    tmpfs: [/b]\n'],
      ['services:\n  web:\n    image: a\n', 'services:\n  web:\n    image: a\n    tmpfs:\n      - /b\n'],
    ] as const) {
      assert.equal(apply(before, appendAt(web(before), ['tmpfs'], '/b')), after);
    }
  });

  it('adds a section behind the comments of the last one', () => {
    const text = 'services:\n  db:\n    image: a\n\n  ## Mail\n  # mail:\n  #   image: b\n# end\n';
    const { root } = readYaml(text).documents[0]!;
    assert.ok(root?.type === 'map');
    assert.equal(apply(text, setAt(root, ['name'], 'shop')), text.replace('# end', 'name: shop\n# end'));
  });

  it('keeps the quotes of a replaced scalar', () => {
    for (const [written, after] of [
      ['a', 'b'],
      ['"a"', '"b"'],
      ["'a'", "'b'"],
    ] as const) {
      const text = `services:\n  web:\n    image: ${written}\n`;
      assert.equal(apply(text, replaceScalar(web(text).get('image')!.value!, 'b')), text.replace(` ${written}\n`, ` ${after}\n`));
    }
  });

  it('puts a key with an empty map in the place of another', () => {
    const text = 'services:\n  web:\n    a:\n      path: /x\n    image: b\n';
    assert.equal(apply(text, replaceEntry(web(text).get('a')!, 'b', {})), 'services:\n  web:\n    b: {}\n    image: b\n');
  });

  it('takes out several keys', () => {
    const cases = [
      ['{ c: 3, a: 1, b: 2 }', '{ c: 3 }'],
      ['\n    a: 1\n    c: 3\n    b: 2', '\n    c: 3'],
    ] as const;
    for (const [before, after] of cases) {
      const file = (map: string) => `services:\n  web: ${map}`.replace(': \n', ':\n');
      assert.equal(apply(file(before), removeEntries(web(file(before)), ['a', 'b'])), after && file(after));
    }
  });

  it('makes no edits together that overlap', () =>
    assert.equal(together([{ span: { start: 0, end: 4 }, text: '' }], [{ span: { start: 2, end: 6 }, text: '' }]), null));
});
