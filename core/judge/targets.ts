import type { Document } from '../facts/document.js';
import { commandsOf as composeCommandsOf } from '../facts/documents/compose/commands.js';
import { containerOf, variablesOf } from '../facts/documents/compose/container.js';
import { servicesOf } from '../facts/documents/compose.js';
import { commandsOf as dockerfileCommandsOf } from '../facts/documents/dockerfile/command-view.js';
import { variablesOf as dockerfileVariablesOf } from '../facts/documents/dockerfile/variable-view.js';
import { commandsOf as kubernetesCommandsOf } from '../facts/documents/kubernetes/commands.js';
import { objectsFor } from '../facts/documents/kubernetes.js';
import type { Workspace } from '../facts/workspace.js';
import type { Targets } from './rule.js';

/** Every target of a document by its name, each computed when the first rule asks for it. */
export type TargetLists = { readonly [K in keyof Targets]: readonly Targets[K][] };

const NONE = {
  container: [],
  image: [],
  variable: [],
  command: [],
  dockerfile: [],
  stage: [],
  instruction: [],
  compose: [],
  service: [],
  object: [],
  pod: [],
  daemon: [],
} as const satisfies TargetLists;

/** What rules may be asked about in `document`, other files of `workspace` taken into account. */
export function targetsOf(document: Document, workspace: Workspace): TargetLists {
  switch (document.kind) {
    case 'dockerfile':
      return lazy({
        dockerfile: () => [document],
        stage: () => document.stages,
        instruction: () => document.instructions,
        image: () => document.images,
        variable: () => dockerfileVariablesOf(document),
        command: () => dockerfileCommandsOf(document),
      });
    case 'compose': {
      const services = servicesOf(document, workspace);
      const containers = () => services.flatMap(service => containerOf(service) ?? []);
      return lazy({
        compose: () => [document],
        service: () => services,
        container: containers,
        image: () => containers().flatMap(container => container.image ?? []),
        variable: () => services.flatMap(variablesOf),
        command: () => services.flatMap(composeCommandsOf),
      });
    }
    case 'daemon':
      return lazy({ daemon: () => (document.root ? [document] : []) });
    case 'kubernetes': {
      const objects = objectsFor(document, workspace);
      const pods = objects.flatMap(object => object.pods);
      const containers = pods.flatMap(pod => pod.containers);
      return lazy({
        object: () => objects,
        pod: () => pods,
        container: () => containers.map(container => container.view),
        image: () => containers.flatMap(container => container.view.image ?? []),
        variable: () => containers.flatMap(container => container.variables),
        command: () => containers.flatMap(kubernetesCommandsOf),
      });
    }
  }
}

function lazy(getters: { readonly [K in keyof Targets]?: () => readonly Targets[K][] }): TargetLists {
  const lists: Record<string, unknown> = { ...NONE };
  for (const [name, get] of Object.entries(getters)) {
    Object.defineProperty(lists, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = (get as () => unknown)();
        Object.defineProperty(lists, name, { value });
        return value;
      },
    });
  }
  return lists as unknown as TargetLists;
}
