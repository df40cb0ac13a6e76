import { strict as assert } from 'node:assert';
import { DEFAULT_CAPABILITIES } from '../../core/facts/tables/capabilities.js';
import { rules } from '../../rules/index.js';
import { analysisOf, engineOf } from '../rule-examples.js';

/**
 * How grave something is by what stands around it. Each row: a rule, the severity of its one finding that is shown (`undefined`: none),
 * and the manifest, or several files of which the first is judged.
 */
type Row = readonly [rule: string, severity: string | undefined, files: string | Readonly<Record<string, string>>];

const pod = (container = '', more = '', image = 'example/web:1.4', metadata = 'name: web, labels: { app: web }'): string =>
  `---\napiVersion: v1\nkind: Pod\nmetadata: { ${metadata} }\nspec:\n  containers: [{ name: web, image: "${image}", ${container} }]\n${more && `  ${more}\n`}`;
const init = (more: string): string => pod('', `initContainers: [{ name: first, image: "example/first:1", ${more} }]`);
const full = 'resources: { limits: { memory: 1Gi, cpu: 1 } }, securityContext: { readOnlyRootFilesystem: true }';
const context = (inner: string): string => `securityContext: { ${inner} }`;
const object = (apiVersion: string, kind: string, rest: string, metadata = 'name: a'): string =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\n${rest}\n`;
const RBAC = 'rbac.authorization.k8s.io/v1';
const role = (rule: string, kind = 'ClusterRole', metadata = 'name: a'): string => object(RBAC, kind, `rules: [{ ${rule} }]`, metadata);
const bound = (kind: string, name: string, subject = 'kind: ServiceAccount, name: s, namespace: default'): string =>
  object(RBAC, kind, `roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name} }\nsubjects: [{ ${subject} }]`);
const policy = (spec: string): string => object('networking.k8s.io/v1', 'NetworkPolicy', `spec: { ${spec} }`);
const limits = (inner: string): string => object('v1', 'LimitRange', `spec: { limits: [{ type: Container, ${inner} }] }`);
const ingress = (annotations: string, service = 'web'): string =>
  object(
    'networking.k8s.io/v1',
    'Ingress',
    `spec: { defaultBackend: { service: { name: ${service} } } }`,
    `name: a, annotations: { ${annotations} }`,
  );
const snippet = (text: string): string => ingress(`nginx.ingress.kubernetes.io/server-snippet: "${text}"`);
const autoscaler = (mode: string): string =>
  object(
    'autoscaling.k8s.io/v1',
    'VerticalPodAutoscaler',
    `spec: { targetRef: { kind: Pod, name: web }, updatePolicy: { updateMode: "${mode}" } }`,
  );
const service = (spec: string, metadata = 'name: web'): string => object('v1', 'Service', `spec: { ${spec} }`, metadata);
const OPEN = 'podSelector: { matchLabels: { app: web } }, ingress: [{}]';
const SECRETS = 'apiGroups: [""], resources: [secrets], verbs: [list]';

const mounting = (path: string, more = ''): string =>
  pod(`volumeMounts: [{ name: v, mountPath: /v${more} }]`, `volumes: [{ name: v, hostPath: { path: ${path} } }]`);
const PRIVILEGED = object('v1', 'Namespace', '', 'name: agents, labels: { pod-security.kubernetes.io/enforce: privileged }');

const rows: readonly Row[] = [
  // Containers that end before the others start, and those that stay.
  ['memory-limit', 'low', init('').replace('1.4", ', `1.4", ${full}`)],
  ['memory-limit', 'medium', init('restartPolicy: Always').replace('1.4", ', `1.4", ${full}`)],
  ['cpu-limit', 'low', init('restartPolicy: Always').replace('1.4", ', `1.4", ${full}`)],
  ['read-only-root-filesystem', 'medium', init('restartPolicy: Always').replace('1.4", ', `1.4", ${full}`)],
  // What a LimitRange or an autoscaler gives.
  ['memory-limit', 'info', pod() + limits('default: { memory: 1Gi }')],
  ['memory-limit', 'info', pod() + limits('max: { memory: 1Gi }')],
  ['memory-limit', 'medium', pod() + limits('defaultRequest: { memory: 1Gi }')],
  ['memory-limit', 'medium', pod() + limits('default: { cpu: 1 }')],
  ['cpu-limit', 'info', pod() + limits('default: { cpu: 1 }')],
  ['memory-request', 'info', pod() + limits('defaultRequest: { memory: 1Gi }')],
  ['memory-request', 'low', pod() + limits('default: { cpu: 1 }')],
  ['memory-request', undefined, pod() + autoscaler('Auto')],
  ['memory-request', 'low', pod() + autoscaler('Off')],
  // Capabilities.
  ['no-dangerous-capabilities', 'critical', pod(context('capabilities: { add: [SYS_ADMIN] }'))],
  ['no-dangerous-capabilities', 'high', pod(context('capabilities: { add: [SYS_MODULE] }'))],
  ['no-non-default-capabilities', 'medium', pod(context('capabilities: { add: [CHECKPOINT_RESTORE] }'))],
  ['no-privilege-escalation', 'high', pod(context('allowPrivilegeEscalation: true'))],
  // Variables.
  ['no-secrets-in-environment', 'high', pod('env: [{ name: DB_PASSWORD, value: X9vkQ2lmA7rTz }]')],
  ['no-secrets-in-environment', 'medium', pod('env: [{ name: DB_PASSWORD, value: postgres }]')],
  ['no-secrets-in-environment', 'low', pod('env: [{ name: DB_PASSWORD, value: changeme }]')],
  // Roles.
  ['rbac-no-secrets-access', 'high', role(SECRETS)],
  ['rbac-no-secrets-access', 'medium', role(SECRETS, 'Role')],
  ['rbac-no-secrets-access', 'medium', role(SECRETS) + bound('RoleBinding', 'a')],
  ['rbac-no-secrets-access', 'high', role(SECRETS) + bound('RoleBinding', 'a') + bound('ClusterRoleBinding', 'a')],
  ['rbac-no-wildcard-all', 'high', role('apiGroups: ["*"], resources: ["*"], verbs: ["*"], resourceNames: [a]')],
  ['rbac-no-wildcard-resources', 'high', role('apiGroups: [apps], resources: ["*"], verbs: [get]')],
  ['rbac-no-wildcard-resources', 'low', role('apiGroups: [acme.example.com], resources: ["*"], verbs: [get]')],
  ['binding-no-broad-builtin', 'high', bound('ClusterRoleBinding', 'system:aggregate-to-view')],
  [
    'binding-no-service-accounts-group',
    undefined,
    bound('RoleBinding', 'system:image-puller', 'kind: Group, name: "system:serviceaccounts:a"'),
  ],
  ['binding-no-service-accounts-group', 'low', bound('RoleBinding', 'image-puller', 'kind: Group, name: "system:serviceaccounts:a"')],
  // Containers.
  ['drop-all-capabilities', 'info', pod(context(`capabilities: { drop: [${[...DEFAULT_CAPABILITIES].join(', ')}] }`))],
  ['read-only-host-mount', 'medium', pod('volumeMounts: [{ name: v, mountPath: /v }]', 'volumes: [{ name: v, hostPath: { path: /srv } }]')],
  [
    'read-only-host-mount',
    undefined,
    pod('volumeMounts: [{ name: v, mountPath: /v }]', 'volumes: [{ name: v, hostPath: { path: /srv/x, type: Socket } }]'),
  ],
  ['no-sensitive-host-mount', 'high', mounting('/var/log')],
  ['no-sensitive-host-mount', 'low', mounting('/lib/modules', ', readOnly: true')],
  ['no-host-path', undefined, mounting('/var/log/pods')],
  ['no-host-path', 'medium', mounting('/dev/kvm')],
  ['no-root-group', 'low', pod(context('runAsGroup: 0'))],
  ['no-root-group', 'info', pod(context('runAsGroup: 0'), '', 'registry.access.redhat.com/ubi9/nginx-124:1')],
  ['no-privileged-port', 'low', pod('ports: [{ containerPort: 80 }]')],
  [
    'no-privileged-port',
    'info',
    pod('ports: [{ containerPort: 80 }]', 'securityContext: { sysctls: [{ name: net.ipv4.ip_unprivileged_port_start, value: "80" }] }'),
  ],
  ['api-service-tls-verify', 'high', { 'prod/a.yaml': pod('args: [--kubelet-insecure-tls]') }],
  ['api-service-tls-verify', 'low', { 'kind/a.yaml': pod('args: [--kubelet-insecure-tls]') }],
  ['namespace-no-privileged-level', 'high', PRIVILEGED],
  ['namespace-no-privileged-level', 'high', PRIVILEGED + pod('', 'hostNetwork: true', undefined, 'name: ci, namespace: other')],
  ['namespace-no-privileged-level', 'info', PRIVILEGED + pod('', 'hostNetwork: true', undefined, 'name: ci, namespace: agents')],
  [
    'namespace-no-privileged-level',
    'info',
    PRIVILEGED +
      object(
        'apps/v1',
        'DaemonSet',
        'spec: { template: { spec: { hostPID: true, containers: [{ name: a, image: "example/a:1" }] } } }',
        'name: a, namespace: agents',
      ),
  ],
  // What is called from outside.
  ['service-restrict-load-balancer', 'medium', service('type: LoadBalancer', 'name: payment-gateway')],
  ['service-restrict-load-balancer', 'info', service('type: LoadBalancer', 'name: ingress-nginx-controller')],
  [
    'service-restrict-load-balancer',
    undefined,
    service('type: LoadBalancer', 'name: a, annotations: { service.beta.kubernetes.io/load-balancer-source-ranges: 10.0.0.0/8 }'),
  ],
  ['ingress-annotation-injection', 'high', ingress('nginx.ingress.kubernetes.io/mirror-host: "a|b"')],
  ['kubelet-configuration-hardening', 'high', object('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration', 'rotateCertificates: false')],
  [
    'kubelet-configuration-hardening',
    'low',
    object('kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration', 'protectKernelDefaults: false'),
  ],
  // Policies.
  ['workload-has-network-policy', 'info', pod() + policy('podSelector: {}')],
  ['workload-has-network-policy', undefined, pod() + policy('podSelector: {}, policyTypes: [Ingress, Egress]')],
  [
    'workload-has-network-policy',
    'info',
    object('batch/v1', 'Job', 'spec: { template: { spec: { containers: [{ name: a, image: "example/a:1" }] } } }') +
      policy('podSelector: { matchLabels: { app: web } }'),
  ],
  ['network-policy-no-allow-all-ingress', 'medium', policy(OPEN)],
  ['network-policy-no-allow-all-ingress', 'info', policy(OPEN) + service('type: LoadBalancer, selector: { app: web }')],
  ['network-policy-no-allow-all-ingress', 'info', policy(OPEN) + service('selector: { app: web }') + ingress('')],
  ['network-policy-no-allow-all-ingress', 'medium', policy(OPEN) + service('selector: { app: web }') + ingress('', 'other')],
  // Ingresses.
  ['ingress-no-snippets', 'high', snippet('more_set_headers x;')],
  ['ingress-no-snippets', 'critical', snippet('alias /etc/x;')],
  ['ingress-no-snippets', 'low', snippet('alias /etc/x;') + object('v1', 'ConfigMap', 'data: { allow-snippet-annotations: "false" }')],
  ['no-exposed-admin-interface', 'high', ingress('', 'jenkins')],
  [
    'no-exposed-admin-interface',
    'high',
    service('type: LoadBalancer, selector: { app: web }') +
      pod('env: [{ name: GF_AUTH_ANONYMOUS_ENABLED, value: "true" }]', '', 'grafana/grafana:11'),
  ],
  ['no-exposed-admin-interface', undefined, service('type: LoadBalancer, selector: { app: web }') + pod('', '', 'grafana/grafana:11')],
];

describe('severities in manifests', () => {
  for (const [rule, severity, files] of rows) {
    const all = typeof files === 'string' ? { 'a.yaml': files } : files;
    const [first] = Object.keys(all);
    it(`${rule}: ${severity ?? 'nothing'}: ${all[first!]!.replace(/\n/g, ' ').slice(0, 300)}`, () => {
      const { findings } = analysisOf(engineOf(rules, all), first!);
      const shown = findings.filter(one => one.rule.meta.id === rule && !one.hidden && !one.suppressed && !one.supersededBy);
      assert.deepEqual(
        shown.map(one => one.severity),
        severity === undefined ? [] : [severity],
      );
    });
  }
});
