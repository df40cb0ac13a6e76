import type { Instruction, Stage, Word } from '../../core/facts/documents/dockerfile.js';
import { memo } from '../../core/facts/memo.js';
import { baseWorkdir } from '../../core/facts/tables/base-workdirs.js';
import type { TextEdit } from '../../core/text.js';

/** What stands for a folder that the base image decides. Paths below it can be compared with each other. */
const UNKNOWN = '?';

/** An absolute path with `.`, `..` and doubled slashes resolved; `undefined` where a variable leaves it unknown. */
export function resolvePath(folder: string | undefined, path: string): string | undefined {
  const joined = path.startsWith('/') ? path : folder === undefined ? undefined : folder === '/' ? `/${path}` : `${folder}/${path}`;
  if (joined === undefined || joined.includes('$')) return undefined;
  if (isResolved(joined)) return joined;
  const parts: string[] = [];
  for (const part of joined.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return (joined.startsWith(UNKNOWN) ? '' : '/') + parts.join('/');
}

/** A cheap look: with a hidden folder it may be resolved, too. */
const isResolved = (path: string): boolean => isRooted(path) && !path.includes('/.') && !path.includes('//') && !path.endsWith('/');

const isRooted = (path: string): boolean => path.startsWith('/') || path.startsWith(UNKNOWN);

/** The working folder before an instruction: `?` with what is known below it while the base image decides; `undefined` when unknown. */
export function workdirBefore({ stage, span }: Instruction): string | undefined {
  return stage && foldersOf(stage).findLast(({ from }) => from < span.start)?.folder;
}

/** A path that stands in an instruction, resolved. */
export const pathIn = (instruction: Instruction, path: string): string | undefined =>
  resolvePath(path.startsWith('/') ? undefined : workdirBefore(instruction), path);

/** A working folder, and the offset from which on it is. */
interface Folder {
  readonly from: number;
  readonly folder: string | undefined;
}

/** Of a stage, in their order. */
const foldersOf = memo((stage: Stage): readonly Folder[] => {
  let folder = stage.parent
    ? foldersOf(stage.parent).at(-1)!.folder
    : stage.scratch
      ? '/'
      : ((stage.base?.reference && baseWorkdir(stage.base.reference)) ?? UNKNOWN);
  const folders: Folder[] = [{ from: -1, folder }];
  for (const instruction of stage.own('WORKDIR')) {
    const path = argumentOf(instruction);
    folder = path === undefined ? undefined : resolvePath(folder, path);
    folders.push({ from: instruction.span.start, folder });
  }
  return folders;
});

/** The argument of an instruction that has one, blanks included; `undefined` when unknown. */
export function argumentOf(instruction: Instruction): string | undefined {
  const span = instruction.argumentsSpan;
  return instruction.expand({ text: instruction.text.slice(span.start, span.end).trim(), span }).value;
}

/** Whether a path is `parent` or lies below it, by whole components. */
export const isIn = (path: string, parent: string): boolean =>
  path.startsWith(parent) && (path.length === parent.length || path[parent.length] === '/');

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
  return written === undefined ? undefined : pathIn(instruction, written);
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
  const into = written !== undefined && (words.length > 2 || written.endsWith('/') || /(?:^|\/)\.{1,2}$/.test(written));
  const target = written === undefined ? undefined : pathIn(instruction, into ? `${written}/` : written);
  const targetOf = (name: string) =>
    // What leads out of an unknown folder cannot be taken step by step.
    target !== undefined && isRooted(target) ? resolvePath(target, name) : pathIn(instruction, `${written}/${name}`);
  const files: CopiedFile[] = [];
  for (let i = 0; i < words.length - 1 && i < MAX_SOURCES; i++) {
    const word = words[i]!;
    const source = instruction.expand(word).value;
    if (source === undefined || source === '') continue;
    files.push({ word, source, target: into ? targetOf(nameOf(source)) : target });
  }
  return files;
});

/** The last part of a path, which slashes may follow. */
function nameOf(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

/** Edits that take one argument out of an instruction, the instruction with the last of `all`. `null` where text between is not blank. */
export function withoutArgument(instruction: Instruction, word: Word, all: readonly Word[]): readonly TextEdit[] | null {
  if (all.length === 1) return instruction.onbuild ? null : instruction.remove();
  const index = all.indexOf(word);
  const next = all[index + 1];
  const span = next ? { start: word.span.start, end: next.span.start } : { start: all[index - 1]!.span.end, end: word.span.end };
  const between = next ? { start: word.span.end, end: next.span.start } : { start: span.start, end: word.span.start };
  return /^[\s\\,]*$/.test(instruction.text.slice(between.start, between.end)) ? [{ span, text: '' }] : null;
}
