import type { Setting } from '../../fact.js';
import type { YamlNode } from '../yaml/nodes.js';
import { textOf } from '../yaml/values.js';
import type { ComposeService } from './service.js';

const LIMITS = ['deploy', 'resources', 'limits'] as const;
const MEMORY = [...LIMITS, 'memory'];
const CPU = [...LIMITS, 'cpus'];
const OTHER_MEMORY = ['mem_limit'];
const CPUSET = 'cpuset';
const OTHER_CPU = ['cpus', 'cpu_quota', CPUSET, 'cpu_count', 'cpu_percent', 'cpu_shares'];

/** In whichever spelling it is written. */
export const memoryLimitOf = (service: ComposeService): Setting<string> => firstOf(service, MEMORY, OTHER_MEMORY);

/** In whichever spelling it is written; a list of processors as their number. */
export const cpuLimitOf = (service: ComposeService): Setting<string> => firstOf(service, CPU, OTHER_CPU);

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

/** The first of several spellings that is written; the first one is what gets written. All others are keys of the service itself. */
function firstOf(service: ComposeService, path: readonly string[], others: readonly string[]): Setting<string> {
  const first = service.setting(path, textOf, value => value);
  if (first.origin !== 'default') return first;
  const written = others.find(key => service.get(key)?.value);
  return written === undefined ? first : service.setting([written], written === CPUSET ? processorsOf : textOf, value => value);
}
