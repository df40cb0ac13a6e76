/**
 * Variables in force at an instruction. A name that maps to `undefined` is declared, with a value that cannot be known
 * (an ARG without default). A name that is absent may still come from the base image.
 */
export type Scope = ReadonlyMap<string, string | undefined>;

/** `value` is `undefined` when any part of it is unknown. */
export interface Expansion {
  readonly value: string | undefined;
  /** Names of the variables that were read. */
  readonly names: readonly string[];
}

const MAX_DEPTH = 20;

/** A word without any of these is what it says. */
const MEANINGFUL = /[\\`$"']/;

const NONE: readonly string[] = [];

/**
 * Quote removal and variable substitution of one word. Forms: `$v`, `${v}`, `${v:-w}`, `${v-w}`, `${v:+w}`, `${v+w}`, `${v:?w}`, `${v?w}`,
 * and BuildKit's `${v#p}`, `${v##p}`, `${v%p}`, `${v%%p}`, `${v/p/r}`, `${v//p/r}` (read, their result is unknown unless the pattern is
 * literal). Source: Dockerfile reference, "Environment replacement".
 * @param closed whether an absent name is known to be unset (a FROM sees global ARGs only).
 */
export function expand(text: string, scope: Scope, escape = '\\', closed = false, depth = 0): Expansion {
  if (!MEANINGFUL.test(text)) return { value: text, names: NONE };
  const names: string[] = [];
  let value: string | undefined = '';
  const add = (part: string | undefined) => {
    value = value === undefined || part === undefined ? undefined : value + part;
  };
  let quote = '';
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    // Whatever escapes, an escaped line end is written with a backslash here.
    const newline = char === '\\' ? /^.[ \t]*\r?\n/.exec(text.slice(at, at + 80)) : null;
    if (newline) at += newline[0].length;
    else if (char === escape && quote !== "'") {
      const next = text[at + 1] ?? '';
      if (quote === '"' && next !== '"' && next !== '$' && next !== escape) {
        add(char);
        at++;
      } else {
        add(next);
        at += 2;
      }
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      at++;
    } else if (char === quote) {
      quote = '';
      at++;
    } else if (char === '$' && quote !== "'") {
      const plain = /^\$([A-Za-z_]\w*|\d+|[@*#?$!-])/.exec(text.slice(at, at + 200));
      const braced = plain ? undefined : readBraced(text, at);
      if (plain) {
        names.push(plain[1]!);
        add(lookUp(plain[1]!));
        at += plain[0].length;
      } else if (braced) {
        names.push(braced.name);
        add(apply(braced.name, braced.operator, braced.operand));
        at = braced.end;
      } else {
        add(char);
        at++;
      }
    } else {
      add(char);
      at++;
    }
  }
  return { value, names };

  function lookUp(name: string): string | undefined {
    if (scope.has(name)) return scope.get(name);
    // Parameters of a shell are never set.
    return closed || !/^[A-Za-z_]/.test(name) ? '' : undefined;
  }

  function apply(name: string, operator: string, operand: string): string | undefined {
    const known = scope.has(name) || closed;
    const current = lookUp(name);
    const word = () => {
      if (depth > MAX_DEPTH) return undefined;
      const inner = expand(operand, scope, escape, closed, depth + 1);
      names.push(...inner.names);
      return inner.value;
    };
    const declared = scope.has(name);
    switch (operator) {
      case '':
        return current;
      case ':-':
        return !known || (declared && current === undefined) ? undefined : current || word();
      case '-':
        return !known || (declared && current === undefined) ? undefined : declared ? current : word();
      case ':+':
        return !known || (declared && current === undefined) ? undefined : current ? word() : '';
      case '+':
        return declared ? word() : known ? '' : undefined;
      case ':?':
      case '?':
        return current;
      default:
        return current === undefined || /[*?[\]\\$"'`]/.test(operand) ? undefined : pattern(current, operator, operand);
    }
  }
}

/** BuildKit's pattern operators with a literal operand; `undefined` where they are not complete. */
function pattern(value: string, operator: string, operand: string): string | undefined {
  switch (operator) {
    case '#':
    case '##':
      return value.startsWith(operand) ? value.slice(operand.length) : value;
    case '%':
    case '%%':
      return operand !== '' && value.endsWith(operand) ? value.slice(0, -operand.length) : value;
    default: {
      const slash = operand.indexOf('/');
      const [from, to] = [operand.slice(0, slash), operand.slice(slash + 1)];
      if (slash < 0) return undefined;
      if (from === '') return value;
      return operator === '//' ? value.replaceAll(from, () => to) : value.replace(from, () => to);
    }
  }
}

/** `${name<operator><operand>}` with nested braces in the operand. */
function readBraced(text: string, at: number): { name: string; operator: string; operand: string; end: number } | undefined {
  const head = /^\$\{([A-Za-z_]\w*)(:?[-+?]|##?|%%?|\/\/?)?/.exec(text.slice(at, at + 300));
  if (!head) return undefined;
  let depth = 1;
  let end = at + head[0].length;
  const start = end;
  for (; end < text.length; end++) {
    if (text[end] === '{' && text[end - 1] === '$') depth++;
    else if (text[end] === '}' && --depth === 0) break;
  }
  if (depth > 0) return undefined;
  const operator = head[2] ?? '';
  if (operator === '' && end !== start) return undefined;
  return { name: head[1]!, operator, operand: text.slice(start, end), end: end + 1 };
}
