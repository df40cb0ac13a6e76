import { strict as assert } from 'node:assert';
import { type Pod, parseKubernetes } from '../../core/facts/documents/kubernetes.js';
import { checksOf, levelOf, obstaclesTo } from '../../core/facts/pod-security/level.js';
import { LATEST, nameOfVersion, newestKnown, parseVersion, type Version } from '../../core/facts/pod-security/version.js';
import { rules } from '../../rules/index.js';
import { analysisOf, engineOf } from '../rule-examples.js';

const versions: readonly Version[] = [...Array.from({ length: newestKnown + 1 }, (_, minor) => minor), LATEST];

/** A pod that every check of every version lets pass, and what a case puts into it. */
function podWith(one: Case): Pod {
  const document = parseKubernetes('pod.yaml', textWith(one));
  assert.deepEqual(document.problems, []);
  return document.objects[0]!.pods[0]!;
}

function textWith({ pod = '', podContext = '', context = '', container = '', annotations = '' }: Case): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: web, annotations: { ${annotations} } }
spec:
  ${pod}
  securityContext: { ${podContext.includes('runAsNonRoot') ? '' : 'runAsNonRoot: true, '}${podContext.includes('seccompProfile') ? '' : 'seccompProfile: { type: RuntimeDefault }, '}${podContext} }
  containers:
    - name: web
      image: example/web:1.4
      ${container}
      securityContext: { ${context.includes('allowPrivilegeEscalation') ? '' : 'allowPrivilegeEscalation: false, '}${context.includes('capabilities') ? '' : 'capabilities: { drop: [ALL] }, '}${context} }
