import fc from 'fast-check';

/** Pods with whatever decides about their Pod Security level, mostly near to what is allowed. All are such as the API accepts. */

type Part = fc.Arbitrary<unknown>;

const one = (...values: readonly unknown[]): Part => fc.constantFrom(...values);
const seldom = (value: Part): Part => fc.oneof({ weight: 14, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const often = (usual: unknown, value: Part): Part =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: value });
const record = (parts: Readonly<Record<string, Part>>): Part => fc.record(parts).map(withoutMissing);

const withoutMissing = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));

const flag = one(true, false, null);
const profile = one({ type: 'RuntimeDefault' }, { type: 'Unconfined' }, { type: 'Localhost', localhostProfile: 'x' }, null);
const capabilities = one(
  { drop: ['ALL'] },
  { drop: ['all'] },
  { drop: ['NET_RAW'] },
  { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
  { add: ['SYS_ADMIN'] },
  { add: ['CHOWN'] },
  { add: ['CHOWN'], drop: ['ALL'] },
  { add: ['ALL'] },
  { drop: [] },
  {},
  null,
  { drop: ['NET_RAW', 'ALL'] },
);
const seLinux = one(
  { type: 'container_t' },
  { type: 'container_kvm_t' },
  { type: 'x' },
  { user: 'u' },
  { role: 'r' },
  { level: 's0' },
  {},
  null,
);
const windowsOptions = one({ hostProcess: true }, { hostProcess: false }, {}, null);
const sysctls = one(
  [],
  null,
  [{ name: 'net.ipv4.tcp_syncookies', value: '1' }],
  [{ name: 'net.ipv4.tcp_fin_timeout', value: '1' }],
  [{ name: 'kernel.msgmax', value: '1' }],
);
const handler = one(
  { httpGet: { port: 80, host: 'x' } },
  { httpGet: { port: 80, host: '127.0.0.1' } },
  { tcpSocket: { port: 80, host: 'y' } },
  { httpGet: { port: 80 } },
  { exec: { command: ['a'] } },
);
const volume = one(
  { emptyDir: {} },
  { hostPath: { path: '/x' } },
  { configMap: { name: 'a' } },
  { nfs: { server: 'a', path: '/' } },
  { projected: { sources: [] } },
  { csi: { driver: 'x' } },
  { iscsi: { targetPortal: 'a', iqn: 'b', lun: 0 } },
  { image: { reference: 'x' } },
);

const either = { runAsUser: seldom(one(0, 1, 1000, null)), seLinuxOptions: seldom(seLinux) };
const profiles = { appArmorProfile: seldom(profile), windowsOptions: seldom(windowsOptions) };

const context = record({
  runAsNonRoot: seldom(flag),
  ...either,
  ...profiles,
  seccompProfile: seldom(profile),
  privileged: seldom(flag),
  allowPrivilegeEscalation: often(false, flag),
  capabilities: often({ drop: ['ALL'] }, capabilities),
  procMount: seldom(one('Default', 'Unmasked', null)),
});
const container = (name: string): Part =>
  record({
    name: fc.constant(name),
    image: fc.constant('example/web:1.4'),
    securityContext: context,
    ports: seldom(one([{ containerPort: 80 }], [{ containerPort: 80, hostPort: 0 }], [{ containerPort: 80, hostPort: 80 }])),
    livenessProbe: seldom(handler),
    lifecycle: seldom(handler.map(preStop => ({ preStop }))),
  });
const annotations = fc.dictionary(
  fc.constantFrom(
    'container.apparmor.security.beta.kubernetes.io/a',
    'container.apparmor.security.beta.kubernetes.io/z',
    'seccomp.security.alpha.kubernetes.io/pod',
    'container.seccomp.security.alpha.kubernetes.io/a',
  ),
  fc.constantFrom('runtime/default', 'unconfined', 'localhost/x', 'docker/default', ''),
  { maxKeys: 2 },
);

export const pod: fc.Arbitrary<string> = record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Pod'),
  metadata: record({ name: fc.constant('web'), annotations: seldom(annotations) }),
  spec: record({
    os: seldom(one({ name: 'linux' }, { name: 'windows' })),
    hostNetwork: seldom(flag),
    hostPID: seldom(flag),
    hostIPC: seldom(flag),
    hostUsers: seldom(flag),
    securityContext: record({
      runAsNonRoot: often(true, flag),
      ...either,
      ...profiles,
      seccompProfile: often({ type: 'RuntimeDefault' }, profile),
      sysctls: seldom(sysctls),
    }),
    volumes: seldom(fc.array(volume, { maxLength: 2 }).map(all => all.map((source, i) => ({ name: `v${i}`, ...(source as object) })))),
    containers: fc.oneof(fc.tuple(container('a')), fc.tuple(container('a'), container('b'))),
    initContainers: seldom(fc.tuple(container('i'))),
    ephemeralContainers: seldom(fc.tuple(container('e'))),
  }),
}).map(value => JSON.stringify(value));
