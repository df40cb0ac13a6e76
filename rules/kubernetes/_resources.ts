import { isDefaulted } from '../../core/facts/documents/kubernetes/limits.js';
import { isAbsent } from '../../core/facts/fact.js';
import type { Check } from '../../core/judge/rule.js';
import { objectsOf } from './_workspace.js';

/** A check of every container for a request. The API takes a limit for the request where there is none. */
export const requestCheck = (resource: 'memory' | 'cpu', placeholder: string, message: (name: string) => string): Check<'pod'> =>
  function* check(pod, { workspace }) {
    const shared = ['requests', 'limits'].some(kind => !isAbsent(pod.fields.text('resources', kind, resource)));
    if (shared) return;
    const { kind: owner, name: title, namespace } = pod.object;
    // An autoscaler sets the requests of the pods that it starts anew.
    if (objectsOf(workspace).some(one => one.scales === `${owner}/${title}` && one.namespace === namespace)) return;
    const defaulted = isDefaulted(workspace, namespace, `requests.${resource}`);
    for (const { name, fields, view } of pod.containers) {
      if (view.role === 'ephemeral') continue;
      const request = fields.text('resources', 'requests', resource);
      const none = request.value !== undefined && /^0+[a-z]*$/i.test(request.value);
      if ((!none && !isAbsent(request)) || (!none && !isAbsent(fields.text('resources', 'limits', resource)))) continue;
      yield {
        at: request,
        message: message(name),
        ...(view.role === 'init' || (defaulted && !none) ? { severity: 'info' as const } : {}),
        fixes: request.set(placeholder)
          ? [
              {
                title: `Set aside ${resource === 'cpu' ? 'processor time' : 'memory'} for ${name} ...`,
                safety: 'review',
                needs: 'input',
                async edits({ ask }) {
                  const amount = await ask({ prompt: `How much ${resource} does ${name} use on an ordinary day?`, placeholder });
                  return amount === null ? null : request.set(amount.trim());
                },
              },
            ]
          : [],
      };
    }
  };
