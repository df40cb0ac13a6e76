/** Stands for what a template will put in; `isTemplated` knows it. A private-use character, so that no real text holds it. */
export const HOLE = '\uE000';

/** Go template actions (`}` inside, as long as it is one) and Jinja's. */
const ACTION = /\{\{(?:[^}]|\}(?!\}))*\}\}|\{%(?:[^%]|%(?!\}))*%\}|\{#(?:[^#]|#(?!\}))*#\}/g;
const ACTIONS_ALONE = new RegExp(`^[ \\t]*(?:(?:${ACTION.source})[ \\t]*)+(?=\\r?$)`, 'gm');

/** Whether a text is a template that makes or leaves out lines: Go's, Jinja's, or ytt's. */
export const isTemplate = (text: string): boolean => /\{\{|\{%|^[ \t]*#@/m.test(text);

/**
 * Blanks template actions at equal length, so that what is left parses as YAML and offsets stay true: lines of actions alone become
 * blank, an action inside a value becomes a run of `HOLE`.
 */
export function blankTemplates(text: string): string {
  const alone = text.replace(ACTIONS_ALONE, match => match.replace(/[^\r\n]/g, ' '));
  return alone.replace(ACTION, match => match.replace(/[^\r\n]/g, HOLE));
}
