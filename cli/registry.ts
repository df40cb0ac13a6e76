import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { AnswerCache, anonymous, bounded, loginCredentials, RegistryClient, type RegistrySettings } from '../registry/index.js';
import { nodeTransport } from '../registry/node-transport.js';
import { reasonOf } from '../server/src/node/walk.js';
import { type Io, UsageError } from './io.js';
import type { Args } from './main.js';

/** Why no registry is asked; `undefined` when the environment allows it. */
export const registryForbidden = ({ env }: Io): string | undefined =>
  env.SEAWORTHY_REGISTRY_ACCESS === 'never' ? 'SEAWORTHY_REGISTRY_ACCESS is `never`, so no registry is asked.' : undefined;

/** Exchanges at a time: enough to keep a line busy, too few to look like an attack. */
const AT_ONCE = 8;

/** A client as flags and environment want it; no workspace has a say. `close` keeps its answers for the next run. */
export function openRegistry(args: Args, io: Io): { readonly client: RegistryClient; close(): void } {
  const file = cacheFile(io.env);
  const cache = new AnswerCache();
  if (args.values['no-cache'] !== true) cache.load(file);
  const client = new RegistryClient({
    settings: settingsOf(args),
    transport: bounded(nodeTransport({ env: io.env, certificates: certificatesOf(args, io) }), AT_ONCE),
    credentials: args.values.anonymous === true ? anonymous : loginCredentials(io.env),
    cache,
  });
  return { client, close: () => cache.save(file) };
}

/** Where answers are kept between runs. */
export function cacheFile(env: Io['env'], platform: NodeJS.Platform = process.platform): string {
  const home = env.HOME || env.USERPROFILE || homedir();
  const own =
    platform === 'win32'
      ? env.LOCALAPPDATA || path.join(home, 'AppData/Local')
      : platform === 'darwin'
        ? path.join(home, 'Library/Caches')
        : path.join(home, '.cache');
  return path.join(env.XDG_CACHE_HOME || own, 'seaworthy/registry.json');
}

function settingsOf({ values }: Args): RegistrySettings {
  const mirrors: Record<string, string[]> = {};
  for (const text of (values.mirror as readonly string[] | undefined) ?? []) {
    const [, registry, url] = /^([^=\s]+)=(https?:\/\/\S+)$/.exec(text) ?? [];
    if (registry === undefined || url === undefined || !URL.canParse(url)) {
      throw new UsageError(`--mirror is like docker.io=https://mirror.example.com, not \`${text}\`.`);
    }
    mirrors[registry] = [...(mirrors[registry] ?? []), url];
  }
  const insecure = (values.insecure as readonly string[] | undefined) ?? [];
  for (const host of insecure) {
    if (!/^[\w.[\]:-]+$/.test(host)) throw new UsageError(`--insecure is a host like registry.example.com:5000, not \`${host}\`.`);
  }
  return { mirrors, insecure };
}

/** `NODE_EXTRA_CA_CERTS` too: Node leaves it out where other certificates are named. */
function certificatesOf({ values }: Args, { cwd, env }: Io): string[] {
  if (values.ca === undefined) return [];
  const file = values.ca as string;
  try {
    const own = readFileSync(path.resolve(cwd, file), 'utf8');
    if (!own.includes('-----BEGIN CERTIFICATE-----')) throw new Error('it holds no PEM certificate');
    return env.NODE_EXTRA_CA_CERTS ? [own, readFileSync(env.NODE_EXTRA_CA_CERTS, 'utf8')] : [own];
  } catch (error) {
    throw new UsageError(`the certificates of --ca ${file} could not be read: ${reasonOf(error)}.`);
  }
}
