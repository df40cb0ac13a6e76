import type { Registry, Services } from '../../../core/index.js';
import type { Session } from '../session.js';

/** Never reached by fixes that say what they need; an error for those that do not. */
const NO_REGISTRY: Registry = { digest: () => Promise.reject(new Error('This fix asks a registry without saying so.')) };

/** Questions become placeholders of a snippet, where the client has snippets; `placeholders` fills as `services` is asked. */
export function askingServices({ client }: Session): { readonly services: Services; readonly placeholders: readonly string[] } {
  const placeholders: string[] = [];
  const ask: Services['ask'] = ({ placeholder }) => {
    if (!client.snippets) return null;
    placeholders.push(placeholder);
    return placeholder;
  };
  return { services: { registry: NO_REGISTRY, ask }, placeholders };
}

/** For commands that the user gave: the network may be asked. */
export const registryServices = (registry: Registry): Services => ({ registry, ask: () => null });
