import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { goProgram, run } from '../go-program.js';
import type { Case } from './compose-cases.js';
import { lastPart, type Model, port, volume } from './compose-model.js';

/** What an engine makes of a project. */
export interface Answer {
  readonly error?: string;
  readonly model?: Model;
}

/** An engine's own loader; `missing`: why it cannot be asked here. */
export type Loader = { readonly ask: (cases: readonly Case[]) => readonly Answer[] } | { readonly missing: string };

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** The loader of Docker Compose. */
export function currentLoader(): Loader {
  const program = goProgram('compose-go');
  if ('missing' in program) return program;
  return { ask: cases => asked(cases, requests => (program.ask(requests) as GoAnswer[]).map(fromGo)) };
}

/** docker-compose 1.29, as Debian has it. */
export function oldLoader(): Loader {
  const script = ['/usr/bin/docker-compose', '/usr/local/bin/docker-compose'].find(existsSync);
  const python = script && /^#!\s*(\S*python\S*)/.exec(readFileSync(script, 'latin1').slice(0, 200))?.[1];
  if (!python) return { missing: 'docker-compose 1.29 is not installed' };
  const program = path.join(repository, 'test/compose-v1/config.py');
  return {
    ask: cases => asked(cases, requests => (run(python, [program], requests) as OldAnswer[]).map(fromOld)),
  };
}

/** Writes every case to a folder of its own and asks `answer` about all of them at once. */
function asked(all: readonly Case[], answer: (requests: readonly object[]) => readonly Answer[]): readonly Answer[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'compose-'));
  try {
    const requests = all.map(({ files, call, strict = false }, i) => {
      const dir = path.join(folder, String(i), 'project');
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
        writeFileSync(path.join(dir, name), text);
      }
      return { dir, files: call?.files ?? [], profiles: call?.profiles ?? [], envFiles: call?.envFiles ?? [], strict };
    });
    return answer(requests);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ours against theirs. What we say we do not know agrees with everything. */
export function compare(own: Model, theirs: Model): void {
  assert.deepEqual(Object.keys(own).sort(), Object.keys(theirs).sort());
  for (const [name, service] of Object.entries(own)) {
    for (const [key, value] of Object.entries(service)) {
      if (value === '?' || (Array.isArray(value) && value.includes('?'))) continue;
      assert.deepEqual(value, theirs[name]![key as keyof typeof service], `${name}.${key}`);
    }
  }
}

interface GoAnswer {
  readonly error?: string;
  readonly services?: Readonly<Record<string, GoService>>;
}

interface GoService {
  readonly image: string;
  readonly privileged: boolean;
  readonly read_only: boolean;
  readonly user: string;
  readonly cap_add: readonly string[] | null;
  readonly cap_drop: readonly string[] | null;
  readonly tmpfs: readonly string[] | null;
  readonly secrets: readonly { readonly source: string }[] | null;
  readonly security_opt: readonly string[] | null;
  readonly environment: Readonly<Record<string, unknown>> | null;
  readonly volumes: readonly { type: string; source?: string; target: string; read_only?: boolean }[] | null;
  readonly ports: readonly { host_ip?: string; published?: string; target: number; protocol?: string }[] | null;
}

const sorted = (items: readonly string[] | null | undefined): readonly string[] => [...(items ?? [])].sort();

/** Paths that the engine has made absolute are below the folder of the case, or that of the user. */
const relative = (source: string | undefined): string | undefined =>
  source?.startsWith(`${os.tmpdir()}/`) || source?.startsWith(os.homedir())
    ? lastPart(source.replace(/\/project$/, '')).replace(/^\d+$/, '')
    : source;

const address = (ip: string | null | undefined): string | undefined => (ip === '0.0.0.0' || ip === '::' || !ip ? undefined : ip);

function fromGo({ error, services = {} }: GoAnswer): Answer {
  if (error !== undefined) return { error };
  const model = Object.entries(services).map(([name, service]) => [
    name,
    {
      image: service.image,
      privileged: String(service.privileged),
      read_only: String(service.read_only),
      user: service.user,
      cap_add: sorted(service.cap_add),
      cap_drop: sorted(service.cap_drop),
      tmpfs: sorted(service.tmpfs),
      secrets: sorted(service.secrets?.map(({ source }) => source)),
      security_opt: sorted(service.security_opt),
      environment: sorted(Object.keys(service.environment ?? {})),
      volumes: sorted(service.volumes?.map(one => volume(one.type, relative(one.source), one.target, one.read_only === true))),
      ports: sorted(service.ports?.map(one => port(address(one.host_ip), firstOf(one.published), one.target, one.protocol))),
    },
  ]);
  return { model: Object.fromEntries(model) };
}

/** Of a range that the engine chooses from, its beginning. */
const firstOf = (published: string | number | undefined): string => String(published ?? '').replace(/-\d+$/, '');

interface OldAnswer {
  readonly error?: string;
  readonly project?: { readonly services: Readonly<Record<string, OldService>> };
}

interface OldService extends Omit<Partial<GoService>, 'ports' | 'volumes' | 'user' | 'tmpfs' | 'secrets'> {
  readonly tmpfs?: string | readonly string[];
  readonly secrets?: readonly (string | { readonly source: string })[];
  readonly user?: string | number;
  readonly volumes?: readonly (string | { type: string; source?: string; target: string; read_only?: boolean })[];
  readonly ports?: readonly (string | { published?: string | number; target: number; protocol?: string; external_ip?: string })[];
}

function fromOld({ error, project }: OldAnswer): Answer {
  if (!project) return { error: error ?? 'no answer' };
  const model = Object.entries(project.services).map(([name, service]) => [
    name,
    {
      image: service.image ?? '',
      privileged: String(service.privileged ?? false),
      read_only: String(service.read_only ?? false),
      user: String(service.user ?? ''),
      cap_add: sorted(service.cap_add),
      cap_drop: sorted(service.cap_drop),
      tmpfs: sorted([service.tmpfs ?? []].flat()),
      secrets: sorted(service.secrets?.map(one => (typeof one === 'string' ? one : one.source))),
      security_opt: sorted(service.security_opt),
      environment: sorted(Object.keys(service.environment ?? {})),
      volumes: sorted(service.volumes?.map(oldVolume)),
      ports: sorted(service.ports?.map(oldPort)),
    },
  ]);
  return { model: Object.fromEntries(model) };
}

function oldVolume(one: NonNullable<OldService['volumes']>[number]): string {
  if (typeof one !== 'string') return volume(one.type, relative(one.source), one.target, one.read_only === true);
  const [first, second, mode = ''] = one.split(':');
  if (second === undefined) return volume('volume', undefined, first, false);
  return volume(first!.startsWith('/') ? 'bind' : 'volume', relative(first), second, mode.split(',').includes('ro'));
}

function oldPort(one: NonNullable<OldService['ports']>[number]): string {
  if (typeof one !== 'string') return port(address(one.external_ip), firstOf(one.published), one.target, one.protocol);
  const [whole, protocol] = one.split('/');
  const parts = whole!.split(':');
  return port(address(parts.at(-3)), firstOf(parts.at(-2)), Number(parts.at(-1)), protocol);
}
