import type { Unit } from '../../facts/fact.js';
import { nameOfVersion } from '../../facts/pod-security/version.js';
import { type Related, type Rule, type Severity, severities } from '../rule.js';
import type { WorkloadLevel } from './workloads.js';

/** What a demand on its pod makes of a finding. */
export interface Raised {
  readonly severity: Severity;
  readonly related: readonly Related[];
}

/**
 * A finding about what a namespace or the setting refuses is one step more severe. `undefined` for any other finding: rules speak for
 * their own level, whatever is demanded.
 */
export function raise({ meta }: Rule, severity: Severity, units: readonly Unit[], workloads: readonly WorkloadLevel[]): Raised | undefined {
  const controls = meta.controls.pss;
  if (!controls || units.length === 0) return undefined;
  const refused = workloads.find(
    workload =>
      workload.refusals.some(({ check }) =>
        controls.some(control => control === check.control || control.startsWith(`${check.control} (`)),
      ) && workload.units.some(unit => units.some(({ place }) => place === unit.place)),
  );
  if (!refused?.demand) return undefined;
  const { level, version, namespace } = refused.demand;
  const step = severities[Math.max(0, severities.indexOf(severity) - 1)]!;
  if (!namespace) return { severity: step, related: [] };
  const message = `The namespace ${namespace.name} enforces ${level} (${nameOfVersion(version)}): the cluster refuses ${refused.name}.`;
  return { severity: step, related: [{ at: { span: { start: 0, end: 0 }, place: namespace.name }, message, path: namespace.path }] };
}
