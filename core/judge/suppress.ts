import type { Comment } from '../facts/fact.js';
import type { LineIndex, Span } from '../text.js';

/** `# seaworthy-ignore RULE[, RULE] [until=YYYY-MM-DD] -- reason`, read. */
export interface Suppression {
  readonly span: Span;
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  readonly reason: string | undefined;
  /** Last day on which it holds. */
  readonly until: string | undefined;
  /** `undefined`: the whole file. */
  readonly subject: Span | undefined;
}

const GRAMMAR = /^\s*seaworthy-ignore(-file)?\s+([\w/-]+(?:\s*,\s*[\w/-]+)*)(?:\s+until=(\d{4}-\d{2}-\d{2}))?\s*(?:--\s*(.*\S))?\s*$/;

/** Reads the suppressions out of a file's comments. Comments that are no suppression are skipped. */
export function readSuppressions(comments: readonly Comment[]): readonly Suppression[] {
  return comments.flatMap(comment => {
    const match = GRAMMAR.exec(comment.text);
    if (!match) return [];
    const [, file, list, until, reason] = match;
    const textStart = comment.span.end - comment.text.length;
    let from = comment.text.indexOf(list!);
    const rules = list!.split(/\s*,\s*/).map(id => {
      const start = comment.text.indexOf(id, from);
      from = start + id.length;
      return { id, span: { start: textStart + start, end: textStart + start + id.length } };
    });
    return [{ span: comment.span, rules, reason, until, subject: file ? undefined : comment.subject }];
  });
}

/** What silences a finding, if anything does. Expired suppressions do not. */
export function suppressionOf(
  suppressions: readonly Suppression[],
  ids: readonly string[],
  span: Span,
  today: string,
  lines: LineIndex,
): Suppression | undefined {
  return suppressions.find(
    ({ rules, subject, until }) =>
      (until === undefined || until >= today) &&
      rules.some(rule => ids.includes(rule.id)) &&
      (subject === undefined ||
        (lines.lineOf(span.start) >= lines.lineOf(subject.start) && lines.lineOf(span.start) <= lines.lineOf(subject.end))),
  );
}
