import type { Document } from '../facts/document.js';
import { commandsOf as composeCommandsOf } from '../facts/documents/compose/commands.js';
import { containerOf, variablesOf } from '../facts/documents/compose/container.js';
import { sideImagesOf } from '../facts/documents/compose/images.js';
import { servicesOf } from '../facts/documents/compose.js';
import { commandsOf as dockerfileCommandsOf } from '../facts/documents/dockerfile/command-view.js';
import { variablesOf as dockerfileVariablesOf } from '../facts/documents/dockerfile/variable-view.js';
import type { DockerfileDocument } from '../facts/documents/dockerfile.js';
import { commandsOf as kubernetesCommandsOf } from '../facts/documents/kubernetes/commands.js';
import { objectsFor } from '../facts/documents/kubernetes.js';
import { memo } from '../facts/memo.js';
import type { ImageUse } from '../facts/views/image.js';
import type { FileSummary, Workspace } from '../facts/workspace.js';
import type { Targets } from './rule.js';

type Readers = { readonly [K in keyof Targets]?: () => readonly Targets[K][] };

/** The targets of a document, each kind read when the first rule asks for it. */
export class TargetLists {
  readonly #readers: Readers;
  readonly #known = new Map<keyof Targets, readonly unknown[]>();

  constructor(readers: Readers) {
    this.#readers = readers;
  }

  of<K extends keyof Targets>(on: K): readonly Targets[K][] {
    let known = this.#known.get(on);
    if (!known) {
      known = this.#readers[on]?.() ?? [];
      this.#known.set(on, known);
    }
    return known as readonly Targets[K][];
  }
}

/** What rules may be asked about in `document`, other files of `workspace` taken into account. */
export function targetsOf(document: Document, workspace: Workspace): TargetLists {
  switch (document.kind) {
    case 'dockerfile':
      return new TargetLists({
        dockerfile: () => [document],
        stage: () => document.stages,
        instruction: () => document.instructions,
        image: () => imagesOf(document, workspace),
        variable: () => dockerfileVariablesOf(document),
        command: () => dockerfileCommandsOf(document),
      });
    case 'compose': {
      const services = servicesOf(document, workspace);
      const containers = () => services.flatMap(service => containerOf(service) ?? []);
      return new TargetLists({
        compose: () => [document],
        service: () => services,
        container: containers,
        image: () => [...containers().flatMap(container => container.image ?? []), ...services.flatMap(sideImagesOf)],
        variable: () => services.flatMap(variablesOf),
        command: () => services.flatMap(composeCommandsOf),
      });
    }
    case 'daemon':
      return new TargetLists({ daemon: () => (document.root ? [document] : []) });
    case 'kubernetes': {
      const objects = objectsFor(document, workspace);
      const pods = objects.flatMap(object => object.pods);
      const containers = pods.flatMap(pod => pod.containers);
      return new TargetLists({
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

/** The images that a Dockerfile names; a build of this workspace may put something else in the place of a name. */
function imagesOf({ path, images }: DockerfileDocument, { summaries }: Workspace): readonly ImageUse[] {
  const contexts = contextsOf(summaries).get(path);
  return contexts ? images.filter(({ text }) => !contexts.has(text)) : images;
}

/** The names of additional contexts by Dockerfile: summaries are one object until one of them changes. */
const contextsOf = memo((summaries: Iterable<FileSummary>): ReadonlyMap<string, ReadonlySet<string>> => {
  const contexts = new Map<string, Set<string>>();
  for (const { services } of summaries)
    for (const { build } of services)
      if (build?.contexts.length) contexts.set(build.dockerfile, new Set([...(contexts.get(build.dockerfile) ?? []), ...build.contexts]));
  return contexts;
});
