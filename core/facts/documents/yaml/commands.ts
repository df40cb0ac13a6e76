import { parseExec, parseShell } from '../../shell/parse.js';
import type { ShellScript, ShellWord } from '../../shell/types.js';
import type { YamlNode, YamlSeq } from './nodes.js';

/**
 * A command that YAML holds: a list is the exec form; a scalar is a command line where the engine splits it (Compose).
 * Of a list the first `skip` items are no part of the command.
 * Offsets inside a scalar are true only where its text stands in the file as it is; else every part gets the whole scalar's span.
 */
export function scriptOf(node: YamlNode | undefined, skip = 0): ShellScript {
  if (node?.type === 'seq') return parseExec(wordsOf(node, skip));
  if (node?.type !== 'scalar') return { commands: [], failed: false };
  const { span, text } = node;
  const source = node.document.text.slice(span.start, span.end);
  const quote = source.startsWith('"') || source.startsWith("'") ? 1 : 0;
  const verbatim = source.slice(quote, source.length - quote) === text;
  return verbatim ? parseShell(text, span.start + quote) : flatten(parseShell(text, 0), span);
}

const wordsOf = (list: YamlSeq, skip = 0): readonly ShellWord[] =>
  list
    .items()
    .slice(skip)
    .flatMap(item => (item?.type === 'scalar' ? [wordOf(item)] : []));

/** A script, and the key that it stands under. */
export type KeyedScript = readonly [key: string, script: ShellScript];

/**
 * What a container runs: arguments go on where the program's list ends, and the script after `sh -c` often stands in them.
 * @param program `command` of a pod, `entrypoint` of a service.
 */
export function mainScripts(
  program: readonly [key: string, node: YamlNode | undefined],
  args: readonly [key: string, node: YamlNode | undefined],
): readonly KeyedScript[] {
  if (!args[1]) return [[program[0], scriptOf(program[1])]];
  if (!program[1]) return [[args[0], scriptOf(args[1])]];
  const first = scriptOf(program[1]);
  const own = scriptOf(args[1]);
  // A script of the image starts what stands in the arguments, unless that is its options.
  const isScript = /entrypoint|\.sh$/.test(first.commands[0]?.words.at(-1)?.value ?? '');
  const startsAnother = own.commands.length > 1 || (isScript && !own.commands[0]?.name?.startsWith('-'));
  const words = program[1].type === 'seq' ? wordsOf(program[1]) : programOf(first);
  // What two files write has no place in common.
  if (words && args[1].type === 'seq' && program[1].document === args[1].document && !startsAnother)
    return [[program[0], parseExec([...words, ...wordsOf(args[1])])]];
  return [
    [program[0], first],
    [args[0], own],
  ];
}

/** The words of a line that names a program alone, which goes on in the list behind it. */
const programOf = ({ commands: [only, ...more] }: ShellScript): readonly ShellWord[] | undefined =>
  only && more.length === 0 && only.wrappers.length === 0 ? only.words : undefined;

function wordOf(item: YamlNode & { readonly text: string }): ShellWord {
  const { span, text } = item;
  const source = item.document.text.slice(span.start, span.end);
  return { text: source, value: text.includes('\uE000') ? undefined : text, span };
}

/** Gives every command the span of the scalar that holds it. */
function flatten(script: ShellScript, span: ShellWord['span']): ShellScript {
  return {
    ...script,
    commands: script.commands.map(command => ({ ...command, span, words: command.words.map(word => ({ ...word, span })) })),
  };
}
