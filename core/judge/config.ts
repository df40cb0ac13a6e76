import { isSyntaxError, readYaml, type YamlMap, type YamlNode } from '../facts/documents/yaml.js';
import type { FileKind, Problem } from '../facts/fact.js';
import type { Span } from '../text.js';
import { type OptionValue, type Preset, presets, type Rule, type Severity, severities } from './rule.js';

/** File names of the configuration, in the order in which they are looked for in a folder. */
export const configNames = ['seaworthy.yaml', '.seaworthy.yaml'] as const;

export interface RuleConfig {
  readonly level?: 'off' | Severity;
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** Why the rule is off: an accepted risk. */
  readonly reason?: string;
}

export interface Config {
  /** Bounds the workspace: nothing above this folder is looked at. */
  readonly root: boolean;
  readonly preset: Preset;
  readonly rules: Readonly<Record<string, RuleConfig>>;
  /** Globs of files that are not analysed, relative to the config's folder. */
  readonly exclude: readonly string[];
}

export const defaultConfig: Config = { root: false, preset: 'recommended', rules: {}, exclude: [] };

/** How a rule acts in one dialect under a config. */
export interface Ruling {
  /** `off`: never shown. `hidden`: not of this preset, but it counts for the score. */
  readonly state: 'on' | 'hidden' | 'off';
  readonly severity: Severity | undefined;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly reason: string | undefined;
}

/**
 * Reads a configuration file. Never throws: what is wrong is a problem with its place, and everything else holds.
 * @param rules every rule, to check ids and options against.
 */
export function parseConfig(text: string, rules: readonly Rule[]): { readonly config: Config; readonly problems: readonly Problem[] } {
  const file = readYaml(text);
  const problems: Problem[] = file.documents.flatMap(document => document.problems.filter(isSyntaxError));
  const wrong = (span: Span, message: string) => {
    problems.push({ span, message, severity: 'error' });
  };
  const root = file.documents[0]?.root;
  if (root === undefined) return { config: defaultConfig, problems };
  if (root.type !== 'map') {
    wrong(root.span, 'A configuration is a map of settings such as `preset: recommended`.');
    return { config: defaultConfig, problems };
  }
  let config = defaultConfig;
  for (const entry of root.entries()) {
    const { value } = entry;
    switch (entry.key) {
      case 'root':
        if (value?.type === 'scalar' && typeof value.value === 'boolean') config = { ...config, root: value.value };
        else wrong(value?.span ?? entry.keySpan, '`root` is true or false.');
        break;
      case 'preset': {
        const preset = presets.find(name => value?.type === 'scalar' && value.value === name);
        if (preset) config = { ...config, preset };
        else wrong(value?.span ?? entry.keySpan, `\`preset\` is one of ${presets.join(', ')}.`);
        break;
      }
      case 'exclude':
        if (value?.type === 'seq')
          config = { ...config, exclude: value.items().flatMap(item => (item?.type === 'scalar' ? [item.text] : [])) };
        else wrong(value?.span ?? entry.keySpan, '`exclude` is a list of globs.');
        break;
      case 'rules':
        if (value?.type === 'map') config = { ...config, rules: readRules(value, rules, wrong) };
        else wrong(value?.span ?? entry.keySpan, '`rules` is a map of rule ids to `off`, a severity, or a list.');
        break;
      default:
        wrong(
          entry.keySpan,
          `\`${entry.key}\` is not a setting of Seaworthy.${didYouMean(entry.key, ['root', 'preset', 'exclude', 'rules'])}`,
        );
    }
  }
  return { config, problems };
}

function readRules(map: YamlMap, rules: readonly Rule[], wrong: (span: Span, message: string) => void): Record<string, RuleConfig> {
  const result: Record<string, RuleConfig> = {};
  for (const { key, keySpan, value } of map.entries()) {
    const rule = ruleById(rules, key);
    if (!rule) {
      wrong(
        keySpan,
        `There is no rule \`${key}\`.${didYouMean(
          key,
          rules.map(r => r.meta.id),
        )}`,
      );
      continue;
    }
    const [first, second] = value?.type === 'seq' ? value.items() : [value, undefined];
    const level = levelOf(first);
    if (level === undefined) {
      wrong(
        value?.span ?? keySpan,
        `\`${key}\` is \`off\`, one of ${severities.join(', ')}, or a list of one of them and its options or reason.`,
      );
      continue;
    }
    result[rule.meta.id] = {
      level,
      ...(second?.type === 'map' ? { options: readOptions(second, rule, wrong) } : {}),
      ...(second?.type === 'scalar' ? { reason: second.text } : {}),
    };
  }
  return result;
}

function readOptions(map: YamlMap, rule: Rule, wrong: (span: Span, message: string) => void): Record<string, OptionValue> {
  const result: Record<string, OptionValue> = {};
  for (const { key, keySpan, value } of map.entries()) {
    const spec = rule.options?.[key];
    const read =
      value?.type === 'seq'
        ? value.items().flatMap(item => (item?.type === 'scalar' ? [item.text] : []))
        : value?.type === 'scalar'
          ? value.value
          : undefined;
    if (!spec) wrong(keySpan, `\`${rule.meta.id}\` has no option \`${key}\`.${didYouMean(key, Object.keys(rule.options ?? {}))}`);
    else if (Array.isArray(read) !== Array.isArray(spec.default) || (!Array.isArray(read) && typeof read !== typeof spec.default))
      wrong(value?.span ?? keySpan, `\`${key}\` is ${Array.isArray(spec.default) ? 'a list' : `a ${typeof spec.default}`}.`);
    else result[key] = read as OptionValue;
  }
  return result;
}

/** YAML reads a bare `off` as text and `no` as text too; people write both, and `false`. */
function levelOf(node: YamlNode | undefined): 'off' | Severity | undefined {
  if (node?.type !== 'scalar') return undefined;
  if (node.value === false || node.value === 'off') return 'off';
  return severities.find(severity => severity === node.value);
}

export const ruleById = (rules: readonly Rule[], id: string): Rule | undefined =>
  rules.find(({ meta }) => meta.id === id || meta.previousIds?.includes(id));

/** What `config` makes of `rule` in one dialect. `undefined`: the rule does not speak of that dialect. */
export function rulingOf(rule: Rule, kind: FileKind, config: Config): Ruling | undefined {
  const meta = rule.meta.per[kind];
  if (!meta) return undefined;
  const own = config.rules[rule.meta.id];
  const options = Object.fromEntries(
    Object.entries(rule.options ?? {}).map(([name, spec]) => [name, own?.options?.[name] ?? spec.default]),
  );
  const inPreset = presets.indexOf(meta.preset) <= presets.indexOf(config.preset);
  const state = own?.level === 'off' ? 'off' : inPreset || own?.level !== undefined ? 'on' : 'hidden';
  return { state, severity: own?.level === 'off' ? undefined : own?.level, options, reason: own?.reason };
}

/** ` Did you mean ...?` for a near miss, else nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = known.map(name => ({ name, distance: distance(word, name) })).sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(1, word.length / 4) ? ` Did you mean \`${near.name}\`?` : '';
}

/** Levenshtein distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
