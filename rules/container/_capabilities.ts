import { type DangerousCapability, dangerousCapability, normalizeCapability } from '../../core/facts/tables/capabilities.js';
import type { Container } from '../../core/facts/views/container.js';

/**
 * The danger in adding a capability; `undefined` when there is none worth its own finding. In Kubernetes the lesser ones belong to the
 * baseline standard, which a rule of its own speaks of.
 */
export function dangerOf({ dialect }: Container, name: string): DangerousCapability | undefined {
  const danger = dangerousCapability(name);
  const lesser = danger?.risk === 'low' || danger?.risk === 'info';
  return lesser && dialect === 'kubernetes' ? undefined : danger;
}

/** Whether the list of dropped ones names it: Kubernetes runtimes drop last. */
export const isDroppedAgain = ({ dialect, droppedCapabilities }: Container, name: string): boolean =>
  dialect === 'kubernetes' && (droppedCapabilities.value ?? []).some(dropped => normalizeCapability(dropped) === normalizeCapability(name));
