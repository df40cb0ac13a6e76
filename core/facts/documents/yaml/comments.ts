import { lineEnd, lineStart } from '../../../text.js';
import type { Comment } from '../../fact.js';
import type { YamlFile } from '../yaml.js';
import type { YamlNode } from './nodes.js';

/**
 * Comments that speak to Seaworthy or to tools like it. Only these are looked for, so that a file without them costs one search. A `#` inside a quoted
 * or block scalar is text.
 */
export function readComments(file: YamlFile): readonly Comment[] {
  const { text } = file;
  const comments: Comment[] = [];
  for (let start = text.indexOf('#'); start >= 0; start = text.indexOf('#', start + 1)) {
    if (!BEFORE.test(text.charAt(start - 1)) || !speaks(text, start + 1)) continue;
    const document = file.documents.find(({ span }) => span.start <= start && start < span.end);
    if (document?.root && insideScalar(document.root, start)) continue;
    const end = lineEnd(text, start);
    const own = lineStart(text, start);
    const alone = /^\s*$/.test(text.slice(own, start));
    comments.push({
      span: { start, end },
      text: text.slice(start + 1, end),
      alone,
      subject: alone ? nextLine(text, end) : { start: own, end },
    });
  }
  return comments;
}

/** The start of a text, a line end or a blank. */
const BEFORE = /^[ \t\n\r\u2028\u2029]?$/;

const SPEAKING = /\s*(?:seaworthy[-:_. ]|kics-scan|checkov:skip|bridgecrew:skip|trivy:ignore|dclint)/y;

function speaks(text: string, at: number): boolean {
  SPEAKING.lastIndex = at;
  return SPEAKING.test(text);
}

/** The next line that holds more than a comment. */
function nextLine(text: string, from: number) {
  const match = /\n(?!\s*(?:#.*)?\r?(?:\n|$))/.exec(text.slice(from));
  const start = match ? from + match.index + 1 : text.length;
  return { start, end: lineEnd(text, start) };
}

function insideScalar(node: YamlNode, offset: number, depth = 0): boolean {
  if (depth > 200) return true;
  if (node.type === 'scalar') return node.quoted && node.span.start < offset && offset < node.span.end;
  const children = node.type === 'map' ? node.entries().map(entry => entry.value) : node.items();
  return children.some(child => child !== undefined && !child.shared && insideScalar(child, offset, depth + 1));
}
