import { memo } from '../../memo.js';
import type { YamlMap, YamlNode } from '../yaml/nodes.js';
import type { ComposeService } from './service.js';

/** What the engine runs beside the program of a service. */
export interface Hook {
  /** Where it is written: `post_start`, `develop.watch.exec`. */
  readonly key: string;
  readonly map: YamlMap;
}

const LIFE = ['post_start', 'pre_stop', 'pre_start'] as const;

/** Hooks of the container's life, and what watching runs. Source: Compose specification, "post_start", "pre_stop", "develop". */
export const hooksOf = memo((service: ComposeService): readonly Hook[] => {
  const hooks: Hook[] = [];
  for (const key of LIFE) for (const { value } of service.all(key)) for (const map of maps(value)) hooks.push({ key, map });
  const watch = service.get('develop')?.value;
  for (const rule of maps(watch?.type === 'map' ? watch.get('watch')?.value : undefined)) {
    const map = rule.get('exec')?.value;
    if (map?.type === 'map') hooks.push({ key: 'develop.watch.exec', map });
  }
  return hooks;
});

const maps = (node: YamlNode | undefined): readonly YamlMap[] =>
  node?.type === 'seq' ? node.items().filter((item): item is YamlMap => item?.type === 'map') : [];
