import type { ShellWord } from './types.js';

/** How a command that runs another one takes its own arguments. All its own options come before the program that it runs. */
interface Wrapper {
  /** Options that take a value: letters, and long names. */
  readonly values?: readonly string[];
  /** With one of these it does not run a program. */
  readonly refuses?: readonly string[];
  /** How many operands stand before the program. */
  readonly operands?: number;
  /** `NAME=value` words may stand before the program. */
  readonly assignments?: boolean;
}

const wrapperTable: Readonly<Record<string, Wrapper>> = {
  sudo: {
    values: [
      '-u',
      '--user',
      '-g',
      '--group',
      '-h',
      '--host',
      '-p',
      '--prompt',
      '-C',
      '--close-from',
      '-D',
      '--chdir',
      '-R',
      '--chroot',
      '-r',
      '--role',
      '-t',
      '--type',
      '-T',
      '--command-timeout',
      '-U',
      '--other-user',
    ],
    refuses: ['-l', '--list', '-e', '--edit', '-v', '--validate', '-V', '--version', '-K', '--remove-timestamp'],
    assignments: true,
  },
  doas: { values: ['-u', '-C'], refuses: ['-L', '-C'] },
  env: { values: ['-u', '--unset', '-C', '--chdir'], refuses: ['-S', '--split-string', '--help', '--version'], assignments: true },
  nice: { values: ['-n', '--adjustment'] },
  ionice: { values: ['-c', '--class', '-n', '--classdata'], refuses: ['-p', '--pid', '-P', '--pgid', '-u', '--uid'] },
  time: { values: ['-f', '--format', '-o', '--output'] },
  timeout: { values: ['-k', '--kill-after', '-s', '--signal'], operands: 1 },
  nohup: {},
  setsid: {},
  stdbuf: { values: ['-i', '--input', '-o', '--output', '-e', '--error'] },
  chroot: { operands: 1 },
  gosu: { operands: 1 },
  'su-exec': { operands: 1 },
  setpriv: { values: ['--reuid', '--regid', '--groups', '--inh-caps', '--bounding-set', '--ambient-caps', '--securebits', '--pdeathsig'] },
  tini: { values: ['-p', '-e'] },
  'dumb-init': { values: ['-r', '--rewrite'] },
  catatonit: {},
  fakeroot: { values: ['-l', '--lib', '--faked', '-s', '-i', '-b'] },
  eatmydata: {},
  xargs: {
    values: [
      '-a',
      '--arg-file',
      '-d',
      '--delimiter',
      '-E',
      '-I',
      '-L',
      '--max-lines',
      '-n',
      '--max-args',
      '-P',
      '--max-procs',
      '-s',
      '--max-chars',
      '--process-slot-var',
    ],
  },
  exec: { values: ['-a'] },
  command: { refuses: ['-v', '-V'] },
  builtin: {},
  busybox: { refuses: ['--list', '--list-full', '--install', '--help'] },
};

const wrappersByName: ReadonlyMap<string, Wrapper> = new Map(Object.entries(wrapperTable));

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'mksh']);
const shellValues = ['-o', '-O', '--rcfile', '--init-file'];
const declarations: ReadonlySet<string> = new Set(['export', 'declare', 'typeset', 'readonly', 'local']);

/** Nobody nests more; each wrapper lists those around it. */
const mostWrappers = 20;

/** The base name of the program that a word names. */
export function programName(word: ShellWord | undefined): string | undefined {
  const value = word?.value;
  return value?.includes('/') ? value.slice(value.lastIndexOf('/') + 1) : value;
}

export const isShell = (name: string | undefined): boolean => name !== undefined && shells.has(name);

/** Whether the command's `NAME=value` arguments set variables of the shell. */
export const isDeclaration = (name: string | undefined): boolean => name !== undefined && declarations.has(name);

export interface Unwrapped {
  /** The words of each wrapper, outermost first: its name and what is its own. */
  readonly wrappers: readonly (readonly ShellWord[])[];
  /** The words of what really runs. */
  readonly words: readonly ShellWord[];
}

/** Takes `sudo`, `env`, `xargs` and the like off a command. One that runs nothing (`env` alone, `sudo -l`, `command -v`) stays. */
export function unwrap(words: readonly ShellWord[]): Unwrapped {
  if (!mayWrap(programName(words[0]))) return { wrappers: NO_WRAPPERS, words };
  const wrappers: ShellWord[][] = [];
  let from = 0;
  while (wrappers.length < mostWrappers) {
    const program = programStart(words, from);
    if (program === undefined) break;
    wrappers.push(words.slice(from, program));
    from = program;
  }
  return { wrappers, words: words.slice(from) };
}

