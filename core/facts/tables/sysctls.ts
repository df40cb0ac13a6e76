export const sysctlsAsOf = '2026-11-22';

/** Sysctls that the baseline Pod Security Standard allows, by the version of the policy that began to (`1.N` is N). */
const SAFE_SINCE: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
  'net.ipv4.tcp_notsent_lowat': 37,
  'net.ipv4.tcp_slow_start_after_idle': 37,
};

/** Values that weaken the network stack. A `*` in a name stands for one part of it. */
const DANGEROUS_VALUES: readonly { readonly name: string; readonly value: string; readonly effect: string }[] = [
  { name: 'net.ipv4.ip_forward', value: '1', effect: 'routes packets between networks' },
  { name: 'net.ipv4.conf.*.forwarding', value: '1', effect: 'routes packets between networks' },
  { name: 'net.ipv6.conf.*.forwarding', value: '1', effect: 'routes packets between networks' },
  { name: 'net.ipv4.conf.*.accept_redirects', value: '1', effect: 'lets others change its routes' },
  { name: 'net.ipv6.conf.*.accept_redirects', value: '1', effect: 'lets others change its routes' },
  { name: 'net.ipv4.conf.*.accept_source_route', value: '1', effect: 'lets senders choose the route of their packets' },
  { name: 'net.ipv6.conf.*.accept_source_route', value: '1', effect: 'lets senders choose the route of their packets' },
  { name: 'net.ipv4.conf.*.send_redirects', value: '1', effect: 'changes the routes of others' },
  { name: 'net.ipv4.conf.*.rp_filter', value: '0', effect: 'accepts packets with a forged sender' },
  { name: 'net.ipv4.tcp_syncookies', value: '0', effect: 'can be exhausted by half-open connections' },
  { name: 'net.ipv6.conf.*.accept_ra', value: '2', effect: 'lets others change its routes' },
];

/** With dots, as policies compare it: `net.ipv4.ip_forward` for `net/ipv4/ip_forward`. */
export const normalizeSysctl = (name: string): string => name.trim().replaceAll('/', '.');

/** Whether the baseline policy of Kubernetes 1.`minor` allows it; the latest one that is known without `minor`. */
export function isSafeSysctl(name: string, minor = Number.POSITIVE_INFINITY): boolean {
  const normal = normalizeSysctl(name);
  return Object.hasOwn(SAFE_SINCE, normal) && SAFE_SINCE[normal]! <= minor;
}

/** Whether the kernel keeps it per container. Engines refuse the others, since they would change the host. */
export const isNamespacedSysctl = (name: string): boolean =>
  /^(?:net\.|fs\.mqueue\.|kernel\.(?:shm|msg)|kernel\.sem$)/.test(normalizeSysctl(name));

/** What the value does, to end the sentence "the container ..."; `undefined` when it weakens nothing that is known. */
export function dangerousSysctl(name: string, value: string): string | undefined {
  const parts = normalizeSysctl(name).split('.');
  return DANGEROUS_VALUES.find(one => {
    const pattern = one.name.split('.');
    return one.value === value.trim() && pattern.length === parts.length && pattern.every((part, i) => part === '*' || part === parts[i]);
  })?.effect;
}
