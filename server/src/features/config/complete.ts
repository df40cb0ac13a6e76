import { type CompletionItem, CompletionItemKind, type Position, type Range } from 'vscode-languageserver';
import {
  ANNOTATION,
  configRole,
  EXTENSION,
  type FileKind,
  LineIndex,
  presets,
  type Rule,
  ruleById,
  severities,
} from '../../../../core/index.js';
import { rangeOf, spanOf } from '../../convert.js';
import type { Session } from '../../session.js';
import { cursorAt, shapeAt } from './cursor.js';
import { describeRule } from './describe.js';

/** A space or comma after a keyword asks; everything else is answered with nothing at once. */
export const triggerCharacters = [' ', ','];

/** Names that can stand where somebody types: in a configuration, or in what tells us to ignore something. */
export function completionsAt({ files, host }: Session, uri: string, position: Position): CompletionItem[] {
  const place = files.locate(uri);
  const text = place.folder.open.get(place.path)?.getText();
  if (text === undefined) return [];
  const lines = new LineIndex(text);
  const offset = spanOf(lines, { start: position, end: position }).start;
  const rangeFor = (word: string) => rangeOf(lines, { start: offset - word.length, end: offset });
  const role = configRole(place.path);
  if (role) return role === 'package' ? [] : inConfig(text, offset, host.rules, rangeFor);

  const kind = place.folder.engine.kindOf(place.path);
  const line = text.slice(lines.offset(position.line, 0), offset);
  const wanted = wantedIn(line) ?? (kind === 'compose' && text.includes(EXTENSION) ? keyOfExtension(text, offset) : undefined);
  if (!wanted || !kind) return [];
  const { singles, suppressed } = foundIn(files.analyze(uri)?.analysis.findings ?? [], lines, position.line);
  const rules = host.rules.filter(({ meta }) => meta.per[kind as FileKind] && !wanted.present.includes(meta.id));
  const rank = ({ meta }: Rule) => (singles.has(meta.id) ? '0' : suppressed.has(meta.id) ? '1' : '2');
  return rules.map(rule => ruleItem(rule, rangeFor(wanted.word), { sortText: `${rank(rule)}${rule.meta.id}` }));
}

/** Fills in what is shown beside the chosen item. */
export function resolveCompletion({ host, client }: Session, item: CompletionItem): CompletionItem {
  const rule = typeof item.data === 'string' ? ruleById(host.rules, item.data) : undefined;
  return rule ? { ...item, documentation: { kind: 'markdown', value: describeRule(rule, client) } } : item;
}

interface Wanted {
  readonly word: string;
  /** Rules that are named already. */
  readonly present: readonly string[];
}

const NAMES = new RegExp(
  `(?:#\\s*seaworthy-ignore(?:-file)?\\s+|["']?(?:${ANNOTATION}|${EXTENSION})["']?\\s*:\\s*\\[?["']?)((?:[\\w./-]+[\\s,;]+)*)([\\w-]*)$`,
);

/** Whether a rule is named next on this line: in a comment, an annotation or an extension key, before the reason. */
function wantedIn(line: string): Wanted | undefined {
  const [, before = '', word = ''] = NAMES.exec(line) ?? [];
  if (!NAMES.test(line) || /(?:^|\s)--\s/.test(before)) return undefined;
  return { word, present: before.split(/[\s,;]+/).filter(Boolean) };
}

function keyOfExtension(text: string, offset: number): Wanted | undefined {
  const cursor = cursorAt(text, offset);
  return cursor?.at === 'key' && cursor.path.at(-1) === EXTENSION ? { word: cursor.word, present: cursor.siblings } : undefined;
}

/** Rules that find something near a line first: on it or just below, then anywhere in the file. */
function foundIn(findings: readonly { readonly rule: Rule; readonly span: { readonly start: number } }[], lines: LineIndex, line: number) {
  const near = findings.filter(({ span }) => lines.lineOf(span.start) >= line && lines.lineOf(span.start) <= line + 3);
  const idsOf = (list: typeof findings) => new Set(list.map(({ rule }) => rule.meta.id));
  return { singles: idsOf(near), suppressed: idsOf(findings) };
}

function ruleItem({ meta }: Rule, range: Range, more: Partial<CompletionItem> = {}): CompletionItem {
  return {
    label: meta.id,
    kind: CompletionItemKind.EnumMember,
    detail: meta.title,
    data: meta.id,
    textEdit: { range, newText: more.insertText ?? meta.id },
    ...more,
  };
}

function inConfig(text: string, offset: number, rules: readonly Rule[], rangeFor: (word: string) => Range): CompletionItem[] {
  const cursor = cursorAt(text, offset);
  if (!cursor) return [];
  const { path, at, word, siblings } = cursor;
  const range = rangeFor(word);
  const values = (labels: readonly string[]) =>
    labels.map(
      (label, i): CompletionItem => ({ label, kind: CompletionItemKind.Value, sortText: String(i), textEdit: { range, newText: label } }),
    );
  const shape = shapeAt(path);
  // What can be extended is the user's own but for these.
  if (path[0] === 'extends') return values(['parent', ...presets]);
  if (shape === 'rule') return at === 'value' ? values(['off', ...severities]) : [];
  switch (shape?.type) {
    case 'choice':
      return values(shape.of);
    case 'boolean':
      return values(['true', 'false']);
    case 'rules':
      return at === 'key'
        ? rules.filter(({ meta }) => !siblings.includes(meta.id)).map(rule => ruleItem(rule, range, { insertText: `${rule.meta.id}: ` }))
        : [];
    case 'map':
      return at === 'key'
        ? Object.entries(shape.keys).flatMap(([label, { description, refused }]): CompletionItem[] =>
            refused || siblings.includes(label)
              ? []
              : [
                  {
                    label,
                    kind: CompletionItemKind.Property,
                    documentation: { kind: 'markdown', value: description },
                    textEdit: { range, newText: `${label}: ` },
                  },
                ],
          )
        : [];
    default:
      return [];
  }
}
