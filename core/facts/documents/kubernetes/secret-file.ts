import { lineEndOf, type TextEdit } from '../../../text.js';
import { keepOut } from '../../keep-out.js';
import { folderOf, resolvePath } from '../../path.js';
import type { Move } from '../../views/variable.js';
import type { Workspace } from '../../workspace.js';
import { replaceEntry } from '../yaml/edit.js';
import type { YamlMap } from '../yaml/nodes.js';
import { isTemplated } from '../yaml/values.js';
import type { KubernetesObject } from './object.js';

/** `value` becomes a reference to a key of a Secret. */
export function fromSecret(item: YamlMap, secret: string, key: string): readonly TextEdit[] | null {
  const entry = item.get('value');
  return entry && !isTemplated(secret) ? replaceEntry(entry, 'valueFrom', { secretKeyRef: { name: secret, key } }) : null;
}

/**
 * Moves a variable's value out of a manifest into a file that neither git nor a build takes, from which `kubectl create secret` makes the
 * Secret that the variable then refers to. The Secret itself stands in the manifest without its data, unless the workspace has it.
 * `null` where it cannot be moved.
 */
export function moveToSecret(object: KubernetesObject, item: YamlMap, key: string, value: string, workspace: Workspace): Move | null {
  const { name, namespace } = object;
  const text = object.map.document.text;
  const path = resolvePath(folderOf(workspace.path), `secrets/${name}.env`);
  if (name === undefined || isTemplated(name) || namespace === undefined || path === undefined || /[\r\n]/.test(value)) return null;
  const reference = fromSecret(item, name, key);
  const known = workspace.text(path) ?? '';
  if (!reference || new RegExp(`^${key}=`, 'm').test(known)) return null;
  const isThere = [...workspace.summaries].some(({ objects }) =>
    objects.some(one => one.kind === 'Secret' && one.name === name && one.namespace === namespace),
  );
  const where = namespace === 'default' ? '' : ` --namespace ${namespace}`;
  const lead =
    known === ''
      ? `# kubectl create secret generic ${name}${where} --from-env-file=${path} --dry-run=client -o yaml | kubectl apply --server-side --field-manager=secrets -f -\n`
      : '';
  const line = `${known === '' || known.endsWith('\n') ? '' : '\n'}${lead}${key}=${value}\n`;
  return {
    edits: [
      ...reference,
      ...(isThere ? [] : stub(text, name, namespace === 'default' ? undefined : namespace)),
      { path, span: { start: known.length, end: known.length }, text: line },
      ...keepOut(workspace, path),
    ],
    path,
    name: key,
  };
}

/**
 * A Secret without data at the end of the file; none in JSON, which holds one document. Applying it leaves data that another field manager
 * put there; what `kubectl apply` itself had put there it would take away.
 */
function stub(text: string, name: string, namespace: string | undefined): readonly TextEdit[] {
  if (/^\s*[{[]/.test(text) || /^\.\.\./m.test(text)) return [];
  const eol = lineEndOf(text);
  const lines = [
    '---',
    '# Its data comes from a file that is not tracked.',
    'apiVersion: v1',
    'kind: Secret',
    'metadata:',
    `  name: ${name}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
    'type: Opaque',
  ];
  const isEnded = text.endsWith('\n');
  const separator = /(?:^|\n)---[ \t]*\r?\n?$/.test(text) ? lines.slice(1) : lines;
  return [{ span: { start: text.length, end: text.length }, text: `${isEnded ? '' : eol}${separator.join(eol)}${isEnded ? eol : ''}` }];
}
