import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { type Analysis, Engine } from '../../core/index.js';
import { rules } from '../../rules/index.js';

const TODAY = '2026-01-31';

function analyze(path: string, text: string, today = TODAY, config?: string): Analysis {
  const engine = new Engine({ rules, today: () => today });
  if (config) engine.update('seaworthy.yaml', config);
  engine.update(path, text);
  engine.complete = true;
  return engine.analyze(path)!;
}

/** `line rule` of what is suppressed, with `: reason` where there is one. */
const silenced = ({ findings, lines }: Analysis): readonly string[] =>
  findings
    .filter(({ suppressed, hidden }) => suppressed && !hidden)
    .map(
      ({ rule, span, suppressed }) =>
        `${lines.lineOf(span.start) + 1} ${rule.meta.id}${suppressed!.reason ? `: ${suppressed!.reason}` : ''}`,
    );

const remarks = ({ problems, lines }: Analysis): readonly string[] =>
  problems.map(({ span, message }) => `${lines.lineOf(span.start) + 1} ${message}`);

const SERVICE = (above = '', trailing = '', inside = '', top = '') =>
  `${top}services:\n${above}  web:\n    image: example/web${inside}\n    privileged: true${trailing}\n  db:\n    image: example/db\n    privileged: true\n`;

const POD = ({ object = '', template = '', above = '', trailing = '' } = {}) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web${object}
spec:
  template:
    metadata:
      labels: { app: web }${template}
    spec:
      containers:
${above}        - image: example/web
          name: web
          securityContext:
            privileged: true${trailing}
        - image: example/log
          name: log
          securityContext:
            privileged: true
  selector: { matchLabels: { app: web } }
