import { strict as assert } from 'node:assert';
import {
  type Analysis,
  applyEdits,
  conversions,
  converted,
  Engine,
  ignoreInFile,
  ignoringEdits,
  type TextEdit,
  turnOff,
} from '../../core/index.js';
import { rules } from '../../rules/index.js';

function analyze(path: string, text: string): Analysis {
  const engine = new Engine({ rules, today: () => '2026-01-31' });
  engine.update(path, text);
  return engine.analyze(path)!;
}

const shown = ({ findings }: Analysis): readonly string[] =>
  findings.filter(({ hidden, suppressed, supersededBy }) => !hidden && !suppressed && !supersededBy).map(({ fingerprint }) => fingerprint);

const POD = (annotations: readonly string[]) =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    '  name: web',
    '  annotations:',
    ...annotations.map(line => `    ${line}`),
    'spec:',
    '  containers:',
    '    - name: web',
    '      image: example/web',
    '      securityContext:',
    '        privileged: true',
    '',
  ].join('\n');

/** What it shows, file, text before and after. */
const table: readonly (readonly [string, string, string, string])[] = [
  [
    'a comment',
    'Dockerfile',
    'FROM debian:12\n# hadolint ignore=DL3004\nRUN sudo id\n',
    'FROM debian:12\n# seaworthy-ignore no-sudo\nRUN sudo id\n',
  ],
  [
    'names of nobody here stay',
    'Dockerfile',
    'FROM debian:12\n# hadolint ignore=DL3004,SC2046\nRUN sudo id\n',
    'FROM debian:12\n# hadolint ignore=DL3004,SC2046\n# seaworthy-ignore no-sudo\nRUN sudo id\n',
  ],
  [
    'what silences nothing stays',
    'Dockerfile',
    'FROM debian:12\n# hadolint ignore=DL3004\nRUN id\n',
    'FROM debian:12\n# hadolint ignore=DL3004\nRUN id\n',
  ],
  [
    'a whole file, with its reason',
    'Dockerfile',
    'FROM debian:12\n#checkov:skip=CKV_DOCKER_8:it drops them\nUSER root\n',
    'FROM debian:12\n# seaworthy-ignore-file no-root-user -- it drops them\nUSER root\n',
  ],
  [
    'a date',
    'Dockerfile',
    'FROM debian:12\n# trivy:ignore:DS010:exp:2026-03-01\nRUN sudo id\n',
    'FROM debian:12\n# seaworthy-ignore no-sudo until=2026-03-01\nRUN sudo id\n',
  ],
  [
    'a directive stays',
    'Dockerfile',
    '# check=skip=JSONArgsRecommended\nFROM debian:12\nCMD run it\n',
    '# check=skip=JSONArgsRecommended\nFROM debian:12\nCMD run it\n',
  ],
  [
    'a block, line by line',
    'pod.yaml',
    POD(['a: b']).replace('    - name', '    # trivy:ignore:KSV-0017\n    - name'),
    POD(['a: b']).replace('        privileged', '        # seaworthy-ignore no-privileged\n        privileged'),
  ],
  [
    'a line of KICS',
    'compose.yaml',
    'services:\n  web:\n    image: a:1\n    # kics-scan ignore-line\n    privileged: true\n',
    'services:\n  web:\n    image: a:1\n    # seaworthy-ignore no-privileged\n    privileged: true\n',
  ],
  [
    'annotations, all of an object in one',
    'pod.yaml',
    POD(['ignore-check.kube-linter.io/privileged-container: it must', 'a: b', 'checkov.io/skip1: CKV_K8S_43=soon']),
    POD(['seaworthy/ignore: no-privileged -- it must; pin-image-digest -- soon', 'a: b']),
  ],
];

describe('converting foreign ignores', () => {
  for (const [what, path, text, expected] of table) {
    it(what, () => {
      const before = analyze(path, text);
      const after = applyEdits(text, converted(text, conversions(before)));
      assert.equal(after, expected);
      assert.deepEqual(shown(analyze(path, after)), shown(before));
    });
  }
});

/** The first way that works, as the editor takes it. */
function ignored(path: string, text: string, id: string): string | undefined {
  const analysis = analyze(path, text);
  const finding = analysis.findings.find(({ rule }) => rule.meta.id === id)!;
  for (const edits of ignoringEdits(analysis, finding, 'why')) {
    const after = applyEdits(text, edits);
    if (
      analyze(path, after).findings.some(
        ({ fingerprint, suppressed }) => fingerprint === finding.fingerprint && suppressed?.reason === 'why',
      )
    )
      return after;
  }
  return undefined;
}

