import type { Target } from '../facts/fact.js';
import type { Found } from './ask.js';
import type { Plan } from './plan.js';
import type { Finding, Targets } from './rule.js';

/** Targets that hold many causes: there two findings share one only when they stand at the same place. */
const MANY: ReadonlySet<keyof Targets> = new Set(['dockerfile', 'instruction', 'compose', 'object', 'daemon']);

/** Keys with many things that have nothing to do with each other, as the places of findings name them: `services.web.ports.8080`. */
const ITEM =
  /\.(?:volumes|volumeMounts|ports|environment|env|envFrom|cap_add|capabilities\.add|devices|args|security_opt|secrets|configs|sysctls)\.(.+)$/;

/** Where a rule that dominates others has found something. */
interface Reach {
  /** Offsets in the text. */
  readonly starts: Set<number>;
  /** The items of targets that hold one cause, by the target's place; `undefined` for the target itself. */
  readonly targets: Map<string, Set<string | undefined>>;
}

/** Tells the rule that dominates a finding: about the same target and no other item of it, or at the same place of the text. */
export class Dominance {
  readonly #plan: Plan;
  readonly #reaches = new Map<string, Reach>();

  constructor(found: readonly Found[], plan: Plan) {
    this.#plan = plan;
    for (const { planned, on, target, finding } of found) {
      if (!planned.dominates) continue;
      const { id } = planned.rule.meta;
      const reach = this.#reaches.get(id) ?? { starts: new Set(), targets: new Map() };
      this.#reaches.set(id, reach);
      reach.starts.add(finding.at.span.start);
      if (MANY.has(on)) continue;
      const items = reach.targets.get(target.place) ?? new Set();
      reach.targets.set(target.place, items.add(itemOf(finding, target)));
    }
  }

  /** The first such rule of the plan. */
  over({ planned, on, target, finding }: Found): string | undefined {
    if (this.#reaches.size === 0) return undefined;
    return this.#plan.dominators.get(planned.rule.meta.id)?.find(id => {
      const reach = this.#reaches.get(id);
      if (!reach || reach.starts.has(finding.at.span.start)) return reach !== undefined;
      const items = MANY.has(on) ? undefined : reach.targets.get(target.place);
      const item = itemOf(finding, target);
      return items !== undefined && (item === undefined || items.has(undefined) || items.has(item));
    });
  }
}

/** The item of its target that a finding is about; `undefined` when it is about all of it. */
const itemOf = ({ at: { place } }: Finding, target: Target): string | undefined =>
  place.startsWith(target.place) ? ITEM.exec(place.slice(target.place.length))?.[0] : undefined;
