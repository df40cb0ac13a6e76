import { isIP, isIPv4 } from 'node:net';

/** Who the user lets Seaworthy ask, and how. From the user's own settings, never from a workspace's. */
export interface RegistrySettings {
  /** By registry as references name it (`docker.io`), urls that are asked before it. */
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  /** Registries (`host:port`) that are asked in plain HTTP. Loopback always is. */
  readonly insecure: readonly string[];
}

/** A place to ask for an image. */
export interface Endpoint {
  readonly url: URL;
  /** Under which credentials are looked up. A mirror has its own: it never sees those of the registry that it stands for. */
  readonly credentialKey: string;
  readonly isMirror: boolean;
}

/** Docker Hub's names differ from the address that serves its API. */
const API_HOSTS: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };

/** Where to ask for the images of `registry`, in this order. Mirrors that are no urls are left out. */
export function endpointsOf(registry: string, { mirrors, insecure }: RegistrySettings): readonly Endpoint[] {
  const named = (mirrors[registry] ?? []).flatMap((text): Endpoint[] => {
    const url = /^https?:\/\//.test(text) && URL.canParse(text) ? new URL(text) : undefined;
    if (!url || url.username || url.password) return [];
    // A path would be put before `v2`, which is where engines look.
    const base = new URL(`${url.pathname.replace(/\/*$/, '')}/`, url);
    return [{ url: base, credentialKey: url.host, isMirror: true }];
  });
  const host = API_HOSTS[registry] ?? registry;
  const isPlain = insecure.includes(registry) || isLoopback(new URL(`http://${host}`).hostname);
  return [...named, { url: new URL(`${isPlain ? 'http' : 'https'}://${host}/`), credentialKey: registry, isMirror: false }];
}

export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** A host that means something only in the network where it is asked: an address, or a name without a dot. */
export const isLocal = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 || isLoopback(host) || !host.includes('.');
};
