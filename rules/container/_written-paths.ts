import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { readMode } from '../../core/facts/shell/tools/modes.js';
import { copiedFiles, copyTarget, isIn, resolvePath, workdirBefore } from '../dockerfile/_paths.js';

/** Folders that an image prepares for its program to write into, as its Dockerfile shows. */
export interface WrittenPaths {
  /** May be empty at every start. */
  readonly scratch: readonly string[];
  /** To be kept. */
  readonly data: readonly string[];
}

/** Where run-time files and what can be made again belong, by the names that people and the file hierarchy standard give it. */
const SCRATCH = /^\/(?:tmp|run|var\/(?:run|cache|tmp|log|lock|spool))(?:\/|$)|\/(?:\.?cache|te?mp|logs?|run)$/i;
const DATA = /^\/(?:data|srv|var\/lib|var\/opt)(?:\/|$)|\/(?:data|db|storage|uploads?|media|backups?|state)$/i;
/** What a build leaves there is no program's to write. */
const OF_THE_BUILD =
  /^\/(?:var\/lib\/(?:apt|dpkg|apk)|var\/cache\/(?:apt|apk|yum|dnf|ldconfig)|tmp|var\/tmp)(?:\/|$)|^\/(?:usr|etc|bin|sbin|lib)\//;

/**
 * Folders that the Dockerfile makes or gives to an account (`mkdir`, `chown`, `install -d`), of those the ones that by their name are for
 * writing, and that nothing is copied into: an empty mount would hide what is there.
 */
export function writtenPathsOf(stage: Stage): WrittenPaths {
  const filled = instructionsOf(stage).flatMap(targetsOf);
  const empty = preparedPathsOf(stage).filter(path => !filled.some(target => isIn(target, path)));
  return { scratch: empty.filter(path => !DATA.test(path)), data: empty.filter(path => DATA.test(path)) };
}

/** Folders that the Dockerfile makes or gives to an account, and that by their name are for writing. Those inside others are left out. */
export function preparedPathsOf(stage: Stage): readonly string[] {
  const made = [...new Set(instructionsOf(stage).flatMap(foldersMade))].filter(path => !OF_THE_BUILD.test(path) && isForWriting(path));
  return made.filter(path => !made.some(other => other !== path && isIn(path, other)));
}

export const isForWriting = (path: string): boolean => SCRATCH.test(path) || DATA.test(path);

const instructionsOf = (stage: Stage): readonly Instruction[] =>
  [...stage.chain].reverse().flatMap(one => one.instructions.filter(({ onbuild }) => !onbuild));

function foldersMade(instruction: Instruction): readonly string[] {
  if (instruction.keyword !== 'RUN') return [];
  const folder = workdirBefore(instruction);
  return instruction.script.commands.flatMap(({ name, words }) => {
    const values = words.slice(1).map(({ value }) => value);
    const plain = values.filter(value => value !== undefined && !value.startsWith('-'));
    const paths = foldersNamed(name, values, plain);
    return paths.flatMap(path => {
      const resolved = resolvePath(folder, path!);
      return resolved?.startsWith('/') && !/[*?[{~]/.test(resolved) ? [resolved] : [];
    });
  });
}

/** What a command makes, gives away, or lets everybody write to. */
function foldersNamed(name: string | undefined, values: readonly (string | undefined)[], plain: readonly (string | undefined)[]) {
  switch (name) {
    case 'mkdir':
      return plain;
    case 'chown':
      return plain.slice(1);
    case 'chmod':
      return readMode(plain[0] ?? '')?.worldWritable ? plain.slice(1) : [];
    case 'install':
      return values.some(value => /^-\w*d|^--directory$/.test(value ?? '')) ? plain.filter(path => path!.startsWith('/')) : [];
    default:
      return [];
  }
}

/** Where files come to lie: what COPY and ADD bring, and what stands in the working folder. */
function targetsOf(instruction: Instruction): readonly string[] {
  const target = instruction.keyword === 'COPY' || instruction.keyword === 'ADD' ? copyTarget(instruction) : undefined;
  if (target !== undefined) return [target, ...copiedFiles(instruction).flatMap(file => file.target ?? [])];
  return instruction.keyword === 'WORKDIR' || instruction.keyword === 'RUN' ? [workdirBefore(instruction) ?? '/'] : [];
}
