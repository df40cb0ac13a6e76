import type { Pod } from '../documents/kubernetes.js';
import { isAbsent } from '../fact.js';
import { procMount, profileOf } from './baseline.js';
import {
  containersOf,
  demanded,
  forbidden,
  hasOwnUsers,
  holdersOf,
  isWindows,
  type PodSecurityCheck,
  podOf,
  unless,
  type Verdict,
} from './check.js';

const VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];

/**
 * The restricted level: what a pod has to give up besides.
 * Source: pod-security-admission, `policy/check_*.go` up to v1.37.
 */
export const restrictedChecks: readonly PodSecurityCheck[] = [
  {
    id: 'procMount_restricted',
    level: 'restricted',
    title: '/proc mount type',
    control: 'restricted//proc Mount Type',
    overrides: ['procMount'],
    since: [[35, procMount]],
  },
  {
    id: 'restrictedVolumes',
    level: 'restricted',
    title: 'volume types',
    control: 'restricted/Volume Types',
    overrides: ['hostPathVolumes'],
    since: [[0, volumes]],
  },
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    title: 'privilege escalation',
    control: 'restricted/Privilege Escalation',
    since: [
      [8, escalation],
      [25, unless(isWindows, escalation)],
    ],
  },
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    title: 'running as non-root',
    control: 'restricted/Running as Non-root',
    since: [
      [0, nonRoot],
      [35, unless(hasOwnUsers, nonRoot)],
    ],
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    title: 'running as root',
    control: 'restricted/Running as Non-root user',
    since: [
      [23, user],
      [35, unless(hasOwnUsers, user)],
    ],
  },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    title: 'seccomp',
    control: 'restricted/Seccomp',
    overrides: ['seccompProfile_baseline'],
    since: [
      [19, seccomp],
      [25, unless(isWindows, seccomp)],
    ],
  },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    title: 'capabilities',
    control: 'restricted/Capabilities',
    overrides: ['capabilities_baseline'],
    since: [
      [22, capabilities],
      [25, unless(isWindows, capabilities)],
    ],
  },
];

function* volumes(pod: Pod): Generator<Verdict> {
  for (const volume of pod.fields.items('volumes')) {
    const kind = volume.keys().find(key => key !== 'name' && volume.has(key));
    // A volume without a source is an emptyDir before anyone looks at it.
    if (kind === undefined || VOLUMES.some(one => volume.has(one))) continue;
    yield { at: volume.key(kind), container: undefined, what: `a ${kind} volume`, isCertain: true };
  }
}

function* escalation(pod: Pod): Generator<Verdict> {
  for (const one of containersOf(pod)) {
    yield* demanded(one, one.fields.boolean('securityContext', 'allowPrivilegeEscalation'), value => !value);
  }
}

/** The pod may not say false, and every container says true or leaves it to a pod that does. */
function* nonRoot(pod: Pod): Generator<Verdict> {
  const shared = pod.fields.boolean('securityContext', 'runAsNonRoot');
  yield* forbidden(podOf(pod), shared, value => !value);
  for (const one of containersOf(pod)) {
    const own = one.fields.boolean('securityContext', 'runAsNonRoot');
    // A false of the pod is said once, for all that take it.
    if (!isAbsent(own)) yield* forbidden(one, own, value => !value);
    else if (isAbsent(shared)) yield* demanded(one, own, Boolean);
  }
}

function* user(pod: Pod): Generator<Verdict> {
  for (const one of holdersOf(pod)) {
    yield* forbidden(one, one.fields.number('securityContext', 'runAsUser'), value => value === 0);
  }
}

/** A profile of the pod has to be a good one, and every container has one of its own or the pod's. */
function* seccomp(pod: Pod): Generator<Verdict> {
  const shared = pod.fields.key('securityContext', 'seccompProfile');
  yield* profileOf(podOf(pod), 'seccompProfile');
  for (const one of containersOf(pod)) {
    const own = one.fields.key('securityContext', 'seccompProfile');
    if (!isAbsent(own)) yield* own.value ? profileOf(one, 'seccompProfile') : forbidden(one, own, () => false);
    else if (isAbsent(shared)) yield* demanded(one, own, Boolean);
  }
}

function* capabilities(pod: Pod): Generator<Verdict> {
  for (const one of containersOf(pod)) {
    const dropped = one.fields.texts('securityContext', 'capabilities', 'drop');
    yield* demanded(one, dropped, names => names.includes('ALL'));
    for (const name of one.fields.words('securityContext', 'capabilities', 'add')) {
      yield* forbidden(one, name, value => value !== 'NET_BIND_SERVICE', 'added capability');
    }
  }
}
