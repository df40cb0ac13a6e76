import { readYaml } from '../../core/facts/documents/yaml.js';
import type { Case } from '../core/compose-cases.js';
import { compare, currentLoader, type Loader, oldLoader } from '../core/compose-loaders.js';
import { modelOf, projectIn } from '../core/compose-model.js';
import { type BuildKitAnswer, compareStages, refusal, stagesOf } from '../core/dockerfile-model.js';
import type { KubernetesAnswer } from '../core/kubernetes-answer.js';
import { goProgram } from '../go-program.js';
import type { Breach, Converged } from './try-file.js';

/** What the engines themselves say of fixed files. */
export interface Accepted {
  /** Files that were compared. */
  readonly files: number;
  readonly breaches: readonly Breach[];
  /** Why it could not be asked; `undefined`: it was. */
  readonly missing?: string;
}

/** What a file says is made of variables is given one: fixes may demand them. */
const variables = (texts: readonly string[]): string =>
  [...new Set(texts.flatMap(text => [...text.matchAll(/\$\{([A-Za-z_]\w*):?\?/g)].map(([, name]) => `${name}=given\n`)))].join('');

const lastOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/**
 * Whether the loader of Docker Compose (without it docker-compose 1.29) reads every fixed file that it read before the fixes, and finds
 * in it the values that Seaworthy means.
 */
function acceptedByCompose(converged: readonly Converged[]): Accepted {
  const [loader, isCurrent] = anyLoader();
  if ('missing' in loader) return { files: 0, breaches: [], missing: loader.missing };
  const supplied = converged.map(one => variables([one.before, ...one.texts.values()]));
  const asCase = (path: string, files: Record<string, string>, env: string): Case => ({
    name: path,
    path,
    strict: true,
    files: { ...files, '.env': (files['.env'] ?? '') + env },
    call: { files: [path] },
  });
  const before = converged.map(({ path, before }, i) => asCase(lastOf(path), { [lastOf(path)]: before }, supplied[i]!));
  const after = converged.map(({ path, texts }, i) =>
    asCase(path, { ...Object.fromEntries(texts), [path]: texts.get(path)! }, supplied[i]!),
  );
  const was = loader.ask(before);
  const is = loader.ask(after);
  const breaches: Breach[] = [];
  let files = 0;
  for (const [i, { path }] of converged.entries()) {
    if (!was[i]!.model) continue;
    files++;
    const what = is[i]!.model ? differs(after[i]!, is[i]!.model, isCurrent) : `is refused: ${is[i]!.error}`;
    if (what) breaches.push({ path, rule: 'all', title: 'everything review', what });
  }
  return { files, breaches };
}

/** Whether BuildKit still builds every fixed Dockerfile that it built before, and finds in it the stages that Seaworthy does. */
function acceptedByBuildKit(converged: readonly Converged[]): Accepted {
  const program = goProgram('buildkit-go');
  if ('missing' in program) return { files: 0, breaches: [], missing: program.missing };
  const read = (texts: readonly string[]) => program.ask(texts) as readonly BuildKitAnswer[];
  const fixed = converged.map(({ path, texts }) => texts.get(path)!);
  const was = read(converged.map(({ before }) => before));
  const is = read(fixed);
  const breaches: Breach[] = [];
  let files = 0;
  for (const [i, { path }] of converged.entries()) {
    if (refusal(was[i]!) !== undefined) continue;
    files++;
    const error = refusal(is[i]!);
    const what = error === undefined ? otherStages(fixed[i]!, is[i]!) : `is refused: ${error}`;
    if (what) breaches.push({ path, rule: 'all', title: 'everything review', what });
  }
  return { files, breaches };
}

function otherStages(text: string, { stages }: BuildKitAnswer): string | undefined {
  try {
    compareStages(stagesOf(text), stages ?? []);
    return undefined;
  } catch (error) {
    return `means something else to BuildKit: ${(error as Error).message}`;
  }
}

function anyLoader(): readonly [Loader, boolean] {
  const current = currentLoader();
  return 'missing' in current ? [oldLoader(), false] : [current, true];
}

/** Services of no active profile are left out by the newer one only. */
function differs({ files, path, call }: Case, model: Parameters<typeof compare>[1], isCurrent: boolean): string | undefined {
  try {
    compare(modelOf(projectIn(files, path!, call), isCurrent ? [] : undefined), model);
    return undefined;
  } catch (error) {
    return `means something else to the engine: ${(error as Error).message}`;
  }
}

/** Whether the API of Kubernetes knows every field of the fixed objects that it knows of the objects before. */
export function acceptedByKubernetes(converged: readonly Pick<Converged, 'path' | 'before' | 'texts'>[]): Accepted {
  const program = goProgram('kubernetes-go');
  if ('missing' in program) return { files: 0, breaches: [], missing: program.missing };
  const texts = converged.flatMap(({ path, before, texts: after }) => [before, after.get(path)!]);
  const objects = texts.map(text => readYaml(text).documents.map(({ span }) => text.slice(span.start, span.end)));
  const { errors, known } = program.ask({ objects: objects.flat(), pods: [], newest: 0 }) as KubernetesAnswer;
  const ends: number[] = [];
  for (const { length } of objects) ends.push((ends.at(-1) ?? 0) + length);
  const told = objects.map(({ length }, i) => ({
    errors: errors.slice(ends[i]! - length, ends[i]),
    known: known.slice(ends[i]! - length, ends[i]),
  }));
  const breaches: Breach[] = [];
  let files = 0;
  for (const [i, { path }] of converged.entries()) {
    const [was, is] = [told[2 * i]!, told[2 * i + 1]!];
    if (!was.known.includes(true)) continue;
    files++;
    const old = new Set(was.errors.flatMap(complaintsIn));
    for (const what of is.errors.flatMap(complaintsIn))
      if (!old.has(what)) breaches.push({ path, rule: 'all', title: 'everything review', what });
  }
  return { files, breaches };
}

/** Each by itself, wherever in a list it is about. */
const complaintsIn = (error: string): readonly string[] =>
  error === '' ? [] : error.split(', ').map(one => one.replace(/^strict decoding error: /, '').replace(/\[\d+\]/g, '[]'));

/** Who can be asked about the fixed files of a dialect. */
export const engines = [
  ['compose', acceptedByCompose],
  ['dockerfile', acceptedByBuildKit],
  ['kubernetes', acceptedByKubernetes],
] as const;
