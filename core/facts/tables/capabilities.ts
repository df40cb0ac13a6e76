export const capabilitiesAsOf = '2026-11-22';

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** What Docker, containerd and CRI-O (with minor differences) give a container that asks for nothing. */
export const DEFAULT_CAPABILITIES = set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT',
);

/** What the baseline Pod Security Standard lets a container add: the default set without NET_RAW. */
export const BASELINE_CAPABILITIES: ReadonlySet<string> = new Set([...DEFAULT_CAPABILITIES].filter(name => name !== 'NET_RAW'));

/** All capabilities of Linux up to 6.x (capabilities(7)), and the word for all of them. */
export const KNOWN_CAPABILITIES: ReadonlySet<string> = new Set([
  ...DEFAULT_CAPABILITIES,
  ...set(
    'ALL AUDIT_CONTROL AUDIT_READ BLOCK_SUSPEND BPF CHECKPOINT_RESTORE DAC_READ_SEARCH IPC_LOCK IPC_OWNER LEASE LINUX_IMMUTABLE MAC_ADMIN',
  ),
  ...set(
    'MAC_OVERRIDE NET_ADMIN NET_BROADCAST PERFMON SYSLOG SYS_ADMIN SYS_BOOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE',
  ),
  ...set('SYS_TIME SYS_TTY_CONFIG WAKE_ALARM'),
]);

/** `low` and `info` weaken isolation only in special cases. */
export type CapabilityRisk = 'critical' | 'high' | 'low' | 'info';

export interface DangerousCapability {
  readonly risk: CapabilityRisk;
  /** What a process may do with it, to end the sentence "lets the container ...". */
  readonly gives: string;
}

export const DANGEROUS_CAPABILITIES: Readonly<Record<string, DangerousCapability>> = {
  ALL: { risk: 'critical', gives: 'do nearly everything that root on the host may do' },
  SYS_ADMIN: { risk: 'critical', gives: 'mount file systems and change namespaces, which is enough to leave the container' },
  SYS_MODULE: { risk: 'critical', gives: 'load kernel modules' },
  SYS_RAWIO: { risk: 'critical', gives: 'reach the memory and ports of the host' },
  DAC_READ_SEARCH: { risk: 'critical', gives: 'open files of the host by their handles' },
  BPF: { risk: 'critical', gives: 'load programs into the kernel' },
  SYS_BOOT: { risk: 'critical', gives: 'reboot the host or load another kernel' },
  MAC_ADMIN: { risk: 'critical', gives: 'change the rules of mandatory access control' },
  MAC_OVERRIDE: { risk: 'critical', gives: 'ignore mandatory access control' },
  PERFMON: { risk: 'high', gives: 'observe other processes and the kernel' },
  SYS_PTRACE: { risk: 'high', gives: 'read and change other processes' },
  NET_ADMIN: { risk: 'high', gives: 'change interfaces, routes and the firewall of its network' },
  SYS_TIME: { risk: 'high', gives: "set the host's clock" },
  SYSLOG: { risk: 'high', gives: 'read kernel addresses and messages' },
  CHECKPOINT_RESTORE: { risk: 'high', gives: 'dump and restore processes' },
  LINUX_IMMUTABLE: { risk: 'high', gives: 'make files immutable' },
  AUDIT_CONTROL: { risk: 'high', gives: "change or stop the host's audit" },
  SYS_RESOURCE: { risk: 'low', gives: 'exceed resource limits' },
  SYS_NICE: { risk: 'low', gives: 'take processor time from others' },
  WAKE_ALARM: { risk: 'low', gives: 'wake the host' },
  IPC_LOCK: { risk: 'info', gives: 'lock memory without limit' },
};

/** The kernel's name without prefix, in upper case: `NET_RAW` for `cap_net_raw`; `ALL` stays `ALL`. */
export function normalizeCapability(written: string): string {
  const name = written.trim().toUpperCase();
  return name.startsWith('CAP_') ? name.slice('CAP_'.length) : name;
}

/** What adding the capability (as written) risks; `undefined` when it is not dangerous. */
export function dangerousCapability(written: string): DangerousCapability | undefined {
  const name = normalizeCapability(written);
  return Object.hasOwn(DANGEROUS_CAPABILITIES, name) ? DANGEROUS_CAPABILITIES[name] : undefined;
}

/** Whether a list of capabilities, as written, holds `ALL`. */
export const includesAll = (written: readonly string[]): boolean => written.some(name => normalizeCapability(name) === 'ALL');

/** What a container ends up with: the default set without `dropped`, with `added`. An addition wins over a drop, also over `ALL`. */
export function effectiveCapabilities(added: readonly string[], dropped: readonly string[]): ReadonlySet<string> {
  if (includesAll(added)) {
    const gone = includesAll(dropped) ? [] : dropped.map(normalizeCapability);
    return new Set([...KNOWN_CAPABILITIES].filter(name => name !== 'ALL' && !gone.includes(name)));
  }
  const gone = new Set(dropped.map(normalizeCapability));
  const kept = gone.has('ALL') ? [] : [...DEFAULT_CAPABILITIES].filter(name => !gone.has(name));
  return new Set([...kept, ...added.map(normalizeCapability)]);
}
