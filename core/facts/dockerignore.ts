/**
 * What a `.dockerignore` keeps out of the build context. Patterns are those of Go's `filepath.Match` with `**` besides; the last one that
 * matches decides, `!` takes back in, and what lies below a match is matched too. Source: Docker reference, ".dockerignore files".
 */
export class DockerIgnore {
  readonly #patterns: readonly { readonly tokens: readonly Token[]; readonly back: boolean }[];

  constructor(text: string) {
    this.#patterns = text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .slice(0, MAX_LINES)
      .flatMap(line => {
        const pattern = line.trim();
        if (pattern === '' || line.startsWith('#') || pattern.length > MAX_LENGTH) return [];
        const back = pattern.startsWith('!');
        const path = clean(back ? pattern.slice(1).trim() : pattern);
        return path === '' ? [] : [{ tokens: tokensOf(path), back }];
      });
  }

  /** Whether the file is kept out. `path` is relative to the context. */
  excludes(path: string): boolean {
    const at = clean(path).slice(0, MAX_LENGTH);
    let excluded = false;
    for (const { tokens, back } of this.#patterns) if (back === excluded && matches(tokens, at)) excluded = !back;
    return excluded;
  }
}

const MAX_LINES = 2000;
const MAX_LENGTH = 500;

/** Without `.`, `..`, doubled slashes and slashes at either end; `..` stays where it leads out of the context. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part === '..' && path.startsWith('/')) continue;
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

type Token = '*' | '**' | '**/' | ((char: string) => boolean);

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const { 0: text, index } of pattern.matchAll(/\*\*\/?|\*|\?|\[\^?[^\]]+\]|\\.|[\s\S]/g)) {
    if (text === '*') tokens.push('*');
    else if (text.startsWith('**')) tokens.push(isAnything(pattern, index, index + text.length) ? '**' : '**/');
    else if (text === '?') tokens.push(char => char !== '/');
    else if (text.length > 1 && text.startsWith('[')) tokens.push(classOf(text.slice(1, -1)));
    else tokens.push(char => char === text.at(-1));
  }
  return tokens;
}

/** Mostly `**` stands for whole folders, also where no slash follows it: `a/**.b` is `.b` in any of them, and only `**.b` means any end. */
const isAnything = (pattern: string, start: number, end: number): boolean =>
  end === pattern.length || (start === 0 && pattern[end - 1] === '*' && !/[*?[\]\\]/.test(pattern.slice(end)));

function classOf(text: string): (char: string) => boolean {
  const negated = text.startsWith('^');
  const ranges = [...(negated ? text.slice(1) : text).matchAll(/([\s\S])(?:-([\s\S]))?/g)];
  return char => ranges.some(([, from, to]) => from! <= char && char <= (to ?? from!)) !== negated;
}

/** Whether the pattern stands for the path or for a folder above it. All places in the pattern are followed at once: no backtracking. */
function matches(tokens: readonly Token[], path: string): boolean {
  let places = new Set<number>();
  enter(places, tokens, 0);
  for (const char of path) {
    if (char === '/' && places.has(tokens.length)) return true;
    const next = new Set<number>();
    for (const place of places) {
      const token = tokens[place];
      if (token === '**' || (token === '*' && char !== '/')) enter(next, tokens, place);
      else if (token === '**/') {
        next.add(place);
        if (char === '/') enter(next, tokens, place + 1);
      } else if (typeof token === 'function' && token(char)) enter(next, tokens, place + 1);
    }
    places = next;
  }
  return places.has(tokens.length);
}

/** A place, and those that it can be left for at once. */
function enter(places: Set<number>, tokens: readonly Token[], from: number): void {
  let place = from;
  for (; typeof tokens[place] === 'string'; place++) places.add(place);
  places.add(place);
}