`;
}

interface Case {
  /** Lines of the PodSpec, of flow form. */
  readonly pod?: string;
  readonly podContext?: string;
  readonly context?: string;
  readonly container?: string;
  readonly annotations?: string;
  /** First version that forbids it. */
  readonly from?: number;
  /** First version that no longer does. */
  readonly until?: number;
  /** The API takes it for invalid, so no rule need speak of it at this level. */
  readonly isRefused?: boolean;
  /** No container runs with it: the level shows it, and a rule would warn of nothing. */
  readonly isOverridden?: boolean;
  /** Its rules know Windows by more than the standards do. */
  readonly isWindows?: boolean;
}

interface Row {
  readonly level: 'baseline' | 'restricted';
  /** Forbidden in all versions, or between `from` and `until`. */
  readonly bad: readonly Case[];
  readonly good: readonly Case[];
}

const windows = 'os: { name: windows }';
const own = 'hostUsers: false';
const without = (key: string): Case => ({ context: key === 'capabilities' ? 'capabilities: null' : 'allowPrivilegeEscalation: null' });

/** research/kubernetes-rules.md, section 3, read in pod-security-admission. */
const table: Readonly<Record<string, Row>> = {
  hostNamespaces: {
    level: 'baseline',
    bad: [
      { pod: 'hostNetwork: true' },
      { pod: 'hostPID: true' },
      { pod: 'hostIPC: true' },
      { pod: `{ hostPID: true, ${windows}, ${own} }` },
    ],
    good: [{ pod: 'hostNetwork: false' }, { pod: 'hostPID: null' }],
  },
  privileged: {
    level: 'baseline',
    bad: [{ context: 'privileged: true' }, { context: 'privileged: yes' }],
    good: [{ context: 'privileged: false' }, { context: 'privileged: null' }, { podContext: 'privileged: true' }],
  },
  hostPathVolumes: {
    level: 'baseline',
    bad: [{ pod: 'volumes: [{ name: a, hostPath: { path: /srv } }]' }, { pod: 'volumes: [{ name: a, hostPath: {} }]' }],
    good: [{ pod: 'volumes: [{ name: a, hostPath: null, emptyDir: {} }]' }],
  },
  hostPorts: {
    level: 'baseline',
    bad: [{ container: 'ports: [{ containerPort: 80, hostPort: 80 }]' }],
    good: [{ container: 'ports: [{ containerPort: 80, hostPort: 0 }]' }, { container: 'ports: [{ containerPort: 80 }]' }],
  },
  windowsHostProcess: {
    level: 'baseline',
    bad: [
      { podContext: 'windowsOptions: { hostProcess: true }' },
      { context: 'windowsOptions: { hostProcess: true }', podContext: 'windowsOptions: { hostProcess: false }' },
      { podContext: 'windowsOptions: { hostProcess: true }', context: 'windowsOptions: { hostProcess: false }' },
    ],
    good: [{ podContext: 'windowsOptions: { hostProcess: false }' }, { podContext: 'windowsOptions: {}' }],
  },
  capabilities_baseline: {
    level: 'baseline',
    bad: [
      ...['NET_RAW', 'SYS_ADMIN', 'chown', 'CAP_CHOWN'].map(name => ({ context: `capabilities: { drop: [ALL], add: [${name}] }` })),
      { context: 'capabilities: { drop: [NET_RAW], add: [ALL] }' },
    ],
    good: [
      ...'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'
        .split(' ')
        .map(name => ({ context: `capabilities: { drop: [ALL], add: [${name}] }` })),
      { context: 'capabilities: { drop: [ALL], add: [] }' },
    ],
  },
  appArmorProfile: {
    level: 'baseline',
    bad: [
      { podContext: 'appArmorProfile: { type: Unconfined }' },
      { context: 'appArmorProfile: { type: Unconfined }', podContext: 'appArmorProfile: { type: RuntimeDefault }' },
      { podContext: 'appArmorProfile: { type: Unconfined }', context: 'appArmorProfile: { type: RuntimeDefault }', isOverridden: true },
      { context: 'appArmorProfile: {}', isRefused: true },
      { annotations: 'container.apparmor.security.beta.kubernetes.io/web: unconfined' },
    ],
    good: [
      { podContext: 'appArmorProfile: { type: RuntimeDefault }' },
      { context: 'appArmorProfile: { type: Localhost, localhostProfile: web }' },
      { annotations: 'container.apparmor.security.beta.kubernetes.io/web: runtime/default' },
      { annotations: 'container.apparmor.security.beta.kubernetes.io/web: localhost/web' },
      { annotations: 'container.apparmor.security.beta.kubernetes.io/web: ""' },
    ],
  },
  seLinuxOptions: {
    level: 'baseline',
    bad: [
      { podContext: 'seLinuxOptions: { type: spc_t }' },
      { context: 'seLinuxOptions: { type: spc_t }', podContext: 'seLinuxOptions: { type: container_t }' },
      { context: 'seLinuxOptions: { user: system_u }' },
      { podContext: 'seLinuxOptions: { role: sysadm_r }' },
      { context: 'seLinuxOptions: { type: container_engine_t }', until: 31 },
    ],
    good: ['container_t', 'container_init_t', 'container_kvm_t', '""'].map(type => ({
      context: `seLinuxOptions: { type: ${type}, level: "s0:c1,c2" }`,
    })),
  },
  procMount: {
    level: 'baseline',
    bad: [{ context: 'procMount: Unmasked' }, { context: 'procMount: Unmasked', pod: own, until: 35 }],
    good: [{ context: 'procMount: Default' }],
  },
  procMount_restricted: {
    level: 'restricted',
    bad: [
      { context: 'procMount: Unmasked', from: 35 },
      { context: 'procMount: Unmasked', pod: own, from: 35 },
    ],
    good: [{ context: 'procMount: Default' }],
  },
  sysctls: {
    level: 'baseline',
    bad: [
      { podContext: 'sysctls: [{ name: net.core.somaxconn, value: "1" }]' },
      { podContext: 'sysctls: [{ name: net/ipv4/tcp_syncookies, value: "1" }]' },
      { podContext: 'sysctls: [{ name: net.ipv4.ip_local_reserved_ports, value: "1" }]', until: 27 },
      ...['tcp_keepalive_time', 'tcp_fin_timeout', 'tcp_keepalive_intvl', 'tcp_keepalive_probes'].map(name => ({
        podContext: `sysctls: [{ name: net.ipv4.${name}, value: "1" }]`,
        until: 29,
      })),
      ...['tcp_rmem', 'tcp_wmem'].map(name => ({ podContext: `sysctls: [{ name: net.ipv4.${name}, value: "1" }]`, until: 32 })),
      ...['tcp_slow_start_after_idle', 'tcp_notsent_lowat'].map(name => ({
        podContext: `sysctls: [{ name: net.ipv4.${name}, value: "1" }]`,
        until: 37,
      })),
    ],
    good: [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ping_group_range',
      'net.ipv4.ip_unprivileged_port_start',
    ].map(name => ({ podContext: `sysctls: [{ name: ${name}, value: "1" }]` })),
  },
  seccompProfile_baseline: {
    level: 'baseline',
    bad: [
      {
        podContext: 'seccompProfile: { type: Unconfined }',
        context: 'seccompProfile: { type: RuntimeDefault }',
        from: 19,
        isOverridden: true,
      },
      { context: 'seccompProfile: { type: Unconfined }', from: 19 },
      { context: 'seccompProfile: {}', from: 19, isRefused: true },
      { annotations: 'seccomp.security.alpha.kubernetes.io/pod: unconfined', until: 19 },
      { annotations: 'container.seccomp.security.alpha.kubernetes.io/web: unconfined', until: 19 },
    ],
    good: [
      { podContext: 'seccompProfile: { type: Localhost, localhostProfile: web.json }' },
      { annotations: 'seccomp.security.alpha.kubernetes.io/pod: runtime/default' },
      { annotations: 'seccomp.security.alpha.kubernetes.io/pod: docker/default' },
      { annotations: 'container.seccomp.security.alpha.kubernetes.io/web: localhost/web.json' },
    ],
  },
  hostProbesAndHostLifecycle: {
    level: 'baseline',
    bad: [
      ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap(probe =>
        ['httpGet', 'tcpSocket'].map(kind => ({ container: `${probe}: { ${kind}: { host: 127.0.0.1, port: 80 } }`, from: 34 })),
      ),
      ...['postStart', 'preStop'].flatMap(hook =>
        ['httpGet', 'tcpSocket'].map(kind => ({
          container: `lifecycle: { ${hook}: { ${kind}: { host: a.example, port: 80 } } }`,
          from: 34,
        })),
      ),
    ],
    good: [{ container: 'livenessProbe: { httpGet: { host: "", port: 80 } }' }, { container: 'startupProbe: { grpc: { port: 80 } }' }],
  },
  restrictedVolumes: {
    level: 'restricted',
    bad: ['nfs: { server: a, path: / }', 'hostPath: { path: /srv }', 'gitRepo: { repository: a }', 'somethingNew: {}'].map(source => ({
      pod: `volumes: [{ name: a, ${source} }]`,
    })),
    good: [
      ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'].map(
        kind => ({
          pod: `volumes: [{ name: a, ${kind}: {} }]`,
        }),
      ),
      // The API makes it an emptyDir.
      { pod: 'volumes: [{ name: a }]' },
    ],
  },
  allowPrivilegeEscalation: {
    level: 'restricted',
    bad: [
      { context: 'allowPrivilegeEscalation: true', from: 8 },
      { ...without('allowPrivilegeEscalation'), from: 8 },
      { ...without('allowPrivilegeEscalation'), podContext: 'allowPrivilegeEscalation: false', from: 8 },
      { ...without('allowPrivilegeEscalation'), pod: windows, from: 8, until: 25 },
      { ...without('allowPrivilegeEscalation'), pod: 'nodeSelector: { kubernetes.io/os: windows }', from: 8, isWindows: true },
    ],
    good: [{ context: 'allowPrivilegeEscalation: false' }],
  },
  runAsNonRoot: {
    level: 'restricted',
    bad: [
      { podContext: 'runAsNonRoot: null' },
      { podContext: 'runAsNonRoot: null, runAsUser: 1000' },
      { podContext: 'runAsNonRoot: false', context: 'runAsNonRoot: true' },
      { context: 'runAsNonRoot: false' },
      { podContext: 'runAsNonRoot: null', pod: windows },
      { podContext: 'runAsNonRoot: null', pod: own, until: 35 },
    ],
    good: [{}, { podContext: 'runAsNonRoot: null', context: 'runAsNonRoot: true' }, { context: 'runAsNonRoot: null' }],
  },
  runAsUser: {
    level: 'restricted',
    bad: [
      { podContext: 'runAsUser: 0', from: 23 },
      { context: 'runAsUser: 0', from: 23 },
      { podContext: 'runAsUser: 0', context: 'runAsUser: 1000', from: 23 },
      { podContext: 'runAsUser: 0', pod: own, from: 23, until: 35 },
    ],
    good: [{ podContext: 'runAsUser: 1000' }, { context: 'runAsUser: 1' }],
  },
  seccompProfile_restricted: {
    level: 'restricted',
    bad: [
      { podContext: 'seccompProfile: null', from: 19 },
      {
        podContext: 'seccompProfile: { type: Unconfined }',
        context: 'seccompProfile: { type: RuntimeDefault }',
        from: 19,
        isOverridden: true,
      },
      { context: 'seccompProfile: { type: Unconfined }', from: 19 },
      { context: 'seccompProfile: {}', from: 19 },
      { podContext: 'seccompProfile: null', annotations: 'seccomp.security.alpha.kubernetes.io/pod: runtime/default', from: 19 },
      { podContext: 'seccompProfile: null', pod: windows, from: 19, until: 25 },
    ],
    good: [{}, { podContext: 'seccompProfile: null', context: 'seccompProfile: { type: Localhost, localhostProfile: a.json }' }],
  },
  capabilities_restricted: {
    level: 'restricted',
    bad: [
      { ...without('capabilities'), from: 22 },
      { context: 'capabilities: { drop: [all] }', from: 22 },
      { context: 'capabilities: { drop: [CAP_ALL, NET_RAW] }', from: 22 },
      { context: 'capabilities: { drop: [ALL], add: [CHOWN] }', from: 22 },
      { ...without('capabilities'), podContext: 'capabilities: { drop: [ALL] }', from: 22 },
      { ...without('capabilities'), pod: windows, from: 22, until: 25 },
    ],
    good: [{ context: 'capabilities: { drop: [NET_RAW, ALL], add: [NET_BIND_SERVICE] }' }],
  },
};

/** `a: b` of the PodSpec on a line of its own, or several in braces. */
const inBlock = (one: Case): Case =>
  one.pod?.startsWith('{ ')
    ? {
        ...one,
        pod: one.pod
          .slice(2, -2)
          .split(/, (?=\w+:)/)
          .join('\n  '),
      }
    : one;

const finds = (one: Case, id: string, level: 'baseline' | 'restricted', version: Version): boolean =>
  [...obstaclesTo(podWith(inBlock(one)), level, version)].some(({ check, isCertain }) => isCertain && check.id === id);

describe('Pod Security', () => {
  it('has a row for each check', () => {
    const known = new Set(
      versions.flatMap(version => [...checksOf('baseline', version), ...checksOf('restricted', version)].map(({ id }) => id)),
    );
    assert.deepEqual([...known].sort(), Object.keys(table).sort());
  });

  for (const [id, { level, bad, good }] of Object.entries(table)) {
    for (const one of bad) {
      const { from = 0, until = Number.POSITIVE_INFINITY, isRefused: _, isOverridden: __, isWindows: ___, ...rest } = one;
      it(`${id} forbids ${JSON.stringify(rest)} from v1.${from}${one.until ? ` to v1.${one.until - 1}` : ''}`, () => {
        const found = versions.filter(version => finds(one, id, level, version)).map(nameOfVersion);
        const expected = versions
          .filter(version => version >= from && (version < until || (!one.until && version === LATEST)))
          .map(nameOfVersion);
        assert.deepEqual(found, expected);
      });
    }
    for (const one of good) {
      it(`${id} lets ${JSON.stringify(one)} pass`, () => {
        assert.deepEqual(
          versions.filter(version => finds(one, id, level, version)),
          [],
        );
      });
    }
  }

  for (const [id, { level, bad }] of Object.entries(table)) {
    it(`${id} is what some rule speaks of too`, () => {
      for (const one of bad.filter(one => !('until' in one || one.isRefused || one.isOverridden || one.isWindows))) {
        const { control } = checksOf(level, LATEST).find(check => check.id === id)!;
        const { findings } = analysisOf(engineOf(rules, { 'pod.yaml': textWith(inBlock(one)) }), 'pod.yaml');
        const speaking = findings.filter(({ rule }) => rule.meta.controls.pss?.some(said => said.startsWith(control)));
        assert.notEqual(speaking.length, 0, JSON.stringify(one));
      }
    });
  }

  it('takes the stricter check in the place of the one that it replaces', () => {
    const replaced: readonly (readonly [id: string, since: number])[] = [
      ['hostPathVolumes', 0],
      ['seccompProfile_baseline', 19],
      ['capabilities_baseline', 22],
      ['procMount', 35],
    ];
    for (const [id, since] of replaced) {
      const present = versions.filter(version => checksOf('restricted', version).some(check => check.id === id));
      assert.deepEqual(
        present,
        versions.filter(version => version < since),
        id,
      );
    }
  });

  const levels: readonly (readonly [one: Case, version: Version, level: string | undefined, next: string | undefined])[] = [
    [{}, LATEST, 'restricted', undefined],
    [{ podContext: 'runAsNonRoot: null' }, LATEST, 'baseline', 'restricted'],
    [{ pod: 'hostPID: true' }, LATEST, 'privileged', 'baseline'],
    [{ context: 'runAsUser: 0' }, 22, 'restricted', undefined],
    [{ context: 'runAsUser: 0' }, 23, 'baseline', 'restricted'],
    // What the stricter level lets Windows pods do.
    [{ pod: windows, context: 'capabilities: { add: [NET_ADMIN] }' }, 25, 'restricted', undefined],
    [{ podContext: "runAsNonRoot: '${X}'" }, LATEST, undefined, 'restricted'],
    [{ pod: "hostPID: '${X}'" }, LATEST, undefined, 'baseline'],
  ];
  for (const [one, version, level, next] of levels) {
    it(`says ${level ?? 'nothing'} of ${JSON.stringify(one)} at ${nameOfVersion(version)}`, () => {
      const reached = levelOf(podWith(one), version);
      assert.deepEqual([reached.level, reached.next], [level, next]);
    });
  }

  it('sees init and ephemeral containers', () => {
    for (const list of ['initContainers', 'ephemeralContainers']) {
      const pod = podWith({ pod: `${list}: [{ name: other, image: "example/other:1", securityContext: { privileged: true } }]` });
      const [first] = levelOf(pod, LATEST).obstacles;
      assert.deepEqual([first?.check.id, first?.container, first?.what], ['privileged', 'other', 'privileged: true']);
    }
  });

  it('reads versions as the admission does', () => {
    const read = ['latest', 'v1.0', 'v1.32', 'v1.032', '1.32', 'v2.0', 'v1', 'Latest', ''].map(parseVersion);
    assert.deepEqual(read, [LATEST, 0, 32, ...Array(6).fill(undefined)]);
  });
});
