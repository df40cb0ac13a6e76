import { downloadOf } from '../../core/facts/shell/tools/downloads.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import { isFaithful } from '../../core/facts/shell/word.js';
import type { Fix } from '../../core/judge/rule.js';
import { at, type TextEdit } from '../../core/text.js';

/** Where a script is kept between its download and its run. */
const SCRIPT = '/tmp/install.sh';

/** The command that compares the script with its checksum, with what joins it to its neighbours. */
const comparing = (checksum: string): string => ` && echo "${checksum}  ${SCRIPT}" | sha256sum -c - && `;

/** Downloads the script, compares it, and runs it then; `editsFor` writes that for a checksum. */
export function checkedFirst(editsFor: (checksum: string) => readonly TextEdit[] | null): readonly Fix[] {
  if (!editsFor('checksum')) return [];
  return [
    {
      title: 'Download the script, compare its checksum, then run it ...',
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const checksum = await ask({ prompt: 'SHA-256 of the script that you have read', placeholder: 'checksum' });
        return checksum === null ? null : editsFor(checksum);
      },
    },
  ];
}

/** `bash -c "$(curl URL)"`, `bash <(curl URL)`, `eval "$(curl URL)"`: the file takes the place of the substitution. */
export function substitutionEdits(
  source: ShellCommand,
  runner: ShellCommand,
  script: readonly ShellCommand[],
  checksum: string,
): readonly TextEdit[] | null {
  const before = script[script.indexOf(runner) - 1];
  const isPlain = runner.within === undefined && runner.pipeline.length === 1 && source.pipeline.length === 1;
  const download = fetching(source);
  if (!isPlain || !download || before?.next === '||' || runner.redirects.length + source.redirects.length > 0) return null;
  const [program, ...rest] = runner.words;
  const place = rest.findIndex(({ span }) => span.start <= source.span.start && source.span.end <= span.end);
  if (!program || place < 0 || !rest.every(isFaithful)) return null;
  const lead = { span: at(runner.span.start), text: download + comparing(checksum) };
  const word = rest[place]!;
  if (runner.name === 'eval')
    return rest.length === 1 ? [lead, { span: { start: program.span.start, end: word.span.end }, text: `. ${SCRIPT}` }] : null;
  if (/^<\(/.test(word.text)) return place === 0 ? [lead, { span: word.span, text: SCRIPT }] : null;
  // What follows a script of `-c` is the name that it has, then its arguments.
  if (place !== 1 || rest[0]!.value !== '-c') return null;
  return [lead, { span: { start: rest[0]!.span.start, end: (rest[2] ?? word).span.end }, text: SCRIPT }];
}

/** A download, written so that it goes to the file; `undefined` where its words cannot be told or it says where to go itself. */
function fetching(source: ShellCommand): string | undefined {
  const options = toolOptions(source);
  if (!options || source.wrappers.length + source.assignments.length > 0 || !source.words.every(isPlainWord)) return undefined;
  const words = source.words.map(({ text }) => text);
  if (source.name === 'curl')
    return options.has('--output') || options.has('--remote-name') ? undefined : `${words.join(' ')} -o ${SCRIPT}`;
  if (source.name !== 'wget' || options.values('--output-document').at(-1)?.value !== '-') return undefined;
  const joined = words.join(' ');
  const to = joined.replace(/( -[A-Za-z]*O) ?-(?= |$)/, (_, option: string) => `${option} ${SCRIPT}`);
  return to === joined ? undefined : to;
}

/** Whether a word can be written elsewhere as it stands: within double quotes others would be the outer ones. */
const isPlainWord = (word: ShellWord): boolean => isFaithful(word) && !/[\\\n"]/.test(word.text);

/** `curl -o a.sh URL && sh a.sh`: the comparison comes in between, where a failure keeps the rest from running. */
export function comparedEdits(
  source: ShellCommand,
  runner: ShellCommand,
  script: readonly ShellCommand[],
  checksum: string,
): readonly TextEdit[] | null {
  const file = downloadOf(source)?.file;
  const from = script.indexOf(source);
  const steps = script.slice(from, script.indexOf(runner));
  const isChain = steps.every(({ next, within, pipeline }) => next === '&&' && within === undefined && pipeline.length === 1);
  if (!isChain || file === undefined || /["`\\$]/.test(file) || script[from - 1]?.next === '||') return null;
  return [{ span: at(source.span.end), text: ` && echo "${checksum}  ${file}" | sha256sum -c -` }];
}

/** `curl URL | bash -s -- arguments`: the pipe becomes a file. */
export function pipeEdits(source: ShellCommand, interpreter: ShellCommand, checksum: string): readonly TextEdit[] | null {
  const options = toolOptions(source);
  const [program, ...rest] = interpreter.words;
  const start = (interpreter.wrappers[0] ?? interpreter).span.start;
  // Options of the shell itself would have to stay before the file.
  const first = rest.findIndex(({ value }) => value === undefined || !/^(?:-|-s|--)$/.test(value));
  const kept = first < 0 ? [] : rest.slice(first);
  if (!options || !program || (kept[0]?.text.startsWith('-') && !rest.slice(0, first).some(({ value }) => value === '--'))) return null;
  const output =
    source.name === 'wget' ? options.of('--output-document')[0] : source.name === 'curl' ? options.of('--output')[0] : undefined;
  if ((source.name === 'wget' && output?.value?.value !== '-') || !['curl', 'wget'].includes(source.name ?? '')) return null;
  const written: readonly TextEdit[] = output?.value
    ? [{ span: output.value.span, text: output.value.span.start === output.word.span.end - 1 ? ` ${SCRIPT}` : SCRIPT }]
    : [{ span: { start: source.span.end, end: source.span.end }, text: ` -o ${SCRIPT}` }];
  return [
    ...written,
    { span: { start: source.span.end, end: start }, text: comparing(checksum) },
    {
      span: { start: program.span.end, end: kept[0]?.span.start ?? interpreter.words.at(-1)!.span.end },
      text: ` ${SCRIPT}${kept.length > 0 ? ' ' : ''}`,
    },
  ];
}
