import { memo } from '../../memo.js';
import type { FileSummary, Workspace } from '../../workspace.js';
import type { KubernetesObject } from './object.js';

/** A resource that a LimitRange gives to containers that ask for none: `limits.memory`. */
export type Defaulted = `${'limits' | 'requests'}.${'memory' | 'cpu'}`;

/** What a LimitRange sets where a container says nothing. Source: Kubernetes API, LimitRangeItem and its defaults. */
export function defaultsOf(object: KubernetesObject): readonly Defaulted[] {
  if (!object.is('', 'LimitRange')) return [];
  const found = object.fields.items('spec', 'limits').flatMap((item): readonly Defaulted[] => {
    if (item.text('type').value !== 'Container') return [];
    const has = (resource: string, ...kinds: readonly string[]) => kinds.some(kind => item.has(kind, resource));
    return (['memory', 'cpu'] as const).flatMap((resource): readonly Defaulted[] => [
      ...(has(resource, 'default', 'max') ? [`limits.${resource}` as const] : []),
      ...(has(resource, 'default', 'max', 'defaultRequest', 'min') ? [`requests.${resource}` as const] : []),
    ]);
  });
  return [...new Set(found)];
}

/** Whether a LimitRange of the workspace gives the containers of a namespace this where they say nothing. */
export const isDefaulted = ({ summaries }: Workspace, namespace: string | undefined, what: Defaulted): boolean =>
  namespace !== undefined && defaultedIn(summaries).has(`${namespace}/${what}`);

/** Gathered once for all files: summaries are one object until one of them changes. */
const defaultedIn = memo(
  (summaries: Iterable<FileSummary>): ReadonlySet<string> =>
    new Set(
      [...summaries].flatMap(({ objects }) =>
        objects.flatMap(({ namespace, defaults }) => defaults?.map(one => `${namespace}/${one}`) ?? []),
      ),
    ),
);
