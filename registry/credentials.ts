import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { askHelper } from './credential-helper.js';

/** What a registry or its token service is shown. Never logged, never part of an error, forgotten with the process. */
export type Credentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** Exchanged at the token service for one that the registry takes. */
  | { readonly kind: 'identity'; readonly token: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** The user's credentials for `registry` (as references name it), or for the part of it that `repository` lies in. */
export type CredentialStore = (registry: string, repository: string) => Promise<Credentials | undefined>;

type Env = Readonly<Record<string, string | undefined>>;

/** Docker's and podman's credential file, as far as it is of use here. */
interface AuthFile {
  readonly auths?: Readonly<Record<string, AuthEntry | undefined>>;
  readonly credHelpers?: Readonly<Record<string, string | undefined>>;
  readonly credsStore?: string;
}

interface AuthEntry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

const HUB = 'https://index.docker.io/v1/';

/**
 * The credentials that `docker login` and `podman login` left: in their files, or with the helpers that those name. The first file that
 * knows the registry decides: `REGISTRY_AUTH_FILE`, docker's, podman's.
 */
export const loginCredentials =
  (env: Env = process.env): CredentialStore =>
  async (registry, repository) => {
    for (const file of filesOf(env)) {
      const found = await readFrom(await readAuthFile(file), registry, repository, env);
      if (found) return found;
    }
    return undefined;
  };

/** Nobody logs in. */
export const anonymous: CredentialStore = async () => undefined;

function filesOf(env: Env): string[] {
  const home = env.HOME || env.USERPROFILE || homedir();
  return [
    ...(env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE] : []),
    path.join(env.DOCKER_CONFIG || path.join(home, '.docker'), 'config.json'),
    ...(env.XDG_RUNTIME_DIR ? [path.join(env.XDG_RUNTIME_DIR, 'containers/auth.json')] : []),
    path.join(env.XDG_CONFIG_HOME || path.join(home, '.config'), 'containers/auth.json'),
  ];
}

async function readAuthFile(file: string): Promise<AuthFile> {
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}

async function readFrom(file: AuthFile, registry: string, repository: string, env: Env): Promise<Credentials | undefined> {
  const keys = keysOf(registry, repository);
  const own = (map: Readonly<Record<string, unknown>> | undefined, key: string) =>
    typeof map === 'object' && map !== null && Object.hasOwn(map, key) ? map[key] : undefined;
  for (const key of keys) {
    const helper = own(file.credHelpers, key);
    if (typeof helper === 'string' && helper !== '') return askHelper(helper, key, env);
  }
  // Stores know whole registries, under the name that `docker login` gives them.
  const stored = file.credsStore ? await askHelper(file.credsStore, registry === 'docker.io' ? HUB : registry, env) : undefined;
  if (stored) return stored;
  for (const key of keys) {
    const found = credentialsOf(own(file.auths, key) as AuthEntry | undefined);
    if (found) return found;
  }
  return undefined;
}

/** The names that a registry goes by in such files, those that say more first: podman's may name a part of a registry. */
function keysOf(registry: string, repository: string): string[] {
  if (registry === 'docker.io') return [HUB, 'https://index.docker.io/v1', 'index.docker.io', 'docker.io', 'registry-1.docker.io'];
  const parts = repository.split('/');
  const parents = parts.map((_, index) => `${registry}/${parts.slice(0, parts.length - index).join('/')}`);
  return [
    ...parents,
    registry,
    `https://${registry}`,
    `http://${registry}`,
    ...['v1/', 'v2/', ''].map(end => `https://${registry}/${end}`),
  ];
}

function credentialsOf(entry: AuthEntry | undefined): Credentials | undefined {
  const is = (text: unknown): text is string => typeof text === 'string' && text !== '';
  if (!entry) return undefined;
  if (is(entry.identitytoken)) return { kind: 'identity', token: entry.identitytoken };
  if (is(entry.registrytoken)) return { kind: 'bearer', token: entry.registrytoken };
  const [username, password] = is(entry.auth) ? splitAuth(entry.auth) : [entry.username, entry.password];
  return is(username) && is(password) ? { kind: 'basic', username, password } : undefined;
}

/** `user:password` in base64; old clients filled it up with zero bytes. */
function splitAuth(auth: string): [string, string] {
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1).replace(/\0+$/, '')];
}
