import { isLocal, isLoopback } from './endpoint.js';
import { RegistryError } from './http.js';

/** One challenge of a `WWW-Authenticate` header; names are in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Longer ones are no challenge that anybody sends. */
const MAX_LENGTH = 8192;

/** Reads a `WWW-Authenticate` header (RFC 9110, section 11.6.1). What it cannot read it leaves out. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; params: Record<string, string> }[] = [];
  const part = /[\s,]*([A-Za-z][\w.-]*)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/gy;
  for (let match = part.exec(header.slice(0, MAX_LENGTH)); match; match = part.exec(header.slice(0, MAX_LENGTH))) {
    const [, name = '', quoted, bare] = match;
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), params: {} });
    else if (challenges.length > 0) challenges.at(-1)!.params[name.toLowerCase()] = value;
  }
  return challenges;
}

/** Token services that stand beside the registries that they serve. */
const KNOWN_SERVICES: Readonly<Record<string, readonly string[]>> = {
  'registry-1.docker.io': ['auth.docker.io'],
  'dhi.io': ['auth.docker.io'],
  'nvcr.io': ['authn.nvidia.com'],
  'docker.elastic.co': ['docker-auth.elastic.co'],
  'registry.digitalocean.com': ['api.digitalocean.com'],
};

/**
 * The token service that a registry names, after a look at whether it may be asked.
 * @param carriesCredentials whether the user's credentials for the registry are going to be sent there.
 * @throws RegistryError for plain HTTP, user info, a local address named by a public registry, and for credentials a host that is not the
 *   registry's own: itself, one below it, the domain above it, or one known to serve it.
 */
export function realmOf(realm: string, registry: URL, carriesCredentials: boolean): URL {
  const refuse = (why: string): never => {
    throw new RegistryError(`${registry.host} names a token service that is not asked: ${why}.`);
  };
  if (!URL.canParse(realm)) return refuse('it is no address');
  const url = new URL(realm);
  const [own, other] = [registry.hostname.toLowerCase(), url.hostname.toLowerCase()];
  if (url.username || url.password) return refuse('its address holds a user name');
  const isPlainLoopback = isLoopback(other) && isLoopback(own);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && registry.protocol === 'http:' && (own === other || isPlainLoopback)))
    return refuse(`${url.origin} is not reached over TLS`);
  if (isLocal(other) && own !== other && !isPlainLoopback) return refuse(`${url.host} is a local address`);
  if (carriesCredentials && !isPlainLoopback && !servesTokensFor(other, own))
    return refuse(`your credentials for ${registry.host} do not go to ${url.host}`);
  return url;
}

function servesTokensFor(service: string, registry: string): boolean {
  if (service === registry || service.endsWith(`.${registry}`)) return true;
  if (KNOWN_SERVICES[registry]?.includes(service)) return true;
  const parent = registry.slice(registry.indexOf('.') + 1);
  return service === parent && parent.includes('.');
}
