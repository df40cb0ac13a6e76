import { strict as assert } from 'node:assert';
import { Engine } from '../../core/index.js';
import { rules } from '../../rules/index.js';

const OBJECT = (kind: string, name: string, spec = '') =>
  `apiVersion: ${kind === 'NetworkPolicy' ? 'networking.k8s.io/v1' : 'v1'}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\n${spec}`;
const POD = OBJECT(
  'Pod',
  'web',
  'spec:\n  serviceAccountName: web\n  hostNetwork: true\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { privileged: true }\n',
);

/** Three configurations below each other and beside them, two of them roots, and a folder without any. */
const FILES: Readonly<Record<string, string>> = {
  'seaworthy.yaml': 'preset: strict\nexclude: ["**/vendor"]\nrules: { no-privileged: high }\n',
  'deploy/pod.yaml': POD,
  'payments/seaworthy.yaml': 'root: true\nrules: { no-privileged: low }\n',
  'payments/pod.yaml': POD,
  'payments/account.yaml': OBJECT('ServiceAccount', 'web'),
  'payments/edge/seaworthy.yaml': 'extends: parent\nrules: { no-host-network: [off, the edge] }\n',
  'payments/edge/pod.yaml': POD,
  'payments/edge/vendor/pod.yaml': POD,
  'labs/seaworthy.yaml': 'root: true\npreset: essential\n',
  'labs/pod.yaml': POD,
};

const engine = new Engine({ rules, today: () => '2026-01-31' });
for (const [path, text] of Object.entries(FILES)) engine.update(path, text);
engine.complete = true;

const shown = (path: string) => engine.analyze(path)!.findings.filter(({ hidden, supersededBy }) => !hidden && !supersededBy);
const severityOf = (path: string, id: string) => shown(path).find(({ rule }) => rule.meta.id === id)?.severity;

describe('a monorepo', () => {
  it('has borders', () => {
    const roots = ['deploy/pod.yaml', 'payments/pod.yaml', 'payments/edge/pod.yaml', 'labs/pod.yaml'].map(path => engine.rootOf(path));
    assert.deepEqual(roots, ['', 'payments', 'payments', 'labs']);
    assert.deepEqual(
      engine.configs.flatMap(({ problems }) => problems),
      [],
    );
  });

  it('gives each file its nearest configuration', () => {
    assert.deepEqual(
      ['deploy/pod.yaml', 'payments/pod.yaml', 'payments/edge/pod.yaml', 'labs/pod.yaml'].map(path => [
        engine.configOf(path).preset,
        severityOf(path, 'no-privileged'),
        severityOf(path, 'no-host-network'),
      ]),
      [
        ['strict', 'high', 'high'],
        ['recommended', 'low', 'high'],
        ['recommended', 'low', undefined],
        ['essential', 'critical', 'high'],
      ],
    );
  });

  it('does not let what lies above a root exclude anything in it', () => {
    assert.equal(engine.isExcluded('payments/edge/vendor/pod.yaml'), false);
    assert.equal(engine.isExcluded('deploy/vendor/pod.yaml'), true);
  });

  it('keeps facts on their side', () => {
    const misses = (path: string) => shown(path).some(({ rule }) => rule.meta.id === 'service-account-exists');
    // Accounts are known in payments only; elsewhere the rule sleeps, as there is nothing to compare with.
    engine.update('deploy/account.yaml', OBJECT('ServiceAccount', 'other'));
    engine.update('labs/account.yaml', OBJECT('ServiceAccount', 'other'));
    assert.deepEqual(['payments/pod.yaml', 'payments/edge/pod.yaml'].map(misses), [false, false]);
    assert.deepEqual(
      ['deploy/pod.yaml', 'labs/pod.yaml'].map(path => severityOf(path, 'service-account-exists') !== undefined),
      [true, false],
    );
    engine.update('payments/account.yaml', undefined);
    assert.deepEqual(['payments/pod.yaml', 'payments/edge/pod.yaml'].map(misses), [false, false]);
  });
});