describe('ignoring a finding', () => {
  it('by a comment above its line', () => {
    assert.equal(
      ignored('compose.yaml', 'services:\r\n  a:\r\n    image: a:1\r\n    privileged: true\r\n', 'no-privileged'),
      'services:\r\n  a:\r\n    image: a:1\r\n    # seaworthy-ignore no-privileged -- why\r\n    privileged: true\r\n',
    );
    assert.equal(
      ignored('Dockerfile', 'FROM debian:12\nRUN id && \\\n  sudo id\n', 'no-sudo'),
      'FROM debian:12\nRUN id && \\\n  # seaworthy-ignore no-sudo -- why\n  sudo id\n',
    );
  });

  it('by a comment above the instruction where none can stand in it', () => {
    assert.equal(ignored('Dockerfile', 'FROM debian:12\nRUN <<EOF\nsudo id\nEOF\n', 'no-sudo'), undefined);
  });

  it('by an annotation or key where no comment can stand', () => {
    const json =
      '{ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" }, "spec": { "containers": [{ "name": "a", "image": "a:1", "securityContext": { "privileged": true } }] } }\n';
    assert.match(ignored('k8s/pod.json', json, 'no-privileged')!, /"annotations": ?\{ ?"seaworthy\/ignore": ?"no-privileged -- why" ?\}/);
    const flow = 'services: { a: { image: "a:1",\n  command: "x\n  sudo id", privileged: true } }\n';
    assert.match(ignored('compose.yaml', flow, 'no-privileged')!, /seaworthy-ignore/);
  });

  it('in all of a file, after the directives', () => {
    const inFile = (path: string, text: string) => {
      const edits: readonly TextEdit[] | null = ignoreInFile(analyze(path, text), 'no-sudo', 'why');
      return edits && applyEdits(text, edits);
    };
    const comment = '# seaworthy-ignore-file no-sudo -- why\n';
    assert.equal(inFile('Dockerfile', 'FROM a\n'), `${comment}FROM a\n`);
    assert.equal(
      inFile('Dockerfile', '# syntax=docker/dockerfile:1\n# escape=`\n\nFROM a\n'),
      `# syntax=docker/dockerfile:1\n# escape=\`\n${comment}\nFROM a\n`,
    );
    assert.equal(
      inFile('Dockerfile', '# check=error=true\r\nFROM a\r\n'),
      `# check=error=true\r\n${comment.replace('\n', '\r\n')}FROM a\r\n`,
    );
    assert.equal(inFile('compose.yaml', 'services:\n  a: { image: a }\n'), `${comment}services:\n  a: { image: a }\n`);
    assert.equal(inFile('etc/docker/daemon.json', '{ "debug": true }\n'), null);
  });
});

describe('turning a rule off in a configuration', () => {
  const off = (path: string, text: string | undefined, reason: string | undefined = 'why') => {
    const edits = turnOff(path, text, 'no-sudo', reason);
    return edits && applyEdits(text ?? '', edits);
  };
  const cases: readonly (readonly [string, string | undefined, string | null])[] = [
    ['seaworthy.yaml', undefined, 'rules:\n  no-sudo: [off, "why"]\n'],
    ['seaworthy.yaml', '# ours\n', '# ours\nrules:\n  no-sudo: [off, "why"]\n'],
    ['seaworthy.yaml', 'preset: strict\n', 'preset: strict\nrules:\n  no-sudo: [off, "why"]\n'],
    ['seaworthy.yaml', 'rules:\n  no-su: low # x\npreset: strict\n', 'rules:\n  no-su: low # x\n  no-sudo: [off, "why"]\npreset: strict\n'],
    ['seaworthy.yaml', 'rules: { no-su: low }\n', 'rules: { no-su: low, no-sudo: [off, "why"] }\n'],
    ['seaworthy.yaml', 'rules:\n  no-sudo: low\n', 'rules:\n  no-sudo: [off, "why"]\n'],
    ['.seaworthy.json', '{ "preset": "strict" }\n', '{ "preset": "strict", "rules": {"no-sudo":["off","why"]} }\n'],
    [
      'package.json',
      '{ "name": "x", "seaworthy": { "root": true } }\n',
      '{ "name": "x", "seaworthy": { "root": true, "rules": {"no-sudo":["off","why"]} } }\n',
    ],
    ['seaworthy.yaml', '- a\n', null],
  ];
  for (const [path, text, expected] of cases) it(`${path}: ${JSON.stringify(text)}`, () => assert.equal(off(path, text), expected));

  it('without a reason that nobody gave', () =>
    assert.equal(turnOff('seaworthy.yaml', '', 'no-sudo', undefined)![0]!.text, 'rules:\n  no-sudo: off\n'));
});
