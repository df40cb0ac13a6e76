import type { Pod } from '../documents/kubernetes.js';
import { BASELINE_CAPABILITIES } from '../tables/capabilities.js';
import { isSafeSysctl } from '../tables/sysctls.js';
import { containersOf, forbidden, hasOwnUsers, holdersOf, type PodSecurityCheck, podOf, unless, type Verdict } from './check.js';
import type { Version } from './version.js';

/** Probes and hooks, and how they may call. */
const CALLS = [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].map(probe => [probe]),
  ...['postStart', 'preStop'].map(hook => ['lifecycle', hook]),
].flatMap(path => ['httpGet', 'tcpSocket'].map(kind => [...path, kind, 'host']));

const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP_ANNOTATION = /^(?:seccomp\.security\.alpha\.kubernetes\.io\/pod|container\.seccomp\.security\.alpha\.kubernetes\.io\/.*)$/;

/**
 * The baseline level: known ways to get more than a pod ought to have.
 * Source: pod-security-admission, `policy/check_*.go` up to v1.37.
 */
export const baselineChecks: readonly PodSecurityCheck[] = [
  {
    id: 'hostNamespaces',
    level: 'baseline',
    title: 'host namespaces',
    control: 'baseline/Host Namespaces',
    since: [
      [
        0,
        function* forbids(pod) {
          for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) yield* forbidden(podOf(pod), pod.fields.boolean(key), Boolean);
        },
      ],
    ],
  },
  {
    id: 'privileged',
    level: 'baseline',
    title: 'privileged containers',
    control: 'baseline/Privileged Containers',
    since: [
      [
        0,
        function* forbids(pod) {
          for (const one of containersOf(pod)) yield* forbidden(one, one.fields.boolean('securityContext', 'privileged'), Boolean);
        },
      ],
    ],
  },
  {
    id: 'hostPathVolumes',
    level: 'baseline',
    title: 'hostPath volumes',
    control: 'baseline/HostPath Volumes',
    since: [
      [
        0,
        function* forbids(pod) {
          for (const volume of pod.fields.items('volumes')) {
            if (volume.has('hostPath')) {
              yield { at: volume.key('hostPath'), container: undefined, what: `hostPath of ${nameOf(volume.map)}`, isCertain: true };
            }
          }
        },
      ],
    ],
  },
  {
    id: 'hostPorts',
    level: 'baseline',
    title: 'host ports',
    control: 'baseline/Host Ports',
    since: [
      [
        0,
        function* forbids(pod) {
          for (const one of containersOf(pod)) {
            for (const port of one.fields.items('ports')) {
              const setting = port.number('hostPort');
              if (port.has('hostPort')) yield* forbidden(one, setting, value => value !== 0, 'hostPort');
            }
          }
        },
      ],
    ],
  },
  {
    id: 'windowsHostProcess',
    level: 'baseline',
    title: 'HostProcess containers',
    control: 'baseline/HostProcess',
    since: [
      [
        0,
        function* forbids(pod) {
          for (const one of holdersOf(pod)) {
            yield* forbidden(one, one.fields.boolean('securityContext', 'windowsOptions', 'hostProcess'), Boolean);
          }
        },
      ],
    ],
  },
  {
    id: 'capabilities_baseline',
    level: 'baseline',
    title: 'capabilities',
    control: 'baseline/Capabilities',
    since: [
      [
        0,
        function* forbids(pod) {
          for (const one of containersOf(pod)) {
            for (const name of one.fields.words('securityContext', 'capabilities', 'add')) {
              yield* forbidden(one, name, value => !BASELINE_CAPABILITIES.has(value), 'added capability');
            }
          }
        },
      ],
    ],
  },
  {
    id: 'appArmorProfile',
    level: 'baseline',
    title: 'AppArmor',
    control: 'baseline/AppArmor',
    since: [
      [
        0,
        function* forbids(pod) {
          for (const one of holdersOf(pod)) yield* profileOf(one, 'appArmorProfile');
          yield* annotations(
            pod,
            key => key.startsWith(APPARMOR_ANNOTATION),
            value => value === '' || value === 'runtime/default' || value.startsWith('localhost/'),
          );
        },
      ],
    ],
  },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    title: 'SELinux',
    control: 'baseline/SELinux',
    since: [
      [0, selinux(['', 'container_t', 'container_init_t', 'container_kvm_t'])],
      [31, selinux(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'])],
    ],
  },
  {
    id: 'procMount',
    level: 'baseline',
    title: '/proc mount type',
    control: 'baseline//proc Mount Type',
    since: [
      [0, procMount],
      [35, unless(hasOwnUsers, procMount)],
    ],
  },
  {
    id: 'sysctls',
    level: 'baseline',
    title: 'sysctls',
    control: 'baseline/Sysctls',
    since: [0, 27, 29, 32, 37].map(version => [version, sysctls(version)]),
  },
  {
    id: 'seccompProfile_baseline',
    level: 'baseline',
    title: 'seccomp',
    control: 'baseline/Seccomp',
    since: [
      [
        0,
        function* forbids(pod) {
          const isAllowed = (value: string) => /^(?:runtime\/default|docker\/default|localhost\/.*)$/.test(value);
          yield* annotations(pod, key => SECCOMP_ANNOTATION.test(key), isAllowed);
        },
      ],
      [
        19,
        function* forbids(pod) {
          for (const one of holdersOf(pod)) yield* profileOf(one, 'seccompProfile');
        },
      ],
    ],
  },
  {
    id: 'hostProbesAndHostLifecycle',
    level: 'baseline',
    title: 'hosts of probes and hooks',
    control: 'baseline/Host Probes and Lifecycle Hooks',
    since: [
      [
        34,
        function* forbids(pod) {
          for (const one of containersOf(pod)) {
            for (const path of CALLS) {
              if (one.fields.has(...path)) yield* forbidden(one, one.fields.text(...path), value => value !== '');
            }
          }
        },
      ],
    ],
  },
];

