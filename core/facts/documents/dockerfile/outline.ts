import { isContinued } from './words.js';

/**
 * The text with every line cut to what decides where instructions begin and end: indentation, continuation, comments. Lines keep their
 * numbers and their beginnings. The parser reads arguments several times over, and we read keywords and arguments ourselves: on real files
 * the outline makes it five times as fast. Instructions with a heredoc (`<<`) stay whole: there the arguments decide where they end.
 */
export function outline(text: string, escape: string): string {
  let heredoc = text.indexOf('<<');
  let continued = false;
  let outlined = '';
  /** Where the instruction begins that is being read, and its outline so far. */
  let begin = 0;
  let own = '';
  for (let start = 0; start <= text.length; ) {
    if (!continued) {
      outlined += own;
      own = '';
      begin = start;
    }
    const end = lineEnd(text, start);
    if (heredoc >= start && heredoc < end) {
      start = endOfHeredocs(text, begin, escape);
      own = text.slice(begin, start);
      heredoc = text.indexOf('<<', start);
      continued = false;
      continue;
    }
    const line = text.slice(start, end);
    const body = line.trimEnd();
    const indent = indentOf(body);
    if (indent === body.length || body[indent] === '#') own += line;
    else {
      const continues = isContinued(body, escape);
      const cut = `${continued ? '' : body.slice(0, indent)}x${continues ? ` ${escape}` : ''}`;
      continued = continues;
      own += cut.length >= body.length ? line : line.endsWith('\r') ? `${cut}\r` : cut;
    }
    if (end < text.length) own += '\n';
    start = end + 1;
  }
  return outlined + own;
}

/** What a heredoc's name looks like where there is nothing to guess. */
const HEAD = /(?<!<)<<(-?)(["']?)([A-Za-z_]\w*)\2(?=\s|$)/g;

/**
 * Where the line after the heredocs of an instruction begins that starts at `from`; behind the text where that is not certain: what stays whole
 * beyond need is only read more slowly.
 */
function endOfHeredocs(text: string, from: number, escape: string): number {
  let end = lineEnd(text, from);
  for (let start = from; end < text.length; ) {
    const body = text.slice(start, end).trimEnd();
    if (!isContinued(body, escape) && indentOf(body) < body.length && body[indentOf(body)] !== '#') break;
    start = end + 1;
    end = lineEnd(text, start);
  }
  const instruction = text.slice(from, end);
  const heads = [...instruction.matchAll(HEAD)];
  if ((instruction.match(/(?<!<)<<(?!<)/g)?.length ?? 0) !== heads.length) return text.length + 1;
  for (const [, dash, , name] of heads) {
    const closing = new RegExp(`^${dash ? '\\t*' : ''}${name}\\r?$`);
    for (let isClosed = false; !isClosed; ) {
      if (end >= text.length) return text.length + 1;
      const start = end + 1;
      end = lineEnd(text, start);
      isClosed = closing.test(text.slice(start, end));
    }
  }
  return end + 1;
}

/** Where the line ends that an offset is in: the offset of `\n`, or of the end of the text. */
function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline;
}

/** How many blanks and tabs it begins with. */
function indentOf(line: string): number {
  let indent = 0;
  while (line[indent] === ' ' || line[indent] === '\t') indent++;
  return indent;
}
