import { applyEdits, lineEnd, lineStart, type Span, type TextEdit } from '../../../text.js';
import { folderOf } from '../../path.js';
import { type DockerfileDocument, parseDockerfile, stageNamed } from '../dockerfile.js';
import type { YamlScalar } from '../yaml/nodes.js';
import { textOf } from '../yaml/values.js';
import { readYaml } from '../yaml.js';
import { buildOf } from './build.js';
import type { ComposeProject } from './project.js';
import type { ComposeService } from './service.js';

/** A Dockerfile that stands in a Compose file, `build.dockerfile_inline`. */
export interface InlineDockerfile {
  readonly service: ComposeService;
  readonly place: string;
  readonly document: DockerfileDocument;
  /** The scalar that holds it. */
  readonly span: Span;
  /** Whether its text stands in the Compose file as it is, line by line. */
  readonly editable: boolean;
  /** Where a part of the Dockerfile stands in the Compose file. */
  locate(span: Span): Span;
  /** Edits of the Dockerfile as edits of the Compose file. `null`: its layout cannot take them. */
  rewrite(edits: readonly TextEdit[]): readonly TextEdit[] | null;
}

/** Dockerfiles that the analysed file itself writes. */
export function inlineDockerfilesOf(project: ComposeProject): readonly InlineDockerfile[] {
  // Most files hold none.
  if (!/dockerfile_inline|\\/.test(project.document.text)) return [];
  return project.services.flatMap(service => {
    const build = buildOf(service);
    const scalar = build?.inline;
    if (!scalar || scalar.document.foreign || scalar.shared) return [];
    // Where its `.dockerignore` and the files that it copies are looked for.
    const folder = build.context ?? folderOf(project.document.path);
    return [read(service, scalar, folder === '' ? 'Dockerfile' : `${folder}/Dockerfile`)];
  });
}

/** A run of text that is the same in both files, or a variable with its value. */
interface Piece {
  /** Where it begins in the Dockerfile. */
  readonly from: number;
  /** Where it begins in the Compose file. */
  readonly to: number;
  /** How long it is there. */
  readonly length: number;
}

/** Stands for what nobody knows: no image, no name, no value. */
const UNKNOWN = '\uE000';

const VARIABLE = /\$\$|\$\{[^}]*\}|\$[A-Za-z_]\w*/g;

function read(service: ComposeService, scalar: YamlScalar, path: string): InlineDockerfile {
  const { text } = service.document;
  const layout = layoutOf(scalar, text);
  const resolve = (variable: string) => service.resolve(variable) ?? UNKNOWN;
  const pieces: Piece[] = [];
  let decoded = '';
  const add = (to: number, length: number, value: string) => {
    pieces.push({ from: decoded.length, to, length });
    decoded += value;
  };
  for (const { start, content } of layout?.lines ?? [{ start: scalar.span.start, content: scalar.text }]) {
    let at = 0;
    for (const match of content.matchAll(VARIABLE)) {
      add(start + at, match.index - at, content.slice(at, match.index));
      add(start + match.index, match[0].length, resolve(match[0]));
      at = match.index + match[0].length;
    }
    add(start + at, content.length - at, content.slice(at));
  }
  const offset = (at: number): number => {
    const piece = pieces.findLast(({ from }) => from <= at);
    return piece ? piece.to + Math.min(at - piece.from, piece.length) : scalar.span.start;
  };
  const locate = ({ start, end }: Span): Span =>
    layout ? { start: offset(start), end: Math.max(offset(start), offset(end)) } : scalar.span;
  const place = `${service.place}.build.dockerfile_inline`;
  return {
    service,
    place,
    span: scalar.span,
    editable: layout !== undefined,
    document: readBuilt(path, decoded, buildOf(service)?.target),
    locate,
    rewrite: edits => {
      if (!layout) return null;
      const made = edits.map(edit =>
        edit.path === undefined ? { span: locate(edit.span), text: indented(edit, text, offset, layout.indent) } : edit,
      );
      const own = made.filter(edit => edit.path === undefined);
      const before = edits.filter(edit => edit.path === undefined);
      const written = inlineIn(applyEdits(text, own), service.name)?.replaceAll(VARIABLE, resolve);
      return written === applyEdits(decoded, before) ? made : null;
    },
  };
}

/** Lines that an edit writes are indented as the block is, and their dollars are no variables of Compose. */
function indented({ span, text: written }: TextEdit, text: string, offset: (at: number) => number, indent: string): string {
  const lines = written.replaceAll('$', '$$$$').replaceAll('\n', `\n${indent}`);
  const at = offset(span.start);
  // Behind the last line of the block there is no indentation yet.
  return text[at - 1] === '\n' ? `${indent}${lines.slice(0, written.endsWith('\n') ? -indent.length : undefined)}` : lines;
}

const inlineIn = (text: string, service: string): string | undefined => {
  const root = readYaml(text).documents[0]?.root;
  return root?.type === 'map' ? textOf(root.at('services', service, 'build', 'dockerfile_inline')) : undefined;
};

interface Layout {
  readonly indent: string;
  /** Lines with their line ends, and where they stand. */
  readonly lines: readonly { readonly start: number; readonly content: string }[];
}

/** A number in the block's header counts from the column of its key; else the first line with text decides. */
function indentOf({ span, parent }: YamlScalar, text: string, body: number): string | undefined {
  const stated = /^\|[-+]?([1-9])/.exec(text.slice(span.start, span.start + 3))?.[1];
  if (stated === undefined) return /^(?:[ ]*\n)*([ ]+)/.exec(text.slice(body))?.[1];
  const key = parent && 'key' in parent ? parent.keySpan.start : undefined;
  return key === undefined ? undefined : ' '.repeat(key - lineStart(text, key) + Number(stated));
}

/** The lines of a literal block, or the one line beside the key; `undefined` when the text does not stand in the file as it is. */
function layoutOf(scalar: YamlScalar, text: string): Layout | undefined {
  if (!scalar.block) {
    const { start, end } = scalar.span;
    const quote = /["']/.test(text[start] ?? '') ? 1 : 0;
    const isAsWritten = text.slice(start + quote, end - quote) === scalar.text && !scalar.text.includes('\n');
    return isAsWritten ? { indent: '', lines: [{ start: start + quote, content: scalar.text }] } : undefined;
  }
  if (!scalar.block || text[scalar.span.start] !== '|' || text.includes('\r')) return undefined;
  const body = lineEnd(text, scalar.span.start) + 1;
  const indent = indentOf(scalar, text, body);
  if (!indent) return undefined;
  const lines: { start: number; content: string }[] = [];
  let length = 0;
  for (let at = body; at < text.length && length < scalar.text.length; ) {
    const end = lineEnd(text, at);
    const start = Math.min(at + indent.length, end);
    const content = text.slice(start, end) + (end < text.length ? '\n' : '');
    lines.push({ start, content });
    length += content.length;
    at = end + 1;
  }
  const joined = lines.map(({ content }) => content).join('');
  const last = lines.at(-1);
  // Without a line end at its end (`|-`) the last line has one less.
  if (last && joined === `${scalar.text}\n`) lines[lines.length - 1] = { ...last, content: last.content.slice(0, -1) };
  return joined === scalar.text || joined === `${scalar.text}\n` ? { indent, lines } : undefined;
}

/** Only what the service builds is made of it: there is no other file to build it from. */
function readBuilt(path: string, text: string, target: string | undefined): DockerfileDocument {
  const document = parseDockerfile(path, text);
  const stage = target === undefined ? undefined : stageNamed(document.stages, target);
  return stage ? parseDockerfile(path, text, [stage.index]) : document;
}
