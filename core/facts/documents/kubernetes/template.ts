/** Stands for what a template will put in; `isTemplated` knows it. A private-use character, so that no real text holds it. */
export const HOLE = '\uE000';

/**
 * Blanks Go template actions at equal length, so that what is left parses as YAML and offsets stay true: lines of actions alone become
 * blank, an action inside a value becomes a run of `HOLE`.
 */
export function blankTemplates(text: string): string {
  const alone = text.replace(/^[ \t]*(?:\{\{(?:[^}]|\}(?!\}))*\}\}[ \t]*)+(?=\r?$)/gm, match => match.replace(/[^\r\n]/g, ' '));
  return alone.replace(/\{\{(?:[^}]|\}(?!\}))*\}\}/g, match => match.replace(/[^\r\n]/g, HOLE));
}