`;

const annotated = (indent: number, ...lines: readonly string[]) =>
  ['', 'annotations:', ...lines.map(line => `  ${line}`)].join(`\n${' '.repeat(indent)}`);

/** What it shows, file, text, what is suppressed. */
type Row = readonly [string, string, string, ...string[]];

const own: readonly Row[] = [
  // Dockerfile
  [
    'a comment above',
    'Dockerfile',
    'FROM debian:12\n# seaworthy-ignore no-sudo -- CI only\nRUN sudo id\nRUN sudo id\n',
    '3 no-sudo: CI only',
  ],
  ['a comment within', 'Dockerfile', 'FROM debian:12\nRUN id && \\\n  # seaworthy-ignore no-sudo -- CI\n  sudo id\n', '4 no-sudo: CI'],
  ['several rules', 'Dockerfile', 'FROM node\n# seaworthy-ignore no-sudo, no-su -- why\nRUN sudo id\n', '3 no-sudo: why'],
  ['blank lines between', 'Dockerfile', 'FROM debian:12\n# seaworthy-ignore no-sudo -- x\n\n# more\nRUN sudo id\n', '5 no-sudo: x'],
  [
    'what a stage lacks',
    'Dockerfile',
    '# seaworthy-ignore run-as-non-root -- drops itself\nFROM debian:12\n',
    '2 run-as-non-root: drops itself',
  ],
  [
    'a whole file',
    'Dockerfile',
    '# syntax=docker/dockerfile:1\n# seaworthy-ignore-file no-sudo -- x\nFROM debian:12\nRUN sudo id\nRUN sudo id\n',
    '4 no-sudo: x',
    '5 no-sudo: x',
  ],
  ['nothing after the instruction', 'Dockerfile', 'FROM debian:12\nRUN sudo id # seaworthy-ignore no-sudo -- x\n'],
  ['nothing in a heredoc', 'Dockerfile', 'FROM debian:12\nRUN <<EOF\n# seaworthy-ignore no-sudo -- x\nsudo id\nEOF\n'],
  ['nothing of other rules', 'Dockerfile', 'FROM debian:12\n# seaworthy-ignore no-su -- x\nRUN sudo id\n'],
  ['carriage returns', 'Dockerfile', 'FROM debian:12\r\n# seaworthy-ignore no-sudo -- x\r\nRUN sudo id\r\n', '3 no-sudo: x'],
  // Compose
  [
    'a comment above',
    'compose.yaml',
    SERVICE().replace('    privileged', '    # seaworthy-ignore no-privileged -- x\n    privileged'),
    '5 no-privileged: x',
  ],
  ['a comment at the end', 'compose.yaml', SERVICE('', ' # seaworthy-ignore no-privileged -- x'), '4 no-privileged: x'],
  [
    'what a service lacks',
    'compose.yaml',
    SERVICE('  # seaworthy-ignore read-only-root-filesystem -- x\n'),
    '3 read-only-root-filesystem: x',
  ],
  ['at the name only what is told there', 'compose.yaml', SERVICE('  # seaworthy-ignore no-privileged -- x\n')],
  [
    'a whole file',
    'compose.yaml',
    SERVICE('', '', '', '# seaworthy-ignore-file no-privileged -- x\n'),
    '5 no-privileged: x',
    '8 no-privileged: x',
  ],
  ['a key of a service', 'compose.yaml', SERVICE('', '', '\n    x-seaworthy-ignore: no-privileged -- x'), '5 no-privileged: x'],
  [
    'a key with a list',
    'compose.yaml',
    SERVICE('', '', '\n    x-seaworthy-ignore: [no-privileged -- x, require-image-tag -- y]'),
    '3 require-image-tag: y',
    '5 no-privileged: x',
  ],
  [
    'a key with a map',
    'compose.yaml',
    SERVICE('', '', '\n    x-seaworthy-ignore:\n      no-privileged: x\n      require-image-tag: { reason: y, until: 2026-02-01 }'),
    '3 require-image-tag: y',
    '7 no-privileged: x',
  ],
  [
    'a key at the top',
    'compose.yaml',
    SERVICE('', '', '', 'x-seaworthy-ignore: { no-privileged: x }\n'),
    '5 no-privileged: x',
    '8 no-privileged: x',
  ],
  ['nothing in a block', 'compose.yaml', SERVICE('', '', '\n    command: |\n      # seaworthy-ignore-file no-privileged -- x')],
  ['nothing in quotes', 'compose.yaml', SERVICE('', '', '\n    command: "a # seaworthy-ignore-file no-privileged -- x"')],
  [
    'a Dockerfile in it, by its comment',
    'compose.yaml',
    'services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM debian:12\n        # seaworthy-ignore no-sudo -- x\n        RUN sudo id\n',
    '7 no-sudo: x',
  ],
  [
    'a Dockerfile in it, by its service',
    'compose.yaml',
    'services:\n  a:\n    x-seaworthy-ignore: no-sudo -- x\n    build:\n      dockerfile_inline: |\n        FROM debian:12\n        RUN sudo id\n',
    '7 no-sudo: x',
  ],
  // Kubernetes
  ['a comment at the end', 'pod.yaml', POD({ trailing: ' # seaworthy-ignore no-privileged -- x' }), '14 no-privileged: x'],
  ['what a container lacks', 'pod.yaml', POD({ above: '        # seaworthy-ignore memory-limit -- x\n' }), '13 memory-limit: x'],
  [
    'what an object lacks',
    'pod.yaml',
    `# seaworthy-ignore no-service-account-token-automount -- x\n${POD()}`,
    '5 no-service-account-token-automount: x',
  ],
  [
    'an object',
    'pod.yaml',
    POD({ object: annotated(2, 'seaworthy/ignore: no-privileged -- x') }),
    '16 no-privileged: x',
    '20 no-privileged: x',
  ],
  [
    'a pod template',
    'pod.yaml',
    POD({ template: annotated(6, 'seaworthy/ignore: no-privileged, no-service-account-token-automount -- x') }),
    '4 no-service-account-token-automount: x',
    '16 no-privileged: x',
    '20 no-privileged: x',
  ],
  ['a container', 'pod.yaml', POD({ object: annotated(2, 'seaworthy/ignore: container.log/no-privileged -- x') }), '20 no-privileged: x'],
  [
    'several lines',
    'pod.yaml',
    POD({ object: annotated(2, 'seaworthy/ignore: |', '  container.log/no-privileged -- x', '  memory-limit -- y') }),
    '16 memory-limit: y',
    '20 memory-limit: y',
    '22 no-privileged: x',
  ],
  [
    'in JSON',
    'k8s/pod.json',
    '{ "apiVersion": "v1", "kind": "Pod",\n"metadata": { "name": "a", "annotations": { "seaworthy/ignore": "no-privileged -- x" } },\n"spec": { "containers": [{ "name": "a", "image": "a:1", "securityContext": { "privileged": true } }] } }\n',
    '3 no-privileged: x',
  ],
  [
    'another document is another object',
    'pod.yaml',
    `${POD({ object: annotated(2, 'seaworthy/ignore: no-privileged -- x') })}---\n${POD()}`,
    '16 no-privileged: x',
    '20 no-privileged: x',
  ],
];

