import { strict as assert } from 'node:assert';
import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { parseDockerfile } from '../../core/facts/documents/dockerfile.js';
import type { ImageReference } from '../../core/facts/image-reference.js';
import { LineIndex } from '../../core/text.js';

/** A stage as the config of its image has it. `?` stands for what is not known. */
export interface StageModel {
  readonly name: string;
  readonly commands: readonly string[];
  /** The image that it is built on in the end; `undefined` for scratch. */
  readonly base: string | undefined;
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly stopSignal: string;
  readonly cmd: readonly string[] | 'shell' | undefined;
  readonly entrypoint: readonly string[] | 'shell' | undefined;
  readonly healthcheck: 'CMD' | 'NONE' | undefined;
}

const UNKNOWN = '?';

/** The stages of a Dockerfile as Seaworthy reads them. */
export function stagesOf(text: string): readonly StageModel[] {
  const lines = new LineIndex(text);
  return parseDockerfile('Dockerfile', text).stages.map(stage => {
    const user = stage.last('USER');
    const stop = stage.last('STOPSIGNAL');
    const health = stage.last('HEALTHCHECK')?.words[0]?.text.toUpperCase();
    return {
      name: stage.name?.toLowerCase() ?? '',
      commands: stage.instructions
        .filter(({ keyword }) => keyword !== 'FROM')
        .map(({ onbuild, keyword, span }) => `${onbuild ? 'ONBUILD' : keyword}@${lines.lineOf(span.start) + 1}`),
      base: stage.root && canonical(stage.root.reference),
      // BuildKit takes the whole line for a name.
      user: !user ? '' : user.words.length > 1 ? UNKNOWN : valueOf(user, user.words[0]),
      env: pairsOf(stage, 'ENV'),
      labels: pairsOf(stage, 'LABEL'),
      ports: wordsOf(stage, 'EXPOSE').flatMap(portsOf),
      volumes: wordsOf(stage, 'VOLUME'),
      stopSignal: stop ? valueOf(stop, stop.words[0]) : '',
      cmd: commandOf(stage.last('CMD')),
      entrypoint: commandOf(stage.last('ENTRYPOINT')),
      healthcheck: health === 'CMD' || health === 'NONE' ? health : undefined,
    };
  });
}

function valueOf(instruction: Instruction, word: Parameters<Instruction['expand']>[0] | undefined): string {
  return word ? (instruction.expand(word).value ?? UNKNOWN) : '';
}

const wordsOf = (stage: Stage, keyword: string): readonly string[] =>
  stage.all(keyword).flatMap(instruction => instruction.words.map(word => valueOf(instruction, word)));

