import type { Found } from './ask.js';
import type { Plan } from './plan.js';
import type { Targets } from './rule.js';

/** Targets that hold many causes: there two findings share one only when they stand at the same place. */
const MANY: ReadonlySet<keyof Targets> = new Set(['dockerfile', 'instruction', 'compose', 'object', 'daemon']);

/** Where a rule that dominates others has found something. */
interface Reach {
  /** Offsets in the text. */
  readonly starts: Set<number>;
  /** Places of targets that hold one cause. */
  readonly targets: Set<string>;
}

/** Tells the rule that dominates a finding: about the same target, or at the same place of the text. */
export class Dominance {
  readonly #plan: Plan;
  readonly #reaches = new Map<string, Reach>();

  constructor(found: readonly Found[], plan: Plan) {
    this.#plan = plan;
    for (const { planned, on, target, finding } of found) {
      if (!planned.dominates) continue;
      const { id } = planned.rule.meta;
      const reach = this.#reaches.get(id) ?? { starts: new Set(), targets: new Set() };
      this.#reaches.set(id, reach);
      reach.starts.add(finding.at.span.start);
      if (!MANY.has(on)) reach.targets.add(target.place);
    }
  }

  /** The first such rule of the plan. */
  over({ planned, on, target, finding }: Found): string | undefined {
    if (this.#reaches.size === 0) return undefined;
    return this.#plan.dominators.get(planned.rule.meta.id)?.find(id => {
      const reach = this.#reaches.get(id);
      return reach && (reach.starts.has(finding.at.span.start) || (!MANY.has(on) && reach.targets.has(target.place)));
    });
  }
}
