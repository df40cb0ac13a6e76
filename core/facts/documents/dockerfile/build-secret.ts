import { at, type TextEdit } from '../../../text.js';
import type { DockerfileDocument, Instruction, Pair } from '../dockerfile.js';

/**
 * Takes an ARG or ENV out of the file. Where RUN reads it, each such RUN gets it as a build secret instead; an ENV that no instruction
 * reads is simply gone: whatever starts the container supplies it. `null` where anything but RUN reads it.
 * Source: Dockerfile reference, "RUN --mount=type=secret"; its `env` option needs the frontend 1.10.
 */
export function supplyFromOutside(document: DockerfileDocument, instruction: Instruction, pair: Pair): readonly TextEdit[] | null {
  if (!instruction.stage) return null;
  const readers = readersOf(document, instruction, pair);
  const declaredAgain = document.instructions.some(other => other !== instruction && other.pairs.some(p => p.name === pair.name));
  if (declaredAgain || readers.some(reader => reader.keyword !== 'RUN' || reader.onbuild || reader.heredocs.length > 0)) return null;
  // Commands see build arguments in their environment, and may read what the file does not name.
  if (instruction.keyword === 'ARG' && readers.length === 0) return instruction.hasStepsBehind ? null : instruction.removePair(pair);
  const mounts = readers.map(reader => {
    const option = `--mount=type=secret,id=${pair.name},env=${pair.name},required=true `;
    return { span: at(reader.argumentsSpan.start), text: option };
  });
  return [...(readers.length > 0 ? syntaxEdits(document) : []), ...instruction.removePair(pair), ...mounts];
}

/** The instructions that read what an ARG or ENV declares. */
export const readersOf = ({ instructions }: DockerfileDocument, from: Instruction, { name }: Pair): readonly Instruction[] =>
  instructions.filter(other => other !== from && sees(other, from) && reads(other, name));

/** Whether what `from` declares is in force at `other`: later in its stage, or in a stage that starts from it (ENV only). */
function sees(other: Instruction, from: Instruction): boolean {
  const { stage } = from;
  if (other.stage === stage) return other.span.start > from.span.start;
  return from.keyword === 'ENV' && other.stage !== undefined && other.stage.chain.some(ancestor => ancestor === stage);
}

/** Whether the name stands in it as a variable, or its program would see it: `$NAME`, `${NAME`, or the bare name in a script. */
function reads(instruction: Instruction, name: string): boolean {
  const text = instruction.text.slice(instruction.span.start, instruction.span.end);
  return new RegExp(`(?<![\\w])${name.replace(/[^\w]/g, '')}(?![\\w])`).test(text);
}

/** `env=` is understood by the current frontend 1 only: named where the file names none, left alone where it names one. */
function syntaxEdits({ directives, text }: DockerfileDocument): readonly TextEdit[] {
  if (directives.some(directive => directive.name === 'syntax')) return [];
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  return [{ span: at(start), text: `# syntax=docker/dockerfile:1${text.includes('\r\n') ? '\r\n' : '\n'}` }];
}
