import { memo } from '../../memo.js';
import type { YamlMap, YamlNode } from '../yaml/nodes.js';
import { booleanOf, textOf } from '../yaml/values.js';
import type { ComposeProject } from './project.js';

/** Keys of `deploy` that only a swarm reads, or that few write for anything else. */
const DEPLOYED = ['mode', 'replicas', 'placement', 'update_config', 'rollback_config', 'endpoint_mode', 'labels'];

/**
 * Whether a project seems to be deployed as a stack. `docker stack deploy` refuses `pids_limit` and addresses of published ports, and
 * leaves `security_opt` and `tmpfs` out. One sign is enough to write none of these; for a finding it would be too little.
 * Source: docker/cli, `compose/loader` and `compose/types` (unsupported and forbidden properties).
 */
export const seemsStack = memo(
  (project: ComposeProject): boolean =>
    /(?:^|\/)(?:docker-)?stack[._-][^/]*$/i.test(project.document.path) ||
    project.sources.opened.some(({ root }) => mapsIn(root, 'services').some(isDeployed)) ||
    project.section('networks').some(networks => mapsOf(networks).some(isOverlay)) ||
    [...project.section('secrets'), ...project.section('configs')].some(named => mapsOf(named).some(isKeptBySwarm)),
);

function isDeployed(service: YamlMap): boolean {
  const deploy = service.get('deploy')?.value;
  return (deploy?.type === 'map' && DEPLOYED.some(key => deploy.get(key))) || itemsOf(service.get('ports')?.value).some(hasMode);
}

const hasMode = (port: YamlNode | undefined): boolean => port?.type === 'map' && textOf(port.get('mode')?.value) === 'host';

const isOverlay = (network: YamlMap): boolean => textOf(network.get('driver')?.value) === 'overlay';

/** Compose itself has no place for secrets that are not in files or variables. */
const isKeptBySwarm = (named: YamlMap): boolean => booleanOf(named.get('external')?.value) === true;

const mapsIn = (root: YamlMap | undefined, name: string): readonly YamlMap[] => mapsOf(root?.get(name)?.value);

const mapsOf = (node: YamlNode | undefined): readonly YamlMap[] =>
  node?.type === 'map' ? node.entries().flatMap(({ value }) => (value?.type === 'map' ? [value] : [])) : [];

const itemsOf = (node: YamlNode | undefined): readonly (YamlNode | undefined)[] => (node?.type === 'seq' ? node.items() : []);
