import type { TextEdit } from '../../../text.js';
import { keepOut } from '../../keep-out.js';
import { resolvePath } from '../../path.js';
import { appendAt, replaceEntry, setAt } from '../yaml/edit.js';
import type { YamlNode } from '../yaml/nodes.js';
import { removeEntry, removeItem } from '../yaml/remove.js';
import { together } from '../yaml/together.js';
import { textOf } from '../yaml/values.js';
import type { ComposeService } from './service.js';

/**
 * Lets a service's build have `name` as a secret in the place of an argument: from the variable that the argument came from, or, where
 * the value is written here, from a file that neither git nor a build takes. `null` where it cannot be written.
 * Source: Compose build specification, "secrets"; Compose specification, "secrets".
 */
export function passAsSecret(service: ComposeService, name: string): readonly TextEdit[] | null {
  const { project, map } = service;
  const { root, text } = project.document;
  const build = map.get('build');
  if (!root || !build?.value || build.merged || build.value.shared || project.sources.isElsewhere(map.span)) return null;
  if (service.all('build').length !== 1 || text.includes('{{')) return null;
  const argument = argumentOf(service, name);
  const from = argument?.value === undefined ? name : variableIn(argument.value);
  const known = project.section('secrets').some(section => section.get(name));
  const path = resolvePath(project.folder, `secrets/${name}.txt`);
  if (path === undefined || (from === undefined && (known || argument!.value!.includes('$')))) return null;
  const source =
    from === undefined
      ? setAt(root, ['secrets', name, 'file'], `./secrets/${name}.txt`)
      : setAt(root, ['secrets', name, 'environment'], from);
  const use =
    build.value.type === 'scalar'
      ? replaceEntry(build, 'build', { context: build.value.text, secrets: [name] })
      : appendAt(map, ['build', 'secrets'], name);
  const edits = together(argument ? argument.remove() : [], use, known ? [] : source);
  if (!edits || from !== undefined) return edits;
  return [...edits, { path, span: { start: 0, end: 0 }, text: argument!.value! }, ...keepOut(project.workspace, path)];
}

interface Argument {
  /** As written; `undefined`: it is passed on from outside. */
  readonly value: string | undefined;
  remove(): readonly TextEdit[] | null;
}

function argumentOf(service: ComposeService, name: string): Argument | undefined {
  const args: YamlNode | undefined = service.map.at('build', 'args');
  if (args?.type === 'map') {
    const entry = args.get(name);
    return entry && { value: textOf(entry.value), remove: () => removeEntry(entry) };
  }
  if (args?.type !== 'seq') return undefined;
  const index = args.items().findIndex(item => new RegExp(`^${name}(?:=|$)`).test(textOf(item) ?? ''));
  if (index < 0) return undefined;
  const text = textOf(args.items()[index])!;
  return { value: text === name ? undefined : text.slice(name.length + 1), remove: () => removeItem(args, index) };
}

/** The variable that a value is made of, and of nothing else. A default would be lost. */
const variableIn = (value: string): string | undefined => /^\$\{?([A-Za-z_]\w*)(?::?\?[^}]*)?\}?$/.exec(value)?.[1];
