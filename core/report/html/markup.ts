/** Markup that is safe to stand in a document. Made by `html` alone. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What a template may hold: text and numbers are escaped, markup stands as it is, nothing is left out. */
export type Content = Markup | string | number | false | null | undefined | readonly Content[];

/** The one way to markup: whatever is put into the template is escaped, for text and for attributes in double quotes. */
export const html = (strings: TemplateStringsArray, ...contents: readonly Content[]): Markup =>
  new Markup(strings.map((string, i) => string + (i < contents.length ? render(contents[i]) : '')).join(''));

function render(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (Array.isArray(content)) return content.map(render).join('');
  if (content === false || content === null || content === undefined) return '';
  return escape(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters mean nothing in HTML, and those that change the direction of text would disguise what follows. */
const escape = (text: string): string =>
  text
    .replace(/[&<>"']/g, character => ENTITIES[character]!)
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '·');
