import { parseAllDocuments } from 'yaml';
import { readYaml } from '../../core/facts/documents/yaml.js';
import type { Case } from '../core/compose-cases.js';
import { compare, currentLoader } from '../core/compose-loaders.js';
import { modelOf, projectIn } from '../core/compose-model.js';
import { type BuildKitAnswer, compareStages, refusal, stagesOf } from '../core/dockerfile-model.js';
import type { KubernetesAnswer, KubernetesRequest } from '../core/kubernetes-answer.js';
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
 * Whether the loader of Docker Compose reads every fixed file that it read before the fixes, and finds in it the values that Seaworthy
 * means.
 */
function acceptedByCompose(converged: readonly Converged[]): Accepted {
  const loader = currentLoader();
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
    const what = is[i]!.model ? differs(after[i]!, is[i]!.model) : `is refused: ${is[i]!.error}`;
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

function differs({ files, path, call }: Case, model: Parameters<typeof compare>[1]): string | undefined {
  try {
    compare(modelOf(projectIn(files, path!, call), []), model);
    return undefined;
  } catch (error) {
    return `means something else to the engine: ${(error as Error).message}`;
  }
}

/** Whether the API of Kubernetes still knows every field of the fixed objects, and would still create their pods. */
export function acceptedByKubernetes(converged: readonly Pick<Converged, 'path' | 'before' | 'texts'>[]): Accepted {
  const program = goProgram('kubernetes-go');
  if ('missing' in program) return { files: 0, breaches: [], missing: program.missing };
  const texts = converged.flatMap(({ path, before, texts: after }) => [before, after.get(path)!]);
  const objects = texts.map(text => readYaml(text).documents.map(({ span }) => text.slice(span.start, span.end)));
  const pods = texts.map(podsIn);
  const request: KubernetesRequest = { objects: objects.flat(), pods: [], newest: 0, created: pods.flat() };
  const { errors, known, refused } = program.ask(request) as KubernetesAnswer;
  const [errorsOf, knownOf, refusedOf] = [perText(objects, errors), perText(objects, known), perText(pods, refused)];
  const complaintsOf = (text: number) => [...errorsOf[text]!.flatMap(complaintsIn), ...refusedOf[text]!.flat().map(anywhere)];
  const breaches: Breach[] = [];
  let files = 0;
  for (const [i, { path }] of converged.entries()) {
    if (!knownOf[2 * i]!.includes(true)) continue;
    files++;
    const old = new Set(complaintsOf(2 * i));
    for (const what of complaintsOf(2 * i + 1)) if (!old.has(what)) breaches.push({ path, rule: 'all', title: 'everything review', what });
  }
  return { files, breaches };
}

/** Answers to what several texts hold, by text. */
function perText<T>(asked: readonly (readonly unknown[])[], answers: readonly T[]): readonly (readonly T[])[] {
  let end = 0;
  return asked.map(({ length }) => {
    end += length;
    return answers.slice(end - length, end);
  });
}

/** The pods of a file, those that its workloads start among them. What is no YAML for others has none. */
function podsIn(text: string): readonly string[] {
  if (text.includes('{{')) return [];
  return parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: 'silent' }).flatMap(document => {
    const object = document.errors.length > 0 ? undefined : document.toJS();
    const objects = object?.kind === 'List' ? (object.items ?? []) : [object];
    return objects.flatMap((one: PodOwner | null | undefined) => {
      const pod = one?.kind === 'Pod' ? one : (one?.spec?.jobTemplate?.spec?.template ?? one?.spec?.template);
      const { annotations, labels } = pod?.metadata ?? {};
      return pod?.spec?.containers ? [JSON.stringify({ metadata: { annotations, labels }, spec: pod.spec })] : [];
    });
  });
}

interface PodOwner {
  readonly kind?: string;
  readonly metadata?: { readonly annotations?: object; readonly labels?: object };
  readonly spec?: { readonly containers?: unknown; readonly template?: PodOwner; readonly jobTemplate?: PodOwner };
}

/** Each by itself, wherever in a list it is about. */
const complaintsIn = (error: string): readonly string[] =>
  error === '' ? [] : error.split(', ').map(one => anywhere(one.replace(/^strict decoding error: /, '')));

const anywhere = (error: string): string => error.replace(/\[\d+\]/g, '[]');

/** Who can be asked about the fixed files of a dialect. */
export const engines = [
  ['compose', acceptedByCompose],
  ['dockerfile', acceptedByBuildKit],
  ['kubernetes', acceptedByKubernetes],
] as const;