const NO_WRAPPERS: Unwrapped['wrappers'] = [];

const isPython = (name: string): boolean => name.startsWith('py') && /^(?:python|pypy)[\d.]*$/.test(name);

const mayWrap = (name: string | undefined): boolean =>
  name !== undefined && (wrappersByName.has(name) || name === 'eval' || isPython(name));

/** Where the program starts that the wrapper at `from` runs; `undefined` when there is no wrapper or no program. */
function programStart(words: readonly ShellWord[], from: number): number | undefined {
  const name = programName(words[from]);
  if (name === undefined) return undefined;
  if (isPython(name)) return moduleStart(words, from);
  if (name === 'eval') return words.length - from > 2 ? from + 1 : undefined;
  const wrapper = wrappersByName.get(name);
  if (!wrapper) return undefined;
  let operands = wrapper.operands ?? 0;
  let next = skipOptions(words, from + 1, wrapper.values ?? [], wrapper.refuses);
  if (next === undefined) return undefined;
  for (; next < words.length; next++) {
    if (operands > 0) operands--;
    else if (!wrapper.assignments || !/^["']?\w+=/.test(words[next]!.text)) return next;
  }
  return undefined;
}

/** `python -m pip`: the module stands for the program of its name. */
function moduleStart(words: readonly ShellWord[], from: number): number | undefined {
  for (let i = from + 1; i < words.length; i++) {
    const value = words[i]!.value;
    if (value === undefined || !/^-[a-zA-Z]/.test(value) || value.includes('c')) return undefined;
    if (value.endsWith('m')) return i + 1 < words.length ? i + 1 : undefined;
    if (value === '-W' || value === '-X') i++;
  }
  return undefined;
}

/** The index of the first word that is no option; `undefined` when one of `refuses` is there. */
function skipOptions(
  words: readonly ShellWord[],
  from: number,
  values: readonly string[],
  refuses?: readonly string[],
): number | undefined {
  let i = from;
  for (; i < words.length; i++) {
    const value = words[i]!.value;
    if (value === '--') return i + 1;
    if (value === undefined ? !words[i]!.text.startsWith('-') : !/^[-+]/.test(value)) return i;
    const text = value ?? words[i]!.text;
    for (const option of optionsIn(text, values)) {
      if (refuses?.includes(option)) return undefined;
    }
    if (takesNext(text, values)) i++;
  }
  return i;
}

/** The options that one word holds: `-iu` gives `-i` and `-u`. */
function optionsIn(text: string, values: readonly string[]): string[] {
  if (text.startsWith('--')) return [text.split('=', 1)[0]!];
  const options: string[] = [];
  for (const letter of text.slice(1)) {
    options.push(`-${letter}`);
    if (values.includes(`-${letter}`)) break;
  }
  return options;
}

function takesNext(text: string, values: readonly string[]): boolean {
  if (text.startsWith('--')) return values.includes(text);
  return optionsIn(text, values).length === text.length - 1 && values.includes(`-${text.at(-1)}`);
}

/** The word that a shell or `eval` reads as a script: of `sh -ec "script" name`, the `"script"`. */
export function scriptArgument(words: readonly ShellWord[]): ShellWord | undefined {
  const name = programName(words[0]);
  if (name === 'eval') return words.length === 2 ? words[1] : undefined;
  if (!isShell(name)) return undefined;
  const operand = skipOptions(words, 1, shellValues) ?? words.length;
  const runs = words.slice(1, operand).some(word => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(word.value ?? ''));
  return runs ? words[operand] : undefined;
}

/** Whether a shell reads its script from standard input: no file and no `-c`. */
export function readsInput(words: readonly ShellWord[]): boolean {
  if (!isShell(programName(words[0]))) return false;
  const operand = skipOptions(words, 1, shellValues) ?? words.length;
  const options = words.slice(1, operand);
  if (options.some(word => /^-[a-zA-Z]*s/.test(word.value ?? ''))) return true;
  return operand >= words.length && !options.some(word => /^-[a-zA-Z]*c/.test(word.value ?? ''));
}
