import { type Document, parse } from '../../facts/document.js';
import { replaceEntry, setAt } from '../../facts/documents/yaml/edit.js';
import type { Entry, YamlMap } from '../../facts/documents/yaml/nodes.js';
import { removeEntry } from '../../facts/documents/yaml/remove.js';
import { applyEdits, lineEnd, lineEndOf, lineStart, type TextEdit } from '../../text.js';
import type { Analysis, RuleFinding } from '../analyze.js';
import type { Suppression } from './model.js';
import { ANNOTATION, EXTENSION } from './own.js';

type File = Pick<Analysis, 'kind' | 'path' | 'text' | 'lines'>;

const isJson = ({ text }: File): boolean => /^\s*[{[]/.test(text);

const wording = (ids: readonly string[], reason: string | undefined, until?: string): string =>
  [ids.join(', '), ...(until ? [`until=${until}`] : []), ...(reason ? [`-- ${reason}`] : [])].join(' ');

const indentAt = (text: string, start: number): string => /^[ \t]*/.exec(text.slice(start, lineEnd(text, start)))![0];

/**
 * Ways to ignore one finding, the best first: a comment above its line, above its instruction, a key or annotation of what it is about.
 * Which of them has an effect is for the caller to try: a comment has none inside a block scalar.
 */
export function* ignoringEdits(file: File, finding: RuleFinding, reason: string): Generator<readonly TextEdit[]> {
  const { kind, text, lines } = file;
  const { id } = finding.rule.meta;
  if (kind === 'daemon') return;
  if (!isJson(file)) {
    const line = lines.offset(lines.lineOf(finding.span.start), 0);
    const statement = statementOf(file, line);
    for (const start of new Set([line, statement])) yield [commentAt(text, start, wording([id], reason))];
  }
  yield* entryEdits(parse(kind, file.path, text), finding, id, reason);
}

const commentAt = (text: string, start: number, words: string): TextEdit => ({
  span: { start, end: start },
  text: `${indentAt(text, start)}# seaworthy-ignore ${words}${lineEndOf(text)}`,
});

/** Where the instruction starts whose continuation lines lead to the line at `start`. */
function statementOf({ lines, text }: File, start: number): number {
  let line = lines.lineOf(start);
  while (line > 0 && /[\\`][ \t]*\r?\n$/.test(text.slice(lines.offset(line - 1, 0), lines.offset(line, 0)))) line--;
  return lines.offset(line, 0);
}

function* entryEdits(document: Document, { span }: RuleFinding, id: string, reason: string): Generator<readonly TextEdit[]> {
  if (document.kind === 'compose') {
    const services = document.root?.get('services')?.value;
    for (const { keySpan, value } of services?.type === 'map' ? services.entries() : []) {
      if (value?.type !== 'map' || span.start < keySpan.start || span.start > value.span.end) continue;
      const edits = setAt(value, [EXTENSION, id], reason);
      if (edits) yield edits;
    }
  }
  if (document.kind === 'kubernetes') {
    const object = document.objects.find(({ map }) => map.span.start <= span.start && span.start <= map.span.end);
    if (!object || object.map.at('metadata', 'annotations', ANNOTATION)) return;
    const edits = setAt(object.map, ['metadata', 'annotations', ANNOTATION], wording([id], reason));
    if (edits) yield edits;
  }
}

/** The comment that ignores a rule in all of a file. `null` where there are no comments. */
export function ignoreInFile(file: File, id: string, reason: string): readonly TextEdit[] | null {
  const { kind, path, text } = file;
  if (kind === 'daemon' || isJson(file)) return null;
  return [headComment(parse(kind, path, text), wording([id], reason))];
}

/** Parser directives stay first: after another comment they would be none. */
function headComment(document: Document, words: string): TextEdit {
  const { text } = document;
  const eol = lineEndOf(text);
  const last = document.kind === 'dockerfile' ? document.directives.at(-1) : undefined;
  const end = last ? lineEnd(text, last.span.end) : 0;
  const start = last ? Math.min(end + (text[end] === '\r' ? 2 : 1), text.length) : 0;
  const isOpen = last !== undefined && start === end;
  return { span: { start, end: start }, text: `${isOpen ? eol : ''}# seaworthy-ignore-file ${words}${eol}` };
}

/**
 * Edits that take a suppression of our own out, or one name of it.
 * @param id leaves the others.
 */
export function withoutSuppression({ text }: File, suppression: Suppression, id: string): readonly TextEdit[] | null {
  const { form, names } = suppression;
  if (form !== 'comment' && form !== 'file') return null;
  if (names.length > 1) {
    const name = names.find(each => each.id === id);
    const rest = name && /^\s*,?\s*/.exec(text.slice(name.span.end))![0];
    if (!name || rest === undefined) return null;
    const isLast = name === names.at(-1);
    if (!isLast) return [{ span: { start: name.span.start, end: name.span.end + rest.length }, text: '' }];
    return [{ span: { start: names.at(-2)!.span.end, end: name.span.end }, text: '' }];
  }
  return [withoutComment(text, suppression)];
}

function withoutComment(text: string, { span }: Suppression): TextEdit {
  const start = lineStart(text, span.start);
  const before = text.slice(start, span.start);
  const end = lineEnd(text, span.start);
  if (before.trim() !== '') return { span: { start: start + before.trimEnd().length, end }, text: '' };
  return { span: { start, end: Math.min(end + (text[end] === '\r' ? 2 : 1), text.length) }, text: '' };
}

/**
 * Steps that say in our words what comments and annotations say to other tools, each with its edits; only what silences something. A
 * comment whose other names are nobody's stays, and ours is put above it; `# check=` stays, as every build reads it.
 */
export function conversions(analysis: Analysis): readonly (readonly TextEdit[])[] {
  const foreign = analysis.suppressions.filter(({ suppression, rules }) => suppression.origin !== 'seaworthy' && rules.length > 0);
  const entries = foreign.filter(({ suppression }) => suppression.form === 'entry');
  return [
    ...foreign.flatMap(({ suppression, rules }) =>
      suppression.form === 'comment' || suppression.form === 'file'
        ? [
            convertedComment(
              analysis,
              suppression,
              rules.map(({ meta }) => meta.id),
            ),
          ]
        : [],
    ),
    ...(entries.length > 0 ? convertedAnnotations(analysis, entries) : []),
  ];
}

function convertedComment(analysis: Analysis, suppression: Suppression, ids: readonly string[]): readonly TextEdit[] {
  const { text, lines } = analysis;
  const { span, form, names, reason, until } = suppression;
  // Several suppressions can share a comment, and other names may mean something to the other tool.
  const isShared = analysis.suppressions.filter(other => other.suppression.span === span).length > 1;
  const isWhole = !isShared && names.every(({ rules }) => rules.length > 0);
  const words = wording(ids, reason, until);
  const covered = analysis.findings.filter(finding => finding.suppressed?.by === suppression);
  if (form === 'file')
    return [isWhole ? { span, text: `# seaworthy-ignore-file ${words}` } : headComment(parse(analysis.kind, analysis.path, text), words)];
  const own = lines.lineOf(span.start);
  const isTrailing = text.slice(lineStart(text, span.start), span.start).trim() !== '';
  const firsts = new Set(covered.map(finding => lines.lineOf(finding.span.start)));
  const subject = isTrailing ? own : nextLine(text, lines, own);
  if (isWhole && [...firsts].every(line => line === subject)) return [{ span, text: `# seaworthy-ignore ${words}` }];
  // It covers a block: ours stands at each line that it was about.
  const edits = [...firsts].map(line => {
    const start = statementOf(analysis, lines.offset(line, 0));
    const here = covered.filter(finding => lines.lineOf(finding.span.start) === line).map(({ rule }) => rule.meta.id);
    return commentAt(text, start, wording([...new Set(here)].sort(), reason, until));
  });
  return isWhole && !edits.some(edit => edit.span.start === span.start) ? [withoutComment(text, suppression), ...edits] : edits;
}

function nextLine(text: string, lines: Analysis['lines'], line: number): number {
  for (let next = line + 1; ; next++) {
    const start = lines.offset(next, 0);
    if (start >= text.length || !/^\s*(?:#|$)/.test(text.slice(start, lineEnd(text, start)))) return next;
  }
}

/** One annotation of ours for each metadata, in the place of the first of theirs. */
function convertedAnnotations(analysis: Analysis, found: Analysis['suppressions']): readonly (readonly TextEdit[])[] {
  const document = parse(analysis.kind, analysis.path, analysis.text);
  if (document.kind !== 'kubernetes') return [];
  const maps = document.objects.flatMap(({ map, pods }) => [map.at('metadata'), ...pods.map(({ metadata }) => metadata)]);
  const annotations = new Map<number, YamlMap>();
  for (const map of maps) {
    const inner = map?.type === 'map' ? map.get('annotations')?.value : undefined;
    if (inner?.type === 'map') annotations.set(inner.span.start, inner);
  }
  return [...annotations.values()].flatMap(map => {
    const theirs = map.entries().flatMap((entry): [Entry, (typeof found)[number]][] => {
      const own = found.find(({ suppression }) => suppression.span.start === entry.keySpan.start);
      return own ? [[entry, own]] : [];
    });
    if (theirs.length === 0 || map.get(ANNOTATION)) return [];
    const value = theirs
      .map(([, { suppression, rules }]) =>
        wording(
          rules.map(({ meta }) => meta.id),
          suppression.reason?.replaceAll(';', ','),
          suppression.until,
        ),
      )
      .join('; ');
    const gone = theirs.filter(([, { suppression }]) => suppression.names.every(({ rules }) => rules.length > 0)).map(([entry]) => entry);
    const [first, ...others] = gone;
    const edits = first ? [replaceEntry(first, ANNOTATION, value), ...others.map(removeEntry)] : [setAt(map, [ANNOTATION], value)];
    return edits.every(edit => edit !== null) ? [edits.flat()] : [];
  });
}

/** The text after steps that go together; a step that is in another's way is left out. */
export function converted(text: string, steps: readonly (readonly TextEdit[])[]): readonly TextEdit[] {
  let edits: readonly TextEdit[] = [];
  for (const step of steps) {
    try {
      applyEdits(text, [...edits, ...step]);
      edits = [...edits, ...step];
    } catch {}
  }
  return edits;
}
