import { setAt } from '../../facts/documents/yaml/edit.js';
import { readYaml } from '../../facts/documents/yaml.js';
import { lineEndOf, type TextEdit } from '../../text.js';
import { configRole } from './model.js';

/** Stands for the list while the edit is made, as a scalar that needs no quotes. */
const STAND_IN = 'xSEAWORTHYx';

/**
 * Edits that turn a rule off in a configuration.
 * @param reason why; without one the rule is off all the same.
 * @param text `undefined`: the file is new.
 * @returns `null` when it cannot be written without touching something else.
 */
export function turnOff(path: string, text: string | undefined, id: string, reason: string | undefined): readonly TextEdit[] | null {
  const value = reason === undefined ? 'off' : `[off, ${JSON.stringify(reason)}]`;
  const root = readYaml(text ?? '').documents[0]?.root;
  if (root === undefined) {
    const eol = lineEndOf(text ?? '');
    const end = text?.length ?? 0;
    const start = end > 0 && !text!.endsWith('\n') ? eol : '';
    return path.endsWith('.json') ? null : [{ span: { start: end, end }, text: `${start}rules:${eol}  ${id}: ${value}${eol}` }];
  }
  if (root.type !== 'map') return null;
  const keys = configRole(path) === 'package' ? ['seaworthy', 'rules', id] : ['rules', id];
  const edits = setAt(root, keys, STAND_IN);
  const inJson = JSON.stringify(reason === undefined ? 'off' : ['off', reason]);
  return edits?.map(edit => ({ ...edit, text: edit.text.replace(`"${STAND_IN}"`, () => inJson).replace(STAND_IN, () => value) })) ?? null;
}
