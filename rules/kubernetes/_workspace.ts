import { usageOf } from '../../core/facts/documents/kubernetes/usage.js';
import type { KubernetesObject } from '../../core/facts/documents/kubernetes.js';
import { memo } from '../../core/facts/memo.js';
import { type BindingSummary, type FileSummary, type ObjectSummary, seenFrom, type Workspace } from '../../core/facts/workspace.js';
import { at } from '../../core/text.js';

type Binding = ObjectSummary & { readonly binding: BindingSummary };

/** What many rules look up, gathered once for all files of a workspace: its summaries are one object until one of them changes. */
const indexOf = memo((summaries: Iterable<FileSummary>) => {
  const objects = [...summaries].flatMap(file => file.objects);
  return {
    objects,
    accounts: new Map(
      objects.filter(({ kind }) => kind === 'ServiceAccount').map(object => [`${object.namespace}/${object.name}`, object]),
    ),
    bindings: objects.filter((object): object is Binding => object.binding !== undefined),
  };
});

/** Every object of the workspace. */
export const objectsOf = ({ summaries }: Workspace): readonly ObjectSummary[] => indexOf(summaries).objects;

/** Namespaces that the cluster itself lives in. */
export const isSystemNamespace = (name: string): boolean => ['kube-system', 'kube-public', 'kube-node-lease'].includes(name);

/** Whether a file is by its path for a cluster on somebody's own machine. */
export const isForOneNode = (path: string): boolean => /(?:^|[/_.-])(?:kind|minikube|k3d)(?=[/_.-])/i.test(path);

/** The ServiceAccount of that name, where the workspace has it. */
export const accountOf = (workspace: Workspace, namespace: string, name: string): ObjectSummary | undefined =>
  indexOf(workspace.summaries).accounts.get(`${namespace}/${name}`);

/** Bindings that give something to a ServiceAccount, by its name or by the groups that it is in. */
export const bindingsOf = (workspace: Workspace, namespace: string, account: string): readonly Binding[] =>
  indexOf(workspace.summaries).bindings.filter(({ binding, namespace: own }) =>
    binding.subjects.some(subject => {
      if (subject.kind === 'ServiceAccount') return subject.name === account && (subject.namespace ?? own) === namespace;
      return subject.kind === 'Group' && ['system:serviceaccounts', `system:serviceaccounts:${namespace}`].includes(subject.name ?? '');
    }),
  );

/** Whether a namespace gets pods that the baseline level of Pod Security refuses, by what they say or by what a kustomization does with them. */
export const exceedsBaseline = (workspace: Workspace, namespace: string): boolean =>
  [...workspace.summaries].some(({ path, objects }) => {
    const exceeding = objects.filter(object => object.exceedsBaseline);
    if (exceeding.length === 0) return false;
    const { movedTo } = usageOf(seenFrom(workspace, path));
    return movedTo.length > 0 ? movedTo.includes(namespace) : exceeding.some(object => object.namespace === namespace);
  });

/** Edits that add a document to the end of an object's file. `null` where the object is part of a list or of JSON. */
export function addDocument({ map }: KubernetesObject, lines: readonly string[]) {
  const { text } = map.document;
  if (map.parent !== undefined || map.flow) return null;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const document = ['---', ...lines].join(eol);
  return [{ span: at(text.length), text: text.endsWith('\n') ? `${document}${eol}` : `${eol}${document}` }];
}
