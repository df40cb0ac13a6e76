import type { Setting } from '../../fact.js';
import type { YamlNode } from '../yaml/nodes.js';
import { numberOf, textOf } from '../yaml/values.js';
import type { ComposeService } from './service.js';
import { seemsStack } from './stack.js';

const LIMITS = ['deploy', 'resources', 'limits'] as const;
/** Short spellings that the engine compares with the long ones: as soon as there is any long one, all have to agree. */
const SHORT = ['mem_limit', 'cpus', 'pids_limit'] as const;
const CPUSET = 'cpuset';
const OTHER_CPU = ['cpu_quota', CPUSET, 'cpu_count', 'cpu_percent', 'cpu_shares'];

/** In whichever spelling it is written. */
export const memoryLimitOf = (service: ComposeService): Setting<string> => limitOf(service, 'memory', ['mem_limit'], textOf);

/** In whichever spelling it is written; a list of processors as their number. */
export const cpuLimitOf = (service: ComposeService): Setting<string> =>
  limitOf(service, 'cpus', ['cpus', ...OTHER_CPU], textOf, key => (key === CPUSET ? processorsOf : textOf));

/** In whichever spelling it is written. */
export const pidsLimitOf = (service: ComposeService): Setting<number> =>
  service.get('deploy') || seemsStack(service.project) ? limitOf(service, 'pids', ['pids_limit'], numberOf) : service.number('pids_limit');

/** How many processors a list such as `0-3,6` names: its first one has the number nought. */
function processorsOf(node: YamlNode): string | undefined {
  const text = textOf(node);
  if (!text || !/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/.test(text)) return text;
  const counts = text
    .split(',')
    .map(part => part.split('-').map(Number))
    .map(([first = 0, last = first]) => last - first + 1);
  return String(counts.reduce((sum, count) => sum + count, 0));
}

/**
 * A limit in its long spelling (`deploy.resources.limits`) or one of its short ones. Where none is written, the short one is for services
 * that have others short, since the two do not go together. Where both are written, neither can be changed alone.
 */
function limitOf<T extends string | number>(
  service: ComposeService,
  name: string,
  shorts: readonly string[],
  read: (node: YamlNode) => T | undefined,
  readShort: (key: string) => (node: YamlNode) => T | undefined = () => read,
): Setting<T> {
  const long = service.setting([...LIMITS, name], read, value => value);
  const written = shorts.find(key => service.get(key)?.value);
  if (long.origin !== 'default') return written === undefined ? long : { ...long, set: () => null, remove: () => null };
  if (written !== undefined) return service.setting([written], readShort(written), value => value);
  const isShort = (name === 'pids' && !seemsStack(service.project)) || SHORT.some(key => service.get(key)?.value);
  return isShort && !service.effective.at(...LIMITS) ? service.setting([shorts[0]!], read, value => value) : long;
}
