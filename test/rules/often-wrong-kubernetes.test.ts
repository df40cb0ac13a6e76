import { strict as assert } from 'node:assert';
import { rules } from '../../rules/index.js';
import { analysisOf, engineOf } from '../rule-examples.js';

/**
 * Where scanners of manifests are most often wrong, and the right answer. Each row: what it is about, the files (the first is judged),
 * rules that have to speak of it (superseded or not) and rules that must not.
 */
type Row = readonly [what: string, files: string | Readonly<Record<string, string>>, says: readonly string[], silent: readonly string[]];

const pod = (spec: string, metadata = 'name: web'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { ${metadata} }\nspec:\n${indent(spec)}`;
const indent = (text: string): string =>
  text
    .split('\n')
    .map(line => `  ${line}\n`)
    .join('');
const one = (container: string, more = ''): string =>
  pod(`containers: [{ name: web, image: "example/web:1.4", ${container} }]${more && `\n${more}`}`);
const context = (inner: string): string => `securityContext: { ${inner} }`;
const cronJob = (context: string) =>
  `apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: a }\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          ${context}\n          containers: [{ name: a, image: "example/a:1" }]\n`;
const role = (kind: string, rules: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { name: a }\nrules: [${rules}]\n`;
const deployment = (spec: string, labels = 'app: web', metadata = 'name: web'): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { ${metadata} }\nspec:\n  selector: { matchLabels: { ${labels} } }\n  template:\n    metadata: { labels: { ${labels} } }\n    spec: { ${spec} }\n`;
const plain = 'containers: [{ name: web, image: "example/web:1.4" }]';
const policy = (spec: string, metadata = 'name: p'): string =>
  `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { ${metadata} }\nspec: { ${spec} }\n`;
const hostPath = (path: string): string =>
  one('volumeMounts: [{ name: a, mountPath: /a }]', `volumes: [{ name: a, hostPath: { path: ${path} } }]`);
const config = (data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { ${data} }\n`;