const pairsOf = (stage: Stage, keyword: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    stage
      .all(keyword)
      .flatMap(instruction =>
        instruction.pairs.map(({ name, value }) => [/[$\\"'`]/.test(name) ? UNKNOWN : name, valueOf(instruction, value)]),
      ),
  );

/** `8000-8001/UDP` as `8000/udp` and `8001/udp`; an address and a port of the host in front say nothing. */
function portsOf(text: string): readonly string[] {
  const [, first, last = first, protocol = 'tcp'] = /(?:^|:)(\d+)(?:-(\d+))?(?:\/(\w+))?$/.exec(text) ?? [];
  if (first === undefined) return text === '' ? [] : [UNKNOWN];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${Number(first) + i}/${protocol.toLowerCase()}`);
}

/** An empty list is the same as none. */
function commandOf(instruction: Instruction | undefined): readonly string[] | 'shell' | undefined {
  if (!instruction) return undefined;
  if (!instruction.json) return 'shell';
  return instruction.json.length > 0 ? instruction.json.map(({ value }) => value) : undefined;
}

/** As registries are asked for it. */
function canonical(reference: ImageReference | undefined): string {
  if (!reference) return UNKNOWN;
  const { registry, repository, tag, digest } = reference;
  const named = `${registry}/${repository}`;
  if (digest !== undefined) return tag === undefined ? `${named}@${digest}` : `${named}:${tag}@${digest}`;
  return `${named}:${tag ?? 'latest'}`;
}

/** What BuildKit says of a file. */
export interface BuildKitAnswer {
  readonly error?: string;
  readonly stages: readonly BuildKitStage[] | null;
}

/** Why a file, or one of its stages, could not be built; `undefined`: it could. */
export const refusal = ({ error, stages }: BuildKitAnswer): string | undefined => error ?? stages?.find(stage => stage.error)?.error;

interface BuildKitStage {
  readonly name: string;
  readonly commands: readonly string[];
  readonly images: readonly string[];
  readonly error?: string;
  readonly config: BuildKitConfig | null;
}

interface BuildKitConfig {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Labels?: Readonly<Record<string, string>>;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly StopSignal?: string;
  readonly Cmd?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Healthcheck?: { readonly Test?: readonly string[] };
}

/** Ours against theirs. What we say we do not know agrees with everything; of stages that BuildKit refuses only the outline is compared. */
export function compareStages(own: readonly StageModel[], theirs: readonly BuildKitStage[]): void {
  assert.deepEqual(
    own.map(({ name, commands }) => ({ name, commands })),
    theirs.map(({ name, commands }) => ({ name, commands })),
  );
  for (const [i, stage] of own.entries()) {
    const { config, error, images } = theirs[i]!;
    if (error !== undefined || !config) continue;
    const at = (what: string) => `stage ${i}: ${what}`;
    if (stage.base !== undefined && stage.base !== UNKNOWN)
      assert.ok(images.includes(stage.base), at(`${stage.base} is none of ${images}`));
    if (stage.user !== UNKNOWN) assert.equal(stage.user, config.User ?? '', at('user'));
    if (stage.stopSignal !== UNKNOWN) assert.equal(stage.stopSignal, config.StopSignal ?? '', at('stop signal'));
    comparePairs(stage.env, environmentOf(config.Env ?? [], stage.env), at('env'));
    comparePairs(stage.labels, config.Labels ?? {}, at('label'));
    compareNames(stage.ports, Object.keys(config.ExposedPorts ?? {}), at('ports'));
    compareNames(stage.volumes, Object.keys(config.Volumes ?? {}), at('volumes'));
    compareCommand(stage.cmd, config.Cmd, at('cmd'));
    compareCommand(stage.entrypoint, config.Entrypoint, at('entrypoint'));
    const test = config.Healthcheck?.Test?.[0];
    assert.equal(stage.healthcheck, test === undefined || test === 'NONE' ? test : 'CMD', at('healthcheck'));
  }
}

/** BuildKit sets PATH where nobody does. */
const environmentOf = (env: readonly string[], own: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    env
      .map(each => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)])
      .filter(([name]) => name !== 'PATH' || name in own),
  );

function comparePairs(own: Readonly<Record<string, string>>, theirs: Readonly<Record<string, string>>, what: string): void {
  if (UNKNOWN in own) return;
  assert.deepEqual(Object.keys(own).sort(), Object.keys(theirs).sort(), what);
  for (const [name, value] of Object.entries(own)) if (value !== UNKNOWN) assert.equal(value, theirs[name], `${what} ${name}`);
}

function compareNames(own: readonly string[], theirs: readonly string[], what: string): void {
  if (!own.includes(UNKNOWN)) assert.deepEqual([...new Set(own)].sort(), [...theirs].sort(), what);
}

/** The shell form is the program of SHELL with the text behind it. */
function compareCommand(own: readonly string[] | 'shell' | undefined, theirs: readonly string[] | undefined, what: string): void {
  if (own === 'shell') assert.ok(theirs && theirs.length > 1, `${what}: ${theirs?.join(' ')}`);
  else assert.deepEqual(own ?? [], theirs ?? [], what);
}
