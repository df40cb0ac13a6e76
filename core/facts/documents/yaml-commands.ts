import { parseExec, parseShell } from '../shell/parse.js';
import type { ShellScript, ShellWord } from '../shell/types.js';
import { isTemplated, type YamlNode, type YamlSeq } from './yaml.js';

/**
 * A command that YAML holds: a list is the exec form; a scalar is a command line where the engine splits it (Compose).
 * Of a list the first `skip` items are no part of the command.
 * Offsets inside a scalar are true only where its text stands in the file as it is; else every part gets the whole scalar's span.
 */
export function scriptOf(node: YamlNode | undefined, skip = 0): ShellScript {
  if (node?.type === 'seq') return execOf([node], skip);
  if (node?.type !== 'scalar') return { commands: [], failed: false };
  const source = node.document.text.slice(node.span.start, node.span.end);
  const quote = /^["']/.test(source) ? 1 : 0;
  const verbatim = source.slice(quote, source.length - quote) === node.text;
  return verbatim ? parseShell(node.text, node.span.start + quote) : flatten(parseShell(node.text, 0), node.span);
}

/** The exec form that lists are together: the order is that of the run, which is not always that of the file. */
export function execOf(lists: readonly YamlSeq[], skip = 0): ShellScript {
  const items = lists.flatMap(list => list.items()).slice(skip);
  return parseExec(items.flatMap(item => (item?.type === 'scalar' ? [wordOf(item)] : [])));
}

function wordOf(item: YamlNode & { readonly text: string }): ShellWord {
  const source = item.document.text.slice(item.span.start, item.span.end);
  return { text: source, value: isTemplated(item.text) && item.text.includes('\uE000') ? undefined : item.text, span: item.span };
}

/** Gives every command the span of the scalar that holds it. */
function flatten(script: ShellScript, span: ShellWord['span']): ShellScript {
  return {
    ...script,
    commands: script.commands.map(command => ({ ...command, span, words: command.words.map(word => ({ ...word, span })) })),
  };
}
