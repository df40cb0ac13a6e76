import type { Span } from '../../../text.js';
import type { ShellCommand, ShellWord } from '../types.js';
import { toolOptions } from './index.js';

/** What a file mode grants beyond the ordinary. */
export interface Mode {
  readonly setuid: boolean;
  readonly setgid: boolean;
  /** Everybody may write, and nothing keeps them off each other's files (the sticky bit). */
  readonly worldWritable: boolean;
}

/** A mode that a command sets. */
export interface ModeUse {
  readonly text: string;
  readonly span: Span;
  readonly mode: Mode;
  /** Files and directories as written. */
  readonly paths: readonly string[];
  /** Known to be for directories. */
  readonly directories: boolean;
}

/**
 * Reads an octal mode or a symbolic one, `u+x,o+w`; `undefined` when it is neither. A clause without `u`, `g`, `o` or `a` is subject to
 * the umask, so `+w` gives others nothing. Source: chmod(1).
 */
export function readMode(text: string): Mode | undefined {
  if (/^[0-7]{1,5}$/.test(text)) {
    const bits = Number.parseInt(text, 8);
    return { setuid: (bits & 0o4000) > 0, setgid: (bits & 0o2000) > 0, worldWritable: (bits & 0o2) > 0 && (bits & 0o1000) === 0 };
  }
  const clauses = text.split(',').map(clause => /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(clause));
  if (text === '' || clauses.some(clause => !clause)) return undefined;
  let mode: Mode = { setuid: false, setgid: false, worldWritable: false };
  for (const clause of clauses) {
    const who = clause![1]!;
    for (const [, operator, letters] of clause![2]!.matchAll(/([-+=])([rwxXstugo]*)/g)) {
      if (operator === '-') continue;
      const s = letters!.includes('s');
      mode = {
        setuid: mode.setuid || (s && (who === '' || /[ua]/.test(who))),
        setgid: mode.setgid || (s && (who === '' || /[ga]/.test(who))),
        // `o=u`: what the owner may, who may write.
        worldWritable: mode.worldWritable || (/[wu]/.test(letters!) && !letters!.includes('t') && /[oa]/.test(who)),
      };
    }
  }
  return mode;
}

const SETTERS: ReadonlySet<string | undefined> = new Set(['chmod', 'install', 'mkdir', 'find']);
const NONE: readonly ModeUse[] = [];

/** The modes that `chmod`, `find -exec chmod`, `install -m` and `mkdir -m` set. */
export function modesOf(command: ShellCommand): readonly ModeUse[] {
  const { name, words } = command;
  if (!SETTERS.has(name)) return NONE;
  if (name === 'find') return inFind(words);
  const options = toolOptions(command)!;
  if (name === 'chmod') return use(options.operands[0], options.operands.slice(1), false);
  return options.values('--mode').flatMap(word => use(word, options.operands, name === 'mkdir' || options.has('--directory')));
}

function inFind(words: readonly ShellWord[]): readonly ModeUse[] {
  const at = words.findIndex(
    ({ value }, i) => /^-(?:exec|execdir|ok)$/.test(value ?? '') && words[i + 1]?.value?.split('/').at(-1) === 'chmod',
  );
  if (at < 0) return [];
  const mode = words.slice(at + 2).find(({ value }) => !value?.startsWith('-'));
  const directories = words.some(({ value }, i) => value === '-type' && words[i + 1]?.value === 'd');
  return use(mode, words.slice(1, 2), directories);
}

function use(word: ShellWord | undefined, paths: readonly ShellWord[], directories: boolean): readonly ModeUse[] {
  const mode = word?.value === undefined ? undefined : readMode(word.value);
  if (!word || !mode) return [];
  return [{ text: word.value!, span: word.span, mode, paths: paths.map(path => path.value ?? path.text), directories }];
}
