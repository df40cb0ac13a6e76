import type { Span } from '../../text.js';
import { matchesGlob } from './glob.js';
import { type Config, defaultConfig, type Said, type SaidOverride } from './model.js';

/** Where a value of the effective config comes from. */
export type Source =
  | { readonly kind: 'file'; readonly path: string; readonly span: Span }
  /** The editor's settings. */
  | { readonly kind: 'settings' }
  | { readonly kind: 'command line' };

/** What one source says, ready to be laid over what others say. */
export interface Layer {
  readonly said: Said;
  /** Of a value, by its path of keys as in `ParsedConfig.places`. */
  sourceOf(at: string): Source;
  /** What its globs are relative to. */
  readonly folder: string;
  /** Names it, and changes with what it says. */
  readonly id: string;
}

/** A config with the origin of its values by path of keys (`preset`, `rules/no-privileged`); what is not named there is the default. */
export interface Effective {
  readonly config: Config;
  readonly sources: ReadonlyMap<string, Source>;
}

/** Overrides of a layer that are for a file, by their index. */
export const overridesFor = ({ said, folder }: Layer, path: string): readonly number[] =>
  (said.overrides ?? []).flatMap((override, i) => (override.files.some(pattern => matchesGlob({ folder, pattern }, path)) ? [i] : []));

/** Lays what later layers say over what earlier ones say; the overrides of each follow it. */
export function mergeLayers(layers: readonly (readonly [layer: Layer, overrides: readonly number[]])[]): Effective {
  let config = defaultConfig;
  const sources = new Map<string, Source>();
  for (const [layer, overrides] of layers) {
    config = lay(config, layer.said, '', layer, sources);
    for (const i of overrides) config = lay(config, layer.said.overrides![i]!, `overrides/${i}/`, layer, sources);
  }
  return { config, sources };
}

function lay(below: Config, above: Said | SaidOverride, prefix: string, layer: Layer, sources: Map<string, Source>): Config {
  const note = (at: string) => sources.set(at, layer.sourceOf(prefix + at));
  const noteEach = (key: string, values: object | undefined) => {
    for (const name of Object.keys(values ?? {})) note(`${key}/${name}`);
  };
  const { preset, rules, registries, podSecurity, baseImages } = above;
  if (preset !== undefined) note('preset');
  noteEach('rules', rules);
  noteEach('registries', registries);
  noteEach('podSecurity', podSecurity);
  noteEach('baseImages', baseImages);
  const shared: Config = {
    ...below,
    ...(preset ? { preset } : {}),
    ...(rules ? { rules: { ...below.rules, ...rules } } : {}),
    ...(registries ? { registries: { ...below.registries, ...registries } } : {}),
    ...(podSecurity?.level
      ? { podSecurity: { level: podSecurity.level, version: podSecurity.version ?? below.podSecurity?.version ?? 'latest' } }
      : {}),
    ...(baseImages ? { baseImages: { ...below.baseImages, ...baseImages } } : {}),
  };
  if (prefix !== '') return shared;
  const { folder } = layer;
  const { root, exclude, frameworks, minimumScore, failOn, files, compose } = above as Said;
  if (root !== undefined) note('root');
  if (frameworks) note('frameworks');
  if (minimumScore !== undefined) note('minimumScore');
  if (failOn !== undefined) note('failOn');
  noteEach('files', files);
  noteEach('compose', compose);
  for (const [i, pattern] of (exclude ?? []).entries()) sources.set(`exclude/${pattern}`, layer.sourceOf(`exclude/${i}`));
  const isNew = (pattern: string) => !below.exclude.some(glob => glob.folder === folder && glob.pattern === pattern);
  return {
    ...shared,
    ...(root !== undefined ? { root } : {}),
    ...(exclude ? { exclude: [...below.exclude, ...exclude.filter(isNew).map(pattern => ({ folder, pattern }))] } : {}),
    ...(frameworks ? { frameworks } : {}),
    ...(minimumScore !== undefined ? { minimumScore } : {}),
    ...(failOn !== undefined ? { failOn } : {}),
    ...(files ? { files: [...Object.entries(files).map(([pattern, kind]) => ({ glob: { folder, pattern }, kind })), ...below.files] } : {}),
    ...(compose ? { compose: { ...below.compose, ...compose, ...(compose.files || compose.envFile ? { folder } : {}) } } : {}),
  };
}
