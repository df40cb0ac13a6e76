import type { Instruction, Stage, Word } from '../../core/facts/documents/dockerfile.js';
import { memo } from '../../core/facts/memo.js';
import { baseWorkdir } from '../../core/facts/tables/base-workdirs.js';
import type { TextEdit } from '../../core/text.js';

/** What stands for a folder that the base image decides. Paths below it can be compared with each other. */
const UNKNOWN = '?';

/** An absolute path with `.`, `..` and doubled slashes resolved; `undefined` where a variable leaves it unknown. */
export function resolvePath(folder: string | undefined, path: string): string | undefined {
  const joined = path.startsWith('/') ? path : folder === undefined ? undefined : `${folder}/${path}`;
  if (joined === undefined || joined.includes('$')) return undefined;
  const parts: string[] = [];
  for (const part of joined.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return (joined.startsWith(UNKNOWN) ? '' : '/') + parts.join('/');
}

/** The working folder before an instruction: `?` with what is known below it while the base image decides; `undefined` when unknown. */
export function workdirBefore(instruction: Instruction): string | undefined {
  return instruction.stage && foldersOf(instruction.stage).before.get(instruction);
}

interface Folders {
  readonly before: ReadonlyMap<Instruction, string | undefined>;
  readonly end: string | undefined;
}

/** Of a stage, walked once. */
const foldersOf = memo((stage: Stage): Folders => {
  const before = new Map<Instruction, string | undefined>();
  let folder = stage.parent
    ? foldersOf(stage.parent).end
    : stage.scratch
      ? '/'
      : ((stage.base?.reference && baseWorkdir(stage.base.reference)) ?? UNKNOWN);
  for (const instruction of stage.instructions) {
    before.set(instruction, folder);
    if (instruction.keyword !== 'WORKDIR' || instruction.onbuild) continue;
    const path = argumentOf(instruction);
    folder = path === undefined ? undefined : resolvePath(folder, path);
  }
  return { before, end: folder };
});

/** The argument of an instruction that has one, blanks included; `undefined` when unknown. */
export function argumentOf(instruction: Instruction): string | undefined {
  const { start, end } = instruction.argumentsSpan;
  const written = instruction.text.slice(start, end);
  const text = written.trim();
  const from = start + written.indexOf(text);
  return instruction.expand({ text, span: { start: from, end: from + text.length } }).value;
}

/** Whether a path is `parent` or lies below it, by whole components. */
export const isIn = (path: string, parent: string): boolean => path === parent || path.startsWith(`${parent}/`);

/** A file that COPY or ADD brings: the word that names it, what it is called there, and where it goes. */
export interface CopiedFile {
  readonly word: Word;
  readonly source: string;
  /** `undefined` when unknown. */
  readonly target: string | undefined;
}

/** More than these in one instruction are nobody's. */
const MAX_SOURCES = 200;

/** Where the content of a copied folder goes: COPY takes what is in a folder, not the folder. `undefined` when unknown. */
export function copyTarget(instruction: Instruction): string | undefined {
  const last = instruction.words.at(-1);
  const written = last && instruction.expand(last).value;
  return written === undefined ? undefined : resolvePath(workdirBefore(instruction), written);
}

/** The sources of a COPY or ADD whose names are known, heredocs left out. */
export function copiedFiles(instruction: Instruction): readonly CopiedFile[] {
  const { keyword } = instruction;
  return keyword === 'COPY' || keyword === 'ADD' ? filesOf(instruction) : [];
}

const filesOf = memo((instruction: Instruction): readonly CopiedFile[] => {
  const { words, heredocs } = instruction;
  if (heredocs.length > 0) return [];
  const last = words.at(-1);
  const written = last && instruction.expand(last).value;
  const into = written !== undefined && (written.endsWith('/') || /(?:^|\/)\.{1,2}$/.test(written) || words.length > 2);
  const folder = workdirBefore(instruction);
  return words.slice(0, Math.min(words.length - 1, MAX_SOURCES)).flatMap(word => {
    const source = instruction.expand(word).value;
    if (source === undefined || source === '') return [];
    const name = source.replace(/\/+$/, '').split('/').at(-1)!;
    const target = written === undefined ? undefined : resolvePath(folder, into ? `${written}/${name}` : written);
    return [{ word, source, target }];
  });
});

/** Edits that take one argument out of an instruction, the instruction with the last of `all`. `null` where text between is not blank. */
export function withoutArgument(instruction: Instruction, word: Word, all: readonly Word[]): readonly TextEdit[] | null {
  if (all.length === 1) return instruction.onbuild ? null : instruction.remove();
  const index = all.indexOf(word);
  const next = all[index + 1];
  const span = next ? { start: word.span.start, end: next.span.start } : { start: all[index - 1]!.span.end, end: word.span.end };
  const between = next ? { start: word.span.end, end: next.span.start } : { start: span.start, end: word.span.start };
  return /^[\s\\,]*$/.test(instruction.text.slice(between.start, between.end)) ? [{ span, text: '' }] : null;
}
