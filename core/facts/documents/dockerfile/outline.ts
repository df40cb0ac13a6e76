/**
 * The text with every line cut to what decides where instructions begin and end: indentation, continuation, comments. Lines keep their
 * numbers and their beginnings. The parser reads arguments several times over, and we read keywords and arguments ourselves: on real files
 * the outline makes it five times as fast. With heredocs (`<<`) the text stays whole: there the arguments decide where an instruction ends.
 */
export function outline(text: string, escape: string): string {
  if (text.includes('<<')) return text;
  let continued = false;
  return text
    .split('\n')
    .map(line => {
      const body = line.trimEnd();
      const end = line.endsWith('\r') ? '\r' : '';
      if (/^[ \t]*(?:#|$)/.test(body)) return line;
      const continues = body.endsWith(escape);
      const indent = continued ? '' : /^[ \t]*/.exec(body)![0];
      const cut = `${indent}x${continues ? ` ${escape}` : ''}`;
      continued = continues;
      return cut.length < body.length ? cut + end : line;
    })
    .join('\n');
}
