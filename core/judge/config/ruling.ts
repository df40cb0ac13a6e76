import type { FileKind } from '../../facts/fact.js';
import { type OptionSpec, type OptionValue, presets, type Rule, type Severity } from '../rule.js';
import type { Config } from './model.js';

/** How a rule acts in one dialect under a config. */
export interface Ruling {
  /** `off`: never shown. `hidden`: not of this preset, but it counts for the score. */
  readonly state: 'on' | 'hidden' | 'off';
  readonly severity: Severity | undefined;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly reason: string | undefined;
}

export const ruleById = (rules: readonly Rule[], id: string): Rule | undefined =>
  rules.find(({ meta }) => meta.id === id || meta.previousIds?.includes(id));

/** What `config` makes of `rule` in one dialect. `undefined`: the rule does not speak of that dialect. */
export function rulingOf(rule: Rule, kind: FileKind, config: Config): Ruling | undefined {
  const meta = rule.meta.per[kind];
  if (!meta) return undefined;
  const own = config.rules[rule.meta.id];
  const said = (setting: OptionSpec['setting']) => {
    const value = setting === 'registries.trusted' ? config.registries.trusted : [];
    return value.length > 0 ? value : undefined;
  };
  const specs = Object.entries(rule.options ?? {});
  const options = Object.fromEntries(specs.map(([name, spec]) => [name, own?.options?.[name] ?? said(spec.setting) ?? spec.default]));
  const inPreset = presets.indexOf(meta.preset) <= presets.indexOf(config.preset);
  const isNamed = own?.level !== undefined || specs.some(([, { setting }]) => said(setting));
  const state = own?.level === 'off' ? 'off' : inPreset || isNamed ? 'on' : 'hidden';
  return { state, severity: own?.level === 'off' ? undefined : own?.level, options, reason: own?.reason };
}
