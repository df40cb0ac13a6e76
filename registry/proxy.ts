import { isLoopback } from './endpoint.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` (either case) name for a url, as Go's tools read them, since it is engines and
 * their like that people set them for: loopback goes straight.
 */
export function proxyFor(url: URL, env: Env): string | undefined {
  const of = (name: string) => env[name.toLowerCase()] || env[name] || undefined;
  const proxy = url.protocol === 'https:' ? of('HTTPS_PROXY') : of('HTTP_PROXY');
  if (proxy === undefined || isLoopback(url.hostname) || isExempt(url, of('NO_PROXY') ?? '')) return undefined;
  return /^[a-z]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

/** `example.com` exempts itself and what is below it, `.example.com` only what is below, `*` everything; a port narrows it down. */
function isExempt({ hostname, port, protocol }: URL, list: string): boolean {
  const own = port || (protocol === 'https:' ? '443' : '80');
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return list
    .split(',')
    .map(entry => entry.trim().toLowerCase())
    .some(entry => {
      if (entry === '*') return true;
      const [, name = '', wanted] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (name === '' || (wanted !== undefined && wanted !== own)) return false;
      const bare = name.replace(/^\*(?=\.)/, '');
      return bare.startsWith('.') ? host.endsWith(bare) : host === bare || host.endsWith(`.${bare}`);
    });
}
