/**
 * The text with every line cut to what decides where instructions begin and end: indentation, continuation, comments. Lines keep their
 * numbers and their beginnings. The parser reads arguments several times over, and we read keywords and arguments ourselves: on real files
 * the outline makes it five times as fast. From an instruction with a heredoc (`<<`) on the text stays whole: there the arguments decide where
 * an instruction ends.
 */
export function outline(text: string, escape: string): string {
  const heredoc = text.indexOf('<<');
  let continued = false;
  let result = '';
  /** Where the instruction begins that is being read, in the text and in the outline. */
  let begin = { at: 0, outlined: 0 };
  for (let start = 0; ; ) {
    const newline = text.indexOf('\n', start);
    const line = newline < 0 ? text.slice(start) : text.slice(start, newline);
    const body = line.trimEnd();
    const indent = indentOf(body);
    if (!continued) begin = { at: start, outlined: result.length };
    if (heredoc >= start && heredoc < start + line.length) return result.slice(0, begin.outlined) + text.slice(begin.at);
    if (indent === body.length || body[indent] === '#') result += line;
    else {
      const continues = body.endsWith(escape);
      const cut = `${continued ? '' : body.slice(0, indent)}x${continues ? ` ${escape}` : ''}`;
      continued = continues;
      result += cut.length >= body.length ? line : line.endsWith('\r') ? `${cut}\r` : cut;
    }
    if (newline < 0) return result;
    result += '\n';
    start = newline + 1;
  }
}

/** How many blanks and tabs it begins with. */
function indentOf(line: string): number {
  let indent = 0;
  while (line[indent] === ' ' || line[indent] === '\t') indent++;
  return indent;
}
