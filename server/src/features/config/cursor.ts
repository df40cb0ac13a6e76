import { grammar, type Shape } from '../../../../core/index.js';

/** Where somebody types in a YAML file, read from the lines above: the text is seldom whole at that moment. */
export interface Cursor {
  /** Keys that lead here, the value's own key last. */
  readonly path: readonly string[];
  readonly at: 'key' | 'value';
  /** What is typed of the word so far. */
  readonly word: string;
  /** Keys that stand beside it already. */
  readonly siblings: readonly string[];
}

const KEY = /^(\s*(?:-\s+)*)["']?([^\s#"'][^"':]*?)["']?\s*:(?:\s+(.*))?$/;

/** @returns `undefined` in a comment or where the layout is not one key a line. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const lines = text.slice(0, offset).split(/\r?\n/);
  const line = lines.pop()!;
  if (/(?:^|\s)#/.test(line)) return undefined;
  const value = KEY.exec(line);
  const bare = /^(\s*(?:-\s+)*)["']?([^\s:"']*)$/.exec(line);
  const lead = value?.[1] ?? bare?.[1];
  if (lead === undefined) return undefined;
  const above = parents(lines, lead.length, lead.includes('-') ? lead.indexOf('-') : undefined);
  const siblings = siblingsOf(text.split(/\r?\n/), lines.length, lead.length);
  if (value) return { path: [...above, value[2]!], at: 'value', word: /[^\s,[{:]*$/.exec(value[3] ?? '')![0], siblings };
  return { path: above, at: 'key', word: bare![2]!, siblings };
}

/** Keys of the lines above that are indented less and less. A list may stand at the column of its key. */
function parents(lines: readonly string[], column: number, dash: number | undefined): string[] {
  const path: string[] = [];
  let indent = dash === undefined ? column : dash + 1;
  for (let i = lines.length - 1; i >= 0 && indent > 0; i--) {
    const match = KEY.exec(lines[i]!);
    if (!match) continue;
    const [, lead = '', key = ''] = match;
    if (lead.length >= indent) continue;
    path.unshift(key);
    // The key of `- key:` belongs to an item, whose list's key stands at the dash or before it.
    indent = lead.includes('-') ? lead.indexOf('-') + 1 : lead.length;
  }
  return path;
}

function siblingsOf(lines: readonly string[], at: number, column: number): readonly string[] {
  const keys: string[] = [];
  for (const step of [-1, 1]) {
    for (let i = at + step; i >= 0 && i < lines.length; i += step) {
      const line = lines[i]!;
      if (line.trim() === '' || line.trim().startsWith('#')) continue;
      const [, lead, key] = KEY.exec(line) ?? [];
      const indent = lead?.length ?? /^\s*(?:-\s+)*/.exec(line)![0].length;
      if (indent < column) break;
      if (indent === column && key !== undefined) keys.push(key);
    }
  }
  return keys;
}

/** What the grammar wants below a path of keys; `rule` for what a rule is given. */
export function shapeAt(path: readonly string[]): Shape | 'rule' | undefined {
  let shape: Shape | 'rule' | undefined = { type: 'map', keys: grammar };
  for (const key of path) {
    while (shape !== undefined && shape !== 'rule' && shape.type === 'list') shape = shape.of;
    if (shape === undefined || shape === 'rule') return undefined;
    if (shape.type === 'map') shape = Object.hasOwn(shape.keys, key) ? shape.keys[key]!.shape : undefined;
    else if (shape.type === 'table') shape = shape.value;
    else if (shape.type === 'rules') shape = 'rule';
    else return undefined;
  }
  while (shape !== undefined && shape !== 'rule' && shape.type === 'list') shape = shape.of;
  return shape;
}
