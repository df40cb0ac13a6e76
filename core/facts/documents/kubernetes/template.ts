/** Stands for what a template will put in; `isTemplated` knows it. A private-use character, so that no real text holds it. */
export const HOLE = '\uE000';

/** Go template actions (`}` inside, as long as it is one) and Jinja's. */
const ACTION = /\{\{(?:[^}]|\}(?!\}))*\}\}|\{%(?:[^%]|%(?!\}))*%\}|\{#(?:[^#]|#(?!\}))*#\}/g;
const ACTIONS_ALONE = new RegExp(`^[ \\t]*(?:(?:${ACTION.source})[ \\t]*)+(?=\\r?$)`, 'gm');

/** Whether a text is a template that makes or leaves out lines: Go's, Jinja's, or ytt's. */
export const isTemplate = (text: string): boolean =>
  text.includes('{{') || text.includes('{%') || (text.includes('#@') && /^[ \t]*#@/m.test(text));

/** A line of actions with no key between them: `{{ else }}[]{{ end }}`. */
const BETWEEN_ACTIONS = new RegExp(`^[ \\t]*${HOLE}+[^:\\n${HOLE}]*${HOLE}+[ \\t]*(?=\\r?$)`, 'gm');
/** A key with an action for its value, and the indentation of the next line that holds something. */
const OPENING = new RegExp(`^([ \\t]*)((?:- +)?[^\\s#:][^:\\n]*:)[ \\t]*${HOLE}+[ \\t]*(?=\\r?\\n(?:[ \\t]*\\r?\\n)*([ \\t]*)(- )?)`, 'gm');

/**
 * Blanks template actions at equal length, so that what is left parses as YAML and offsets stay true: lines of actions alone become
 * blank, an action inside a value becomes a run of `HOLE`, and one that opens a block (`env: {{ if .Values.env }}`) goes.
 */
export function blankTemplates(text: string): string {
  const alone = text.replace(ACTIONS_ALONE, blank);
  const holes = alone.replace(ACTION, match => match.replace(/[^\r\n]/g, HOLE));
  return holes.replace(BETWEEN_ACTIONS, blank).replace(OPENING, (line, indent: string, key: string, next: string, dash?: string) => {
    const isBlock = next.length > indent.length || (dash !== undefined && next.length === indent.length && !key.startsWith('- '));
    return isBlock ? `${indent}${key}`.padEnd(line.length) : line;
  });
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');
