import type { RuleFinding } from '../judge/analyze.js';
import type { Fix, Services } from '../judge/rule.js';
import { overlaps, type TextEdit } from '../text.js';

/** One fix of one finding with its edits: applied, or left out, as a whole. */
export interface Part {
  readonly finding: RuleFinding;
  readonly fix: Fix;
  /** Path of the file that the finding is in. */
  readonly path: string;
  /** Never empty. An edit without a path is one of that file. */
  readonly edits: readonly TextEdit[];
}

/** Nobody is asked: fixes that need something are no parts. */
const NOBODY: Services = { registry: { digest: () => Promise.reject(new Error('offline')) }, ask: () => null };

/** The first fix of each finding that needs nobody, that `admits` lets through, and that can be made. They may be in each other's way. */
export function partsOf(path: string, findings: readonly RuleFinding[], admits: (fix: Fix) => boolean = () => true): readonly Part[] {
  return findings.flatMap(finding => {
    for (const fix of finding.fixes) {
      const edits = fix.needs || !admits(fix) ? null : editsOf(fix);
      if (edits && edits.length > 0) return [{ finding, fix, path, edits }];
    }
    return [];
  });
}

/** `null` when there are none, or when they would have to be waited for. */
function editsOf(fix: Fix): readonly TextEdit[] | null {
  try {
    const edits = fix.edits(NOBODY);
    if (!(edits instanceof Promise)) return edits;
    edits.catch(() => {});
    return null;
  } catch {
    return null;
  }
}

/** Path of the file that an edit of `part` changes. */
export const pathOf = (edit: TextEdit, part: Part): string => edit.path ?? part.path;

/** Whether all that a part changes is the file that its finding is in. */
export const staysInFile = (part: Part): boolean => part.edits.every(edit => pathOf(edit, part) === part.path);

/** The edits of parts by the path of the file that they change. */
export function editsByPath(parts: readonly Part[]): ReadonlyMap<string, readonly TextEdit[]> {
  const byPath = new Map<string, TextEdit[]>();
  for (const part of parts) {
    for (const edit of part.edits) {
      const path = pathOf(edit, part);
      const edits = byPath.get(path);
      if (edits) edits.push(edit);
      else byPath.set(path, [edit]);
    }
  }
  return byPath;
}

/** The key that an insertion into YAML begins with, with its indentation. */
const KEY = /^,?(?:[ \t]*\r?\n)*([ \t]*["']?[\w./-]+["']?:)/;

/** Names of what an insertion brings: two volumes or variables of one name would be at odds. */
const NAME = /(?:^|[\s{,-])["']?name["']?:[ \t]*["']?([\w.-]+)/g;

const namesIn = (text: string): readonly string[] => [...text.matchAll(NAME)].map(([, name]) => name!);

/**
 * Two insertions at one place that would stand there twice: the same text, the same missing key, each with something else below it, or
 * items of one name.
 */
function addSame(a: TextEdit, b: TextEdit): boolean {
  if (a.span.start !== b.span.start || a.span.end !== b.span.end) return false;
  if (a.text === b.text) return true;
  if (a.span.start !== a.span.end) return false;
  if (KEY.test(a.text) && KEY.exec(a.text)![1] === KEY.exec(b.text)?.[1]) return true;
  const names = namesIn(a.text);
  return names.length > 0 && namesIn(b.text).some(name => names.includes(name));
}

/** Whether an insertion goes on with a line whose end another edit takes out. */
const isCutOff = ({ span, text }: TextEdit, other: TextEdit): boolean =>
  span.start === span.end &&
  span.end === other.span.end &&
  other.span.start < other.span.end &&
  other.text === '' &&
  !/^\r?\n|\n$/.test(text);

/** Whether two edits of one file are in each other's way. */
const clash = (a: TextEdit, b: TextEdit): boolean => overlaps(a.span, b.span) || addSame(a, b) || isCutOff(a, b) || isCutOff(b, a);

/** Whether `next` touches nothing that `chosen` change. Of two that add the same at one place the second waits: its work is done then, or less. */
export function goTogether(chosen: readonly Part[], next: Part): boolean {
  return next.edits.every(edit =>
    chosen.every(part => part.edits.every(other => pathOf(edit, next) !== pathOf(other, part) || !clash(edit, other))),
  );
}
