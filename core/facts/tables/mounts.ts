import { isAtOrBelow, normalizeHostPath } from './paths.js';

export const mountsAsOf = '2026-11-22';

export type MountRisk = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** A host path that a container should not get, and why. */
export interface SensitivePath {
  readonly path: string;
  /** When mounted for reading and writing. */
  readonly risk: MountRisk;
  /** What is below it counts as: as much as the path itself, less, or not at all. */
  readonly below: MountRisk | 'none';
  /** Whether a read-only mount is a step less grave. */
  readonly readOnlyHelps: boolean;
  /** What the container gets with it, to end the sentence "gives the container ..." or "holds ...". */
  readonly gives: string;
}

const path = (at: string, risk: MountRisk, gives: string, below: MountRisk | 'none' = risk, readOnlyHelps = true): SensitivePath => ({
  path: at,
  risk,
  below,
  readOnlyHelps,
  gives,
});

/** The longest path that matches decides. */
const SENSITIVE_PATHS: readonly SensitivePath[] = [
  path('/', 'critical', 'all files of the host', 'none', false),
  path('/etc', 'critical', "the host's configuration, accounts and keys", 'high'),
  path('/etc/passwd', 'critical', "the host's accounts"),
  path('/etc/shadow', 'critical', "the host's password hashes", 'critical', false),
  path('/etc/sudoers', 'critical', 'the rules of who may become root on the host'),
  path('/etc/sudoers.d', 'critical', 'the rules of who may become root on the host'),
  path('/etc/ssh', 'critical', "the host's SSH keys and configuration"),
  path('/etc/systemd', 'critical', 'the services that the host starts as root'),
  path('/etc/kubernetes', 'critical', "the cluster's keys and static pods"),
  ...['/etc/crontab', '/etc/cron.d', '/etc/cron.daily', '/etc/cron.hourly', '/etc/cron.weekly', '/etc/cron.monthly', '/var/spool/cron'].map(
    at => path(at, 'critical', 'the commands that the host runs as root on a schedule'),
  ),
  path('/root', 'critical', "root's keys, history and start-up files"),
  path('/boot', 'critical', 'the kernel that the host starts'),
  path('/proc', 'critical', 'the processes and settings of the host kernel', 'critical', false),
  path('/sys', 'critical', 'the devices and settings of the host kernel'),
  path('/dev', 'critical', 'the devices of the host', 'high'),
  ...['/bin', '/sbin', '/lib', '/lib32', '/lib64'].map(at => path(at, 'critical', 'programs and libraries that the host runs as root')),
  path('/usr', 'critical', 'programs and libraries that the host runs as root', 'medium'),
  ...['/usr/bin', '/usr/sbin', '/usr/lib', '/usr/lib64', '/usr/libexec', '/usr/local/bin', '/usr/local/sbin'].map(at =>
    path(at, 'critical', 'programs and libraries that the host runs as root'),
  ),
  path('/usr/local', 'high', 'programs that the host runs', 'none'),
  path('/usr/share', 'low', 'shared data of the host', 'none'),
  path('/run', 'critical', "the sockets of the host's services", 'low'),
  path('/var/lib/docker', 'critical', 'all images, containers and volumes of the engine', 'critical', false),
  path('/var/lib/containerd', 'critical', 'all images and containers of the engine', 'critical', false),
  path('/var/lib/containers', 'critical', 'all images and containers of the engine', 'critical', false),
  path('/var/lib/kubelet', 'critical', 'the secrets and volumes of every pod on the node', 'critical', false),
  path('/var/lib/etcd', 'critical', "the cluster's database with all its secrets", 'critical', false),
  path('/var/lib/rancher', 'critical', "the cluster's keys and database", 'critical', false),
  path('/var', 'high', 'the data of all services of the host', 'none'),
  path('/var/lib', 'high', 'the data of all services of the host', 'none'),
  path('/var/log', 'low', 'the logs of the host', 'none'),
  path('/home', 'medium', 'the files of all users', 'none'),
  path('~', 'medium', "a user's files and keys", 'none'),
  path('c:/', 'critical', 'all files of the host', 'none', false),
  path('c:/windows', 'critical', "the host's system"),
  path('c:/users', 'medium', 'the files of all users', 'none'),
];

