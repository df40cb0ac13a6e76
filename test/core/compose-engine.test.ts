import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpora, filesBelow } from '../corpora.js';
import { skip } from '../skip.js';
import { type Case, cases } from './compose-cases.js';
import { lastPart, type Model, modelOf, port, projectIn, volume } from './compose-model.js';

/** The effective configuration, compared with what the engines themselves make of the same files. */

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

interface Answer {
  readonly error?: string;
  readonly model?: Model;
}

/** Real files, each a project of its own. */
function realCases(): readonly Case[] {
  const folder = corpora();
  if (!folder) return [];
  return [...filesBelow(path.join(folder, 'real/compose'))].map(({ path: name, text }) => ({ name, files: { 'compose.yaml': text } }));
}

/** Writes every case to a folder of its own and asks `answer` about all of them at once. */
function ask(all: readonly Case[], answer: (requests: readonly object[], folder: string) => readonly Answer[]): readonly Answer[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'compose-'));
  try {
    const requests = all.map(({ files, call }, i) => {
      const dir = path.join(folder, String(i), 'project');
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
        writeFileSync(path.join(dir, name), text);
      }
      return { dir, files: call?.files ?? [], profiles: call?.profiles ?? [], envFiles: call?.envFiles ?? [] };
    });
    return answer(requests, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], input: string): unknown {
  const { stdout, stderr, status } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

/** Ours against theirs. What we say we do not know agrees with everything. */
function compare(own: Model, theirs: Model): void {
  assert.deepEqual(Object.keys(own).sort(), Object.keys(theirs).sort());
  for (const [name, service] of Object.entries(own)) {
    for (const [key, value] of Object.entries(service)) {
      if (value === '?' || (Array.isArray(value) && value.includes('?'))) continue;
      assert.deepEqual(value, theirs[name]![key as keyof typeof service], `${name}.${key}`);
    }
  }
}

const ownModel = ({ files, call, path: from = 'compose.yaml' }: Case): Model => modelOf(projectIn(files, from, call), call?.profiles ?? []);

/** Its `config` tells of services of all profiles. */
const oldModel = ({ files, call, path: from = 'compose.yaml' }: Case): Model => modelOf(projectIn(files, from, call), undefined);

describe('the effective configuration', () => {
  it('is compared over real files too', function () {
    if (!corpora()) skip(this, 'the corpora are not there');
  });

  describe('as the loader of Docker Compose sees it', () => {
    const all = [...cases, ...realCases()];
    let answers: readonly Answer[] = [];

    /** What it refuses, and why there is nothing to compare then. */
    const refused: Readonly<Record<string, RegExp>> = {
      'docker.compose__pkg__e2e__fixtures__wrong-composefile__compose.yaml': /wrongField/,
    };
    /** Needs of a file that stands alone here, or a variable without which it is no Compose file. */
    const lacking = /no such file or directory|empty section between colons|container_name|not found|does not match/;

    before(function () {
      this.timeout(300_000);
      const go = ['/usr/local/go/bin/go', 'go'].find(command => spawnSync(command, ['version']).status === 0);
      if (!go) skip(this, 'Go is not installed');
      answers = ask(all, (requests, folder) => {
        const program = path.join(folder, 'compose-go');
        const built = spawnSync(go, ['build', '-o', program, '.'], { cwd: path.join(repository, 'test/compose-go'), encoding: 'utf8' });
        if (built.status !== 0) skip(this, `its loader could not be built: ${built.stderr.split('\n')[0]}`);
        return (run(program, [], JSON.stringify(requests)) as GoAnswer[]).map(fromGo);
      });
    });

    for (const [i, one] of all.entries()) {
      it(one.name, () => {
        const { error, model } = answers[i]!;
        if (model) compare(ownModel(one), model);
        else assert.match(error ?? '', refused[one.name] ?? lacking);
      });
    }

    it('refuses hardly any of them', () => assert.ok(answers.filter(({ error }) => error).length <= 5));
  });

  describe('as docker-compose 1.29 sees it', () => {
    const all = [...cases.filter(({ newer }) => newer === undefined), ...realCases()];
    let answers: readonly Answer[] = [];

    before(function () {
      this.timeout(300_000);
      const script = ['/usr/bin/docker-compose', '/usr/local/bin/docker-compose'].find(existsSync);
      const python = script && /^#!\s*(\S*python\S*)/.exec(readFileSync(script, 'latin1').slice(0, 200))?.[1];
      if (!python) skip(this, 'docker-compose 1.29 is not installed');
      const program = path.join(repository, 'test/compose-v1/config.py');
      answers = ask(all, requests => (run(python, [program], JSON.stringify(requests)) as OldAnswer[]).map(fromOld));
    });

    for (const [i, one] of all.entries()) {
      it(one.name, () => {
        const { error, model } = answers[i]!;
        if (model) compare(oldModel(one), model);
        // Keys that are younger than it.
        else assert.match(error ?? '', /invalid|Unsupported config option|Invalid interpolation format|Additional propert|is not/i);
      });
    }

    it('can read most of them', () => assert.ok(answers.filter(({ model }) => model).length >= all.length * 0.6));
  });
});

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

interface OldService extends Omit<Partial<GoService>, 'ports' | 'volumes' | 'user'> {
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
