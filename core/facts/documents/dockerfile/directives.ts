import type { Span } from '../../../text.js';

/** A parser directive: `# syntax=...`, `# escape=...`, `# check=...`. */
export interface Directive {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
  readonly valueSpan: Span;
}

/** Directives stand before everything else, a blank line or another comment ends them. */
export function readDirectives(text: string): readonly Directive[] {
  const directives: Directive[] = [];
  const pattern = /[ \t]*#[ \t]*([A-Za-z]+)[ \t]*=[ \t]*(.*?)[ \t]*(?:\r?\n|$)/y;
  pattern.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [whole, name, value] = match;
    if (whole === '') break;
    const start = match.index + whole.indexOf('#');
    const valueStart = match.index + whole.indexOf(value!, whole.indexOf('='));
    const end = valueStart + value!.length;
    directives.push({ name: name!.toLowerCase(), value: value!, span: { start, end }, valueSpan: { start: valueStart, end } });
  }
  return directives;
}