const foreign: readonly Row[] = [
  ['hadolint', 'Dockerfile', 'FROM debian:12\n# hadolint ignore=DL3004,SC2046\nRUN sudo id\nRUN sudo id\n', '3 no-sudo'],
  [
    'hadolint, globally',
    'Dockerfile',
    '# hadolint global ignore=DL3004\nFROM debian:12\nRUN sudo id\nRUN sudo id\n',
    '3 no-sudo',
    '4 no-sudo',
  ],
  ['hadolint, in YAML nobody asks', 'compose.yaml', SERVICE('', ' # hadolint ignore=DL3006')],
  ['Trivy', 'Dockerfile', 'FROM debian:12\n#trivy:ignore:AVD-DS-0010\nRUN sudo id\n', '3 no-sudo'],
  ['Trivy, an old spelling', 'Dockerfile', 'FROM debian:12\n# trivy:ignore:DS010\nRUN sudo id\n', '3 no-sudo'],
  ['Trivy, expired', 'Dockerfile', 'FROM debian:12\n# trivy:ignore:DS010:exp:2026-01-30\nRUN sudo id\n'],
  ['Trivy, still valid', 'Dockerfile', 'FROM debian:12\n# trivy:ignore:DS010:exp:2026-01-31\nRUN sudo id\n', '3 no-sudo'],
  ['Trivy, a block', 'pod.yaml', POD({ above: '        # trivy:ignore:KSV-0017\n' }), '15 no-privileged'],
  ['Trivy, a document', 'pod.yaml', `# trivy:ignore:KSV017\n${POD()}---\n${POD()}`, '15 no-privileged', '19 no-privileged'],
  [
    'Checkov, a file',
    'Dockerfile',
    'FROM debian:12\nUSER root\n# checkov:skip=CKV_DOCKER_8:it drops them\n',
    '2 no-root-user: it drops them',
  ],
  [
    'Checkov, an object',
    'pod.yaml',
    POD({ object: annotated(2, 'checkov.io/skip1: CKV_K8S_16=it must') }),
    '16 no-privileged: it must',
    '20 no-privileged: it must',
  ],
  [
    'KICS, a line',
    'compose.yaml',
    SERVICE('', ' # why').replace('    privileged', '    # kics-scan ignore-line\n    privileged'),
    '5 no-privileged',
  ],
  [
    'KICS, some queries',
    'compose.yaml',
    SERVICE('', '', '', '# kics-scan disable=ae5b6871-7f45-42e0-bb4c-ab300c4d2026\n'),
    '5 no-privileged',
    '8 no-privileged',
  ],
  ['KICS, not at the top', 'compose.yaml', SERVICE('  # kics-scan ignore\n')],
  [
    'kube-linter',
    'pod.yaml',
    POD({ object: annotated(2, 'ignore-check.kube-linter.io/privileged-container: "it must"') }),
    '16 no-privileged: it must',
    '20 no-privileged: it must',
  ],
  [
    'kube-score',
    'pod.yaml',
    POD({ object: annotated(2, 'kube-score/ignore: container-security-context-privileged,pod-networkpolicy') }),
    '16 no-privileged',
    '20 no-privileged',
  ],
  ['BuildKit', 'Dockerfile', '# check=skip=JSONArgsRecommended;error=true\nFROM debian:12\nCMD run it\n', '3 exec-form-entrypoint'],
  ['BuildKit, after another comment it is none', 'Dockerfile', '# x\n# check=skip=JSONArgsRecommended\nFROM debian:12\nCMD run it\n'],
];

