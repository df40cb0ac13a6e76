import type { KubernetesObject } from '../../core/facts/documents/kubernetes.js';
import type { BindingSummary, ObjectSummary, Workspace } from '../../core/facts/workspace.js';

/** Every object of the workspace. */
export const objectsOf = ({ summaries }: Workspace): readonly ObjectSummary[] => [...summaries].flatMap(({ objects }) => objects);

/** Namespaces that the cluster itself lives in. */
export const isSystemNamespace = (name: string): boolean => ['kube-system', 'kube-public', 'kube-node-lease'].includes(name);

/** The ServiceAccount of that name, where the workspace has it. */
export const accountOf = (workspace: Workspace, namespace: string, name: string): ObjectSummary | undefined =>
  objectsOf(workspace).find(object => object.kind === 'ServiceAccount' && object.namespace === namespace && object.name === name);

/** Bindings that give something to a ServiceAccount, by its name or by the groups that it is in. */
export const bindingsOf = (
  workspace: Workspace,
  namespace: string,
  account: string,
): readonly (ObjectSummary & { readonly binding: BindingSummary })[] =>
  objectsOf(workspace).filter((object): object is ObjectSummary & { readonly binding: BindingSummary } =>
    Boolean(
      object.binding?.subjects.some(subject => {
        if (subject.kind === 'ServiceAccount') return subject.name === account && (subject.namespace ?? object.namespace) === namespace;
        return subject.kind === 'Group' && ['system:serviceaccounts', `system:serviceaccounts:${namespace}`].includes(subject.name ?? '');
      }),
    ),
  );

/** Edits that add a document to the end of an object's file. `null` where the object is part of a list or of JSON. */
export function addDocument({ map }: KubernetesObject, lines: readonly string[]) {
  const { text } = map.document;
  if (map.parent !== undefined || map.flow) return null;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const end = text.endsWith('\n') ? '' : eol;
  return [{ span: { start: text.length, end: text.length }, text: `${end}${['---', ...lines].join(eol)}${eol}` }];
}
