import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import type { Located } from '../../core/facts/fact.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import { bare } from '../../core/facts/shell/tools/downloads.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import type { Finding } from '../../core/judge/rule.js';

/** `unset` of what ENV or ARG declares, and `git config --unset` of what an earlier RUN set: both leave it where it was written. */
export function* unsetSecrets({ instructions, ships }: Stage): Iterable<Finding> {
  if (!instructions.some(({ keyword, logical }) => keyword === 'RUN' && logical.includes('unset'))) return;
  const declared = new Map<string, Located>();
  const settings = new Map<string, Located>();
  for (const instruction of instructions) {
    const { keyword, place, commands } = instruction;
    if (keyword === 'ENV' || keyword === 'ARG') {
      for (const { name, value, span } of instruction.pairs)
        if (isSecretName(name) && (keyword === 'ARG' || isFilled(instruction, value))) declared.set(name, { span, place });
      continue;
    }
    if (keyword !== 'RUN' || (declared.size === 0 && settings.size === 0 && !commands.some(({ shell }) => shell.name === 'git'))) continue;
    const set: [string, Located][] = [];
    for (const { shell, span, place: at } of commands) {
      const setting = shell.name === 'git' ? gitSetting(shell) : undefined;
      if (setting && !setting.unset && CREDENTIAL.test(setting.key)) set.push([setting.key, { span, place: at }]);
      const name =
        shell.name === 'unset' ? shell.words.slice(1).find(({ value }) => value !== undefined && declared.has(value))?.value : undefined;
      const written = name === undefined ? setting?.unset && settings.get(setting.key) : declared.get(name);
      if (!written) continue;
      yield {
        at: { span, place: at },
        message: `Taking ${name ?? 'the credential'} back here leaves it in the layer that wrote it.`,
        ...(ships ? {} : { severity: 'low' as const }),
        related: [{ at: written, message: 'Here it is written.' }],
      };
    }
    // What one RUN sets and unsets is in no layer.
    for (const [key, where] of set) settings.set(key, where);
  }
}

const isFilled = (instruction: Instruction, value: Instruction['pairs'][number]['value']): boolean =>
  value !== undefined && instruction.expand(value).value !== '';

/** An address with a user, or a header: `url.https://token@host/.insteadOf`. */
const CREDENTIAL = /^url\.[a-z]+:\/\/[^/@]+@|\.extraheader$/i;

/** The key that `git config` sets or unsets. */
function gitSetting({ words }: ShellCommand): { readonly key: string; readonly unset: boolean } | undefined {
  const at = words.findIndex(({ value }) => value === 'config');
  if (at < 0) return undefined;
  const rest = words.slice(at + 1).map(({ text }) => bare(text).replaceAll('"', ''));
  const unset = rest.some(word => word === '--unset' || word === '--unset-all' || word === 'unset');
  const key = rest.find(word => word.includes('.') && !word.startsWith('-'));
  return key === undefined ? undefined : { key, unset };
}
