import { type DangerousCapability, dangerousCapability, normalizeCapability } from '../../core/facts/tables/capabilities.js';
import type { Container } from '../../core/facts/views/container.js';

/**
 * The danger in adding a capability; `undefined` when there is none worth its own finding. In Kubernetes the lesser ones belong to the
 * baseline standard, which a rule of its own speaks of.
 */
export function dangerOf({ dialect }: Container, name: string): DangerousCapability | undefined {
  const danger = dangerousCapability(name);
  if (!danger || dialect !== 'kubernetes') return danger;
  if (danger.risk === 'low' || danger.risk === 'info' || normalizeCapability(name) === 'CHECKPOINT_RESTORE') return undefined;
  // Only these two are enough in every cluster.
  return ['ALL', 'SYS_ADMIN'].includes(normalizeCapability(name)) ? danger : { ...danger, risk: 'high' };
}

/** Whether the list of dropped ones names it: Kubernetes runtimes drop last. */
export const isDroppedAgain = ({ dialect, droppedCapabilities }: Container, name: string): boolean =>
  dialect === 'kubernetes' && (droppedCapabilities.value ?? []).some(dropped => normalizeCapability(dropped) === normalizeCapability(name));
