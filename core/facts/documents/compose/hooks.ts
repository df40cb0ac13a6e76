import type { YamlMap, YamlNode } from '../yaml.js';
import type { ComposeService } from './service.js';

/** What the engine runs beside the program of a service. */
export interface Hook {
  /** Where it is written: `post_start`, `develop.watch.exec`. */
  readonly key: string;
  readonly map: YamlMap;
}

/** Hooks of the container's life, and what watching runs. Source: Compose specification, "post_start", "pre_stop", "develop". */
export function hooksOf(service: ComposeService): readonly Hook[] {
  const watch = service.get('develop')?.value;
  return [
    ...['post_start', 'pre_stop', 'pre_start'].flatMap(key =>
      service.all(key).flatMap(({ value }) => maps(value).map(map => ({ key, map }))),
    ),
    ...maps(watch?.type === 'map' ? watch.get('watch')?.value : undefined).flatMap(rule => {
      const map = rule.get('exec')?.value;
      return map?.type === 'map' ? [{ key: 'develop.watch.exec', map }] : [];
    }),
  ];
}

const maps = (node: YamlNode | undefined): readonly YamlMap[] =>
  node?.type === 'seq' ? node.items().flatMap(item => (item?.type === 'map' ? [item] : [])) : [];
