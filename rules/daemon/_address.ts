/** The host of an address or URL without user, port and path: empty where none is written, IPv6 without brackets. */
export function hostOf(address: string): string {
  const authority = address
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .split('/', 1)[0]!
    .replace(/^[^@]*@/, '');
  return /^\[([^\]]*)\]/.exec(authority)?.[1] ?? authority.replace(/:\d*$/, '');
}

export const isLoopback = (host: string): boolean => /^(?:localhost|127\.[\d.]+|::1)$/i.test(host);

/** Every address of the machine. */
export const isWildcard = (host: string): boolean => /^(?:0\.0\.0\.0|\*|[0:]*::[0:]*)$/.test(host);

/**
 * The host that an entry of `hosts` listens on by TCP; `undefined` where it is another kind of socket. Without a host it is this machine
 * only, without a scheme it is TCP. Source: moby, opts/hosts.go.
 */
export function listenHost(entry: string): string | undefined {
  const scheme = /^([a-z]+):\/\//i.exec(entry)?.[1];
  if (entry === '' || (scheme !== undefined && scheme.toLowerCase() !== 'tcp')) return undefined;
  return hostOf(entry) || 'localhost';
}