type Fields = Pod['fields'];

const nameOf = (map: Fields['map']): string => {
  const name = map.get('name')?.value;
  return name?.type === 'scalar' ? name.text : 'a volume';
};

/** A profile that is written as a map has to be one of the two kinds; a map without a kind is none. */
export function* profileOf(one: ReturnType<typeof podOf>, key: 'seccompProfile' | 'appArmorProfile'): Generator<Verdict> {
  const { fields, container } = one;
  if (!fields.has('securityContext', key)) return;
  const type = fields.text('securityContext', key, 'type');
  if (type.value !== undefined || type.origin === 'unknown') {
    yield* forbidden(one, type, value => value !== 'RuntimeDefault' && value !== 'Localhost');
  } else yield { at: fields.key('securityContext', key), container, what: `${key} without a type`, isCertain: true };
}

/** Annotations of the template whose value is not allowed. */
function* annotations(pod: Pod, isMeant: (key: string) => boolean, isAllowed: (value: string) => boolean): Generator<Verdict> {
  const { metadataFields: metadata } = pod;
  for (const key of metadata?.keys('annotations') ?? []) {
    if (isMeant(key)) yield* forbidden(podOf(pod), metadata!.text('annotations', key), value => !isAllowed(value), key);
  }
}

function selinux(types: readonly string[]): (pod: Pod) => Iterable<Verdict> {
  return function* forbids(pod) {
    for (const one of holdersOf(pod)) {
      const text = (key: string) => one.fields.text('securityContext', 'seLinuxOptions', key);
      yield* forbidden(one, text('type'), value => !types.includes(value));
      for (const key of ['user', 'role']) yield* forbidden(one, text(key), value => value !== '');
    }
  };
}

export function* procMount(pod: Pod): Generator<Verdict> {
  for (const one of containersOf(pod)) {
    yield* forbidden(one, one.fields.text('securityContext', 'procMount'), value => value !== 'Default');
  }
}

function sysctls(version: Version): (pod: Pod) => Iterable<Verdict> {
  return function* forbids(pod) {
    for (const item of pod.fields.items('securityContext', 'sysctls')) {
      // Names are compared as they are written: with slashes they are not found.
      yield* forbidden(podOf(pod), item.text('name'), value => value.includes('/') || !isSafeSysctl(value, version), 'sysctl');
    }
  };
}
