import type { Pod } from '../../facts/documents/kubernetes.js';
import type { Located, Unit } from '../../facts/fact.js';
import { memo } from '../../facts/memo.js';
import { levelOf, type Obstacle, obstaclesTo, type Reached } from '../../facts/pod-security/level.js';
import { isAtLeast, LATEST, type Level, levels, nameOfVersion, parseVersion, type Version } from '../../facts/pod-security/version.js';
import type { FileSummary, ObjectSummary, Workspace } from '../../facts/workspace.js';

/** What a configuration holds pods to. */
export interface PodSecuritySetting {
  readonly level: Level;
  /** `latest` or `v1.32`. */
  readonly version: string;
}

/** What pods of a namespace have to reach, and who says so. */
export interface Demand {
  readonly level: Level;
  readonly version: Version;
  /** The namespace that enforces it and the file that holds its labels; `undefined`: the setting says so. */
  readonly namespace: { readonly name: string; readonly path: string } | undefined;
}

/** A pod template and its level of the Pod Security Standards. */
export interface WorkloadLevel extends Located, Reached {
  readonly name: string;
  readonly units: readonly Unit[];
  /** The version of the standards that it was judged by: `latest`, `v1.32`. */
  readonly version: string;
  readonly demand: Demand | undefined;
  /** What keeps the pod from what is demanded, for certain. Empty without a demand. */
  readonly refusals: readonly Obstacle[];
}

/** Judges a pod by the version that its namespace or the setting names, and by the latest where neither does. */
export function workloadLevel(pod: Pod, workspace: Workspace, setting: PodSecuritySetting | undefined): WorkloadLevel {
  const demand = demandOn(pod, workspace, setting);
  const version = demand?.version ?? LATEST;
  const reached = levelOf(pod, version);
  const isMet = !demand || (reached.level !== undefined && isAtLeast(reached.level, demand.level));
  return {
    ...reached,
    name: nameOf(pod),
    units: pod.units,
    version: nameOfVersion(version),
    span: pod.source.isOneOfMany ? (pod.containers[0]?.span ?? pod.span) : pod.span,
    place: pod.place,
    demand,
    refusals: isMet ? [] : [...obstaclesTo(pod, demand.level, version)].filter(({ isCertain }) => isCertain),
  };
}

/** The object's name, and the part of it that is the pod where there may be others. */
function nameOf({ object, source, path }: Pod): string {
  const name = object.displayName ?? object.kind;
  return source.isOneOfMany ? `${name} ${source.name ?? path}` : name;
}

/** The namespace's labels come first: they are what the cluster does. */
export function demandOn({ object }: Pod, workspace: Workspace, setting: PodSecuritySetting | undefined): Demand | undefined {
  const { movedTo } = object.usage;
  const namespace = movedTo.length === 1 ? movedTo[0] : object.namespace;
  const found = namespace === undefined ? undefined : namespacesOf(workspace.summaries).get(namespace);
  const labels = found?.namespace.podSecurity;
  if (found && labels?.enforce !== undefined) {
    // A level that is none is taken for the strictest, a version that is none for the latest.
    // Source: pod-security-admission, api/helpers.go, PolicyToEvaluate.
    const level = levels.find(one => one === labels.enforce) ?? 'restricted';
    const version = parseVersion(labels['enforce-version'] ?? 'latest') ?? LATEST;
    return { level, version, namespace: { name: found.namespace.name, path: found.path } };
  }
  return setting && { level: setting.level, version: parseVersion(setting.version) ?? LATEST, namespace: undefined };
}

/** Namespaces by name: summaries are one object until one of them changes. */
const namespacesOf = memo((summaries: Iterable<FileSummary>) => {
  const namespaces = new Map<string, { readonly namespace: ObjectSummary; readonly path: string }>();
  for (const { path, objects } of summaries) {
    for (const object of objects) {
      if (object.kind === 'Namespace' && object.apiVersion === 'v1') namespaces.set(object.name, { namespace: object, path });
    }
  }
  return namespaces;
});
