import { DockerfileParser } from 'dockerfile-ast';
import { LineIndex, type Span } from '../../text.js';
import type { Comment, Problem, Target } from '../fact.js';
import type { ImageUse } from '../views/image.js';
import { Builder } from './dockerfile/builder.js';
import { type Directive, readDirectives } from './dockerfile/directives.js';
import { DockerfileImage } from './dockerfile/image.js';
import type { Instruction } from './dockerfile/instruction.js';
import { outline } from './dockerfile/outline.js';
import type { Stage } from './dockerfile/stage.js';
import { isBlankAt } from './dockerfile/words.js';

export type { Directive } from './dockerfile/directives.js';
export { type Flag, type Heredoc, Instruction, type Pair } from './dockerfile/instruction.js';
export { Stage, stageNamed } from './dockerfile/stage.js';
export type { Word } from './dockerfile/words.js';

/** A Dockerfile. `place` and `span` stand for the whole file. */
export interface DockerfileDocument extends Target {
  readonly kind: 'dockerfile';
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  /** Every instruction in order; an ONBUILD stands as its trigger. */
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** FROM, COPY --from, RUN --mount from, # syntax. */
  readonly images: readonly ImageUse[];
  readonly problems: readonly Problem[];
}

/** Past this the parser's own quadratic spots are felt. */
const MAX_LENGTH = 1_000_000;

/**
 * Reads a Dockerfile. Never throws: what cannot be read is a problem.
 * @param finals indexes of the stages that images are made of; the last one when absent.
 */
export function parseDockerfile(path: string, text: string, finals?: readonly number[]): DockerfileDocument {
  const lines = new LineIndex(text);
  if (text.length > MAX_LENGTH) return empty(path, text, lines, 'This file is larger than 1 MB: Seaworthy does not analyse it.');
  const directives = readDirectives(text);
  const escape = directives.find(directive => directive.name === 'escape')?.value === '`' ? '`' : '\\';
  const problems: Problem[] = [];
  const builder = new Builder(text, escape, problems);
  const spans: Span[] = [];
  // A byte-order mark is no part of the first line's text.
  const parsed = DockerfileParser.parse(outline(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text, escape));
  for (const raw of parsed.getInstructions()) {
    const { start, end } = raw.getRange();
    const span = { start: lines.offset(start.line, start.character), end: endOfLine(text, lines, end.line) };
    spans.push(span);
    builder.add(span);
  }
  builder.finish(finals);
  const comments: Comment[] = [];
  // The parser takes any first comment with a `=` for a directive.
  for (const comment of [...parsed.getDirectives(), ...parsed.getComments()]) {
    const { start } = comment.getRange()!;
    const span = { start: lines.offset(start.line, start.character), end: endOfLine(text, lines, start.line) };
    if (directives.some(directive => directive.span.start === span.start)) continue;
    comments.push({ span, text: text.slice(span.start + 1, span.end), alone: true, subject: subjectOf(span, spans) });
  }
  // A stage can be copied from before it stands.
  const named = new Set(builder.stages.map(({ name }) => name?.toLowerCase()));
  const isStage = ({ use, text }: ImageUse) => (use === 'copy' || use === 'mount') && named.has(text.toLowerCase());
  const images = [...syntaxImages(directives), ...builder.images.filter(image => !isStage(image))];
  const units = builder.stages.filter(stage => stage.ships).map(stage => stage.unit);
  return {
    kind: 'dockerfile',
    path,
    text,
    lines,
    directives,
    comments,
    instructions: builder.instructions,
    stages: builder.stages,
    images,
    problems,
    units,
    span: builder.stages.at(-1)?.span ?? { start: 0, end: 0 },
    place: 'file',
  };
}

/** Where the text of a 0-based line ends, or of the nearest line above it that has some. */
function endOfLine(text: string, lines: LineIndex, line: number): number {
  let end = lines.offset(line + 1, 0);
  while (end > 0 && isBlankAt(text, end - 1)) end--;
  return end;
}

/** A comment speaks of the instruction that it stands in, else of the next one. */
function subjectOf(comment: Span, instructions: readonly Span[]): Span {
  const next = instructions.find(span => span.end > comment.start);
  return next ?? { start: comment.end, end: comment.end };
}

function empty(path: string, text: string, lines: LineIndex, message: string): DockerfileDocument {
  const span = { start: 0, end: 0 };
  const none = { directives: [], comments: [], instructions: [], stages: [], images: [], units: [] };
  return { kind: 'dockerfile', path, text, lines, ...none, problems: [{ span, message, severity: 'info' }], span, place: 'file' };
}

function syntaxImages(directives: readonly Directive[]): readonly ImageUse[] {
  return directives
    .filter(({ name, value }) => name === 'syntax' && value !== '')
    .map(({ value, valueSpan }) => {
      const written = { use: 'syntax', text: value, span: valueSpan, place: 'directive:syntax', value } as const;
      return new DockerfileImage(written, () => []);
    });
}