describe('suppression', () => {
  for (const [what, path, text, ...expected] of own) {
    it(`in ${path}: ${what}`, () => assert.deepEqual(silenced(analyze(path, text)), expected));
  }

  for (const [what, path, text, ...expected] of foreign) {
    it(`of others: ${what}`, () => assert.deepEqual(silenced(analyze(path, text)), expected));
  }

  it('of others: everything that KICS knows', () => {
    const analysis = analyze('compose.yaml', SERVICE('', '', '', '# kics-scan ignore\n'));
    const open = analysis.findings.filter(({ suppressed, hidden }) => !suppressed && !hidden).map(({ rule }) => rule.meta);
    assert(silenced(analysis).includes('5 no-privileged'));
    assert.deepEqual(
      open.filter(({ alsoKnownAs }) => alsoKnownAs?.kics),
      [],
    );
    assert(open.length > 0);
  });

  it('ends with its date', () => {
    const text = SERVICE('', ' # seaworthy-ignore no-privileged until=2026-01-31 -- x');
    assert.deepEqual(silenced(analyze('compose.yaml', text, '2026-01-31')), ['4 no-privileged: x']);
    assert.deepEqual(silenced(analyze('compose.yaml', text, '2026-02-01')), []);
    assert.deepEqual(remarks(analyze('compose.yaml', text, '2026-02-01')), [
      '4 This held until 2026-01-31: what it ignored is reported again.',
    ]);
  });

  it('weighs without a reason, and not with one', () => {
    const weightOf = (comment: string) =>
      analyze('compose.yaml', SERVICE('', comment)).findings.find(({ rule, span }) => rule.meta.id === 'no-privileged' && span.start < 80)!
        .weight;
    assert.deepEqual(
      [
        weightOf(''),
        weightOf(' # seaworthy-ignore no-privileged'),
        weightOf(' # seaworthy-ignore no-privileged -- TODO: say why'),
        weightOf(' # seaworthy-ignore no-privileged -- x'),
      ],
      ['critical', 'critical', 'critical', undefined],
    );
  });

  it('prefers the words that say why', () => {
    const text = '# checkov:skip=CKV_DOCKER_8:theirs\nFROM debian:12\n# seaworthy-ignore no-root-user\nUSER root\n';
    assert.deepEqual(silenced(analyze('Dockerfile', text)), ['4 no-root-user: theirs']);
  });

  /** comment at the end of `privileged: true` in web, what is told. */
  const hygiene: readonly (readonly [string, ...string[]])[] = [
    ['seaworthy-ignore no-privileged -- x'],
    ['seaworthy-ignore no-privileged', '4 This says no reason, so what it ignores still counts for the score. Add `-- why`.'],
    ['seaworthy-ignore no-privilegd -- x', '4 There is no rule `no-privilegd`. Did you mean `no-privileged`?'],
    ['seaworthy-ignore no-host-pid -- x', '4 `no-host-pid` finds nothing here: there is nothing to ignore.'],
    ['seaworthy-ignore no-sudo -- a rule of Dockerfiles', '4 `no-sudo` finds nothing here: there is nothing to ignore.'],
    ['seaworthy-ignore -- x', '4 This names no rule, so it ignores nothing.'],
    ['seaworthy-ignore * -- x', '4 This ignores every rule. Name those that you mean: no-privileged.'],
    ['seaworthy-ignore no-privileged until=soon -- x', '4 `until=` wants a date like 2026-01-31; with `soon` nothing is ignored.'],
    [
      'seaworthy-ignore no-privileged until=2026-02-30 -- x',
      '4 `until=` wants a date like 2026-01-31; with `2026-02-30` nothing is ignored.',
    ],
    ['seaworthy-ignore no-privileged untill=2026-02-03 -- x', '4 `untill=` means nothing here. Did you mean `until`?'],
    ['seaworthy:ignore no-privileged', '4 `seaworthy:ignore` is not read: write `seaworthy-ignore RULE -- reason`.'],
    ['seaworthy is worth a look'],
    ['kics-scan ignore-line'],
  ];
  for (const [comment, ...told] of hygiene) {
    it(`tells of \`${comment}\``, () => assert.deepEqual(remarks(analyze('compose.yaml', SERVICE('', ` # ${comment}`))), told));
  }

  it('says nothing of unused ones where it cannot know', () => {
    const strict = SERVICE('', ' # seaworthy-ignore use-init -- x');
    const rule = rules.find(({ meta }) => meta.per.compose?.preset === 'strict')!.meta.id;
    assert.deepEqual(remarks(analyze('compose.yaml', strict.replace('use-init', rule))), []);
    const templated = POD({ trailing: ' # seaworthy-ignore no-host-pid -- x' }).replace('example/web', '{{ .Values.image }}');
    assert.deepEqual(remarks(analyze('pod.yaml', templated)), []);
    const broken = `${SERVICE('', ' # seaworthy-ignore no-host-pid -- x')}  x: [\n`;
    assert(!remarks(analyze('compose.yaml', broken)).some(told => told.includes('nothing to ignore')));
  });

  it('reads any comment, and points into it', () => {
    const word = fc.constantFrom(
      'seaworthy-ignore',
      '-file',
      ' ',
      ',',
      'no-privileged',
      'until=',
      '2026-01-31',
      '--',
      '=',
      '*',
      'x',
      ':',
      '/',
      'é',
      '#',
      'trivy:ignore:',
      'kics-scan ',
      'disable=',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), words => {
        const text = SERVICE('', ` # ${words.join('')}`);
        const { problems, suppressions } = analyze('compose.yaml', text);
        for (const { span } of [...problems, ...suppressions.flatMap(({ suppression }) => [suppression, ...suppression.names])])
          assert(span.start >= 0 && span.start <= span.end && span.end <= text.length);
      }),
    );
  });

  it('names containers that are there', () => {
    const text = POD({ object: annotated(2, 'seaworthy/ignore: container.wbe/no-privileged -- x') });
    assert.deepEqual(remarks(analyze('pod.yaml', text)), ['6 There is no container `wbe` here.']);
  });
});