const rows: readonly Row[] = [
  [
    '1: the pod says it for its containers',
    one('', context('runAsNonRoot: true, runAsUser: 1000')),
    [],
    ['run-as-non-root', 'no-root-user'],
  ],
  ['1: a container takes it back', one(context('runAsNonRoot: false'), context('runAsNonRoot: true')), ['run-as-non-root'], []],
  [
    '1: zero is a value, not nothing',
    one(context('runAsUser: 0'), context('runAsNonRoot: true, runAsUser: 1000')),
    ['no-root-user', 'run-as-conflict'],
    [],
  ],
  ['1: the container wins', one(context('runAsUser: 1000'), context('runAsUser: 0, runAsNonRoot: true')), [], ['run-as-conflict']],
  [
    '2: a profile of the pod',
    one('', context('seccompProfile: { type: RuntimeDefault }')),
    [],
    ['seccomp-profile', 'no-seccomp-unconfined'],
  ],
  [
    '2: a container without one under it',
    one(context('seccompProfile: { type: Unconfined }'), context('seccompProfile: { type: RuntimeDefault }')),
    ['no-seccomp-unconfined'],
    [],
  ],
  ['2: Localhost is a profile', one(context('seccompProfile: { type: Localhost, localhostProfile: a.json }')), [], ['seccomp-profile']],
  ['2: the pod of a CronJob', cronJob(context('seccompProfile: { type: RuntimeDefault }')), [], ['seccomp-profile']],
  ['2: and its absence', cronJob('restartPolicy: Never'), ['seccomp-profile'], []],
  [
    '2: init containers',
    one(context('seccompProfile: { type: RuntimeDefault }'), 'initContainers: [{ name: i, image: "example/i:1" }]'),
    ['seccomp-profile'],
    [],
  ],
  [
    '2: annotations have had their time',
    pod(plain, 'name: web, annotations: { seccomp.security.alpha.kubernetes.io/pod: runtime/default }'),
    ['seccomp-profile', 'no-legacy-seccomp-annotation'],
    [],
  ],
  ['3: absence lets processes gain privileges', one(''), ['no-privilege-escalation'], []],
  ['3: a pod has no such field', one('', context('allowPrivilegeEscalation: false')), ['no-privilege-escalation'], []],
  ['3: Windows has none', one('', 'os: { name: windows }'), [], ['no-privilege-escalation', 'drop-all-capabilities', 'seccomp-profile']],
  [
    '4: a template of a Deployment',
    deployment(`automountServiceAccountToken: false, ${plain}`),
    [],
    ['no-service-account-token-automount'],
  ],
  ['4: absence mounts it', deployment(plain), ['no-service-account-token-automount'], []],
  [
    '4: the account may say no',
    {
      'a.yaml': deployment(`serviceAccountName: web, ${plain}`),
      'b.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web }\nautomountServiceAccountToken: false\n',
    },
    [],
    ['no-service-account-token-automount'],
  ],
  [
    '4: and the pod yes',
    {
      'a.yaml': deployment(`serviceAccountName: web, automountServiceAccountToken: true, ${plain}`),
      'b.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web }\nautomountServiceAccountToken: false\n',
    },
    ['no-service-account-token-automount'],
    [],
  ],
  [
    '5: NET_BIND_SERVICE is fine',
    one(context('capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] }')),
    [],
    ['review-added-capabilities', 'no-non-default-capabilities', 'no-dangerous-capabilities', 'drop-all-capabilities'],
  ],
  ['5: `all` is not ALL', one(context('capabilities: { drop: [all] }')), ['valid-capability-names'], []],
  ['5: a part of a name is not the name', one(context('capabilities: { drop: [SETPCAP, NET_RAW] }')), ['drop-all-capabilities'], []],
  [
    '6: safe sysctls',
    one('', context('sysctls: [{ name: net.ipv4.tcp_syncookies, value: "1" }, { name: kernel.shm_rmid_forced, value: "1" }]')),
    [],
    ['no-unsafe-sysctls'],
  ],
  ['6: others', one('', context('sysctls: [{ name: net.core.somaxconn, value: "1" }]')), ['no-unsafe-sysctls'], []],
  [
    '7: an empty selector selects everything',
    `${deployment(plain)}${policy('podSelector: {}, policyTypes: [Ingress, Egress]')}`,
    [],
    ['workload-has-network-policy'],
  ],
  [
    '7: of its namespace only',
    `${deployment(plain)}${policy('podSelector: {}', 'name: p, namespace: other')}`,
    ['workload-has-network-policy'],
    [],
  ],
  [
    '7: no namespace is the namespace default',
    `${deployment(plain)}${policy('podSelector: {}, egress: []', 'name: p, namespace: default')}`,
    [],
    ['workload-has-network-policy'],
  ],
  [
    '7: two labels that both fit',
    `${deployment(plain, 'app: web, tier: front')}${policy('podSelector: { matchLabels: { app: web, tier: front } }, egress: []')}`,
    [],
    ['workload-has-network-policy'],
  ],
  [
    '7: one that does not',
    `${deployment(plain, 'app: web')}${policy('podSelector: { matchLabels: { app: web, tier: front } }')}`,
    ['workload-has-network-policy'],
    [],
  ],
  [
    '7: expressions',
    `${deployment(plain)}${policy('podSelector: { matchExpressions: [{ key: app, operator: In, values: [web, api] }, { key: old, operator: DoesNotExist }] }, egress: []')}`,
    [],
    ['workload-has-network-policy'],
  ],
  ['8: no namespace is no finding', deployment(plain), [], ['no-default-namespace']],
  ['8: a written one is', deployment(plain, 'app: web', 'name: web, namespace: default'), ['no-default-namespace'], []],
  [
    '9: names that only sound like secrets',
    config(
      'server-tokens: "off", external_secrets_replicas: "2", SECRET_NAME: db, tokenUrl: https://example.com/token, passwordPolicy: strong, mail: jane@example.com, GOOGLE_APPLICATION_CREDENTIALS: /var/run/gcp/key.json, DB_PASSWORD: "${DB_PASSWORD}"',
    ),
    [],
    ['no-secrets-in-configs'],
  ],
  ['9: a password is', config('DB_PASSWORD: b1ue-Heron-42'), ['no-secrets-in-configs'], []],
  ['10: a port is no tag', pod('containers: [{ name: web, image: "registry:5000/app" }]'), ['require-image-tag'], []],
  ['10: a fixed tag needs no pull policy', one(''), [], ['review-pull-policy', 'no-latest-tag', 'require-image-tag']],
  ['11: no pod, no security context', config('a: b'), [], ['security-context-missing']],
  ['11: the containers may have it', one(context('runAsNonRoot: true')), [], ['security-context-missing']],
  ['11: neither has', one(''), ['security-context-missing'], []],
  [
    '12: what init containers mount',
    pod(
      `${plain}\ninitContainers: [{ name: i, image: "example/i:1", volumeMounts: [{ name: s, mountPath: /s }] }]\nvolumes: [{ name: s, hostPath: { path: /run/containerd/containerd.sock } }]`,
    ),
    ['no-runtime-socket'],
    [],
  ],
  [
    '12: ephemeral containers',
    pod(`${plain}\nephemeralContainers: [{ name: d, image: "example/d:1", securityContext: { privileged: true } }]`),
    ['no-privileged'],
    [],
  ],
  [
    '12: fields that they cannot have',
    pod(
      `containers: [{ name: web, image: "example/web:1.4", resources: { limits: { memory: 1Gi, cpu: 1 } } }]\nephemeralContainers: [{ name: d, image: "example/d:1" }]`,
    ),
    [],
    ['memory-limit', 'cpu-limit', 'memory-request', 'cpu-request'],
  ],
  [
    '13: a ClusterRoleBinding',
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: a }\nroleRef: { kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io }\nsubjects: [{ kind: User, name: system:anonymous }, { kind: Group, name: system:masters }, { kind: Group, name: system:authenticated }]\n',
    ['binding-no-anonymous', 'binding-no-system-masters', 'binding-no-system-authenticated'],
    [],
  ],
  [
    '13: every resource holds the secrets',
    role('ClusterRole', '{ apiGroups: [""], resources: ["*"], verbs: [get] }'),
    ['rbac-no-secrets-access'],
    [],
  ],
  [
    '13: not only the first rule',
    role('ClusterRole', '{ apiGroups: [""], resources: [pods], verbs: [get] }, { apiGroups: [""], resources: [secrets], verbs: ["*"] }'),
    ['rbac-no-secrets-access'],
    [],
  ],
  [
    '13: group, resource and verb of one rule',
    role('ClusterRole', '{ apiGroups: [""], resources: [secrets], verbs: [x] }, { apiGroups: [""], resources: [pods], verbs: [list] }'),
    [],
    ['rbac-no-secrets-access'],
  ],
  ['13: a shell by get', role('ClusterRole', '{ apiGroups: [""], resources: [pods/exec], verbs: [get] }'), ['rbac-no-pod-exec'], []],
  ['13: a shell by pods/*', role('ClusterRole', '{ apiGroups: [""], resources: ["pods/*"], verbs: [create] }'), ['rbac-no-pod-exec'], []],
  ...['/etc/kubernetes', '/etc/', '/var/lib/kubelet/pods', '/root', '//etc'].map(
    (path): Row => [`14: ${path}`, hostPath(path), ['no-sensitive-host-mount'], []],
  ),
  ...['/etcetera', '/srv/etc'].map((path): Row => [`14: not ${path}`, hostPath(path), [], ['no-sensitive-host-mount']]),
  ...['/var/run/docker.sock', '/run/containerd/containerd.sock', '/run/k3s/containerd/containerd.sock', '/run/podman/podman.sock'].map(
    (path): Row => [`14: ${path}`, hostPath(path), ['no-runtime-socket'], []],
  ),
  ['15: absence is not privileged', one(''), [], ['no-privileged']],
  ['15: limits are requests', one('resources: { limits: { memory: 1Gi, cpu: 1 } }'), [], ['memory-request', 'cpu-request']],
  ['15: half of them', one('resources: { limits: { memory: 1Gi } }'), ['cpu-request'], ['memory-request']],
  [
    'also: AppArmor by field and by annotation',
    pod(
      `containers: [{ name: web, image: "example/web:1.4" }]`,
      'name: web, annotations: { container.apparmor.security.beta.kubernetes.io/web: localhost/web }',
    ),
    [],
    ['no-apparmor-unconfined', 'apparmor-profile'],
  ],
  [
    'also: users of its own',
    pod(`hostUsers: false\n${context('runAsUser: 0')}\n${plain}`),
    [],
    ['run-as-non-root', 'no-root-user', 'use-high-uid-gid'],
  ],
  ['also: no aliases are fine', one(''), [], ['no-host-aliases']],
];

describe('often wrong, manifests', () => {
  for (const [what, given, says, silent] of rows) {
    it(what, () => {
      const files = typeof given === 'string' ? { 'a.yaml': given } : given;
      const { findings, problems } = analysisOf(engineOf(rules, files), 'a.yaml');
      assert.deepEqual(problems, []);
      const found = new Set(findings.map(finding => finding.rule.meta.id));
      for (const id of says) assert.ok(found.has(id), `${id} says nothing; there are ${[...found].join(', ')}`);
      for (const id of silent) assert.ok(!found.has(id), `${id} speaks`);
    });
  }
});