/** A path below a sensitive one that programs need and that tells or changes little. */
interface AllowedPath {
  readonly path: string;
  /** What it counts as when it may be written; as if it were not allowed where nothing is said. */
  readonly written?: MountRisk;
}

const ALLOWED: readonly AllowedPath[] = [
  ...['/etc/hosts', '/etc/resolv.conf', '/usr/share/zoneinfo', '/usr/share/ca-certificates', '/sys/fs/cgroup'].map(at => ({ path: at })),
  ...['/lib/modules', '/usr/lib/modules', '/usr/src'].map(at => ({ path: at })),
  // The time, the host's name, whom it trusts; on a Windows machine its graphics driver.
  ...['/etc/localtime', '/etc/timezone', '/etc/hostname', '/etc/machine-id', '/etc/os-release', '/usr/lib/os-release'].map(at => ({
    path: at,
    written: 'low' as const,
  })),
  ...['/etc/ssl/certs', '/etc/pki', '/usr/lib/wsl'].map(at => ({ path: at, written: 'low' as const })),
  ...[
    '/dev/log',
    '/dev/bus/usb',
    '/dev/dri',
    '/dev/fuse',
    '/dev/net/tun',
    '/dev/kvm',
    '/dev/snd',
    '/dev/shm',
    '/dev/null',
    '/dev/zero',
    '/dev/random',
    '/dev/urandom',
  ].map(at => ({ path: at, written: 'info' as const })),
];
const NVIDIA_DEVICE = /^\/dev\/nvidia[\w-]*$/;

/** Where monitoring agents expect the host's kernel interfaces, read-only, to report on it. */
const HOST_VIEWS: Readonly<Record<string, string>> = { '/proc': '/host/proc', '/sys': '/host/sys' };

/** What is somebody's own on a single host, and on a node a way to other pods: links in log folders, sockets, homes, programs. */
const WORSE_ON_NODES: Readonly<Record<string, MountRisk>> = {
  '/home': 'high',
  '/run': 'medium',
  '/usr': 'high',
  '/usr/local': 'high',
  '/usr/share': 'high',
  '/var/log': 'high',
};

const LESS: Readonly<Record<MountRisk, MountRisk>> = { critical: 'high', high: 'medium', medium: 'low', low: 'info', info: 'info' };

export interface MountFinding {
  readonly sensitive: SensitivePath;
  /** After weighing read-only access and how far below the sensitive path the source lies. */
  readonly risk: MountRisk;
  /** Whether the source is the sensitive path itself rather than something below it. */
  readonly exact: boolean;
  /** Whether it is one of those below it that tell or change little. */
  readonly harmless: boolean;
}

/**
 * How grave it is to mount this host path; `undefined` when it is harmless or unknown (a relative path, a variable).
 * Allow-listed paths give little. On a node of a cluster (`ofNode`) more counts: it belongs to everybody's pods. Compared by whole components: `/etcetera` and `/home/u/app` are harmless.
 */
export function sensitiveHostPath(source: string, readOnly: boolean, target?: string, ofNode = false): MountFinding | undefined {
  const at = normalizeHostPath(source);
  if (at.includes('$') || at.includes('{{')) return undefined;
  const sensitive = SENSITIVE_PATHS.filter(one => (one.path === '/' ? at === '/' : isAtOrBelow(at, one.path))).sort(
    (a, b) => b.path.length - a.path.length,
  )[0];
  if (sensitive === undefined) return undefined;

  const exact = at === sensitive.path;
  const allowed = ALLOWED.find(one => isAtOrBelow(at, one.path));
  const little = NVIDIA_DEVICE.test(at) || (allowed && readOnly) ? 'info' : allowed?.written;
  if (little) return { sensitive, risk: little, exact, harmless: true };

  const written = exact ? sensitive.risk : sensitive.below;
  const risk = (ofNode && written !== 'critical' && WORSE_ON_NODES[sensitive.path]) || written;
  if (risk === 'none') return undefined;
  if (readOnly && target !== undefined && HOST_VIEWS[at] === normalizeHostPath(target))
    return { sensitive, risk: 'medium', exact, harmless: false };
  return { sensitive, risk: readOnly && sensitive.readOnlyHelps ? LESS[risk] : risk, exact, harmless: false };
}
