import type { Unit } from '../facts/fact.js';
import type { Span } from '../text.js';
import type { Fix, Related, Rule, Severity } from './rule.js';
import type { Suppression } from './suppress/index.js';

/** A finding with everything that is known about it. */
export interface RuleFinding {
  readonly rule: Rule;
  readonly span: Span;
  readonly message: string;
  /** In force: the finding's own, the config's, or the dialect's. */
  readonly severity: Severity;
  readonly fixes: readonly Fix[];
  readonly related: readonly Related[];
  /** Scored units that it counts for; none: the whole file. */
  readonly units: readonly Unit[];
  /** What the score charges; `undefined`: nothing (opt-in, or an accepted risk). */
  readonly weight: Severity | undefined;
  /** Rule, path and structural place; no line numbers, so that it survives edits elsewhere. */
  readonly fingerprint: string;
  /** With what is said about it, and where. */
  readonly suppressed: { readonly reason: string | undefined; readonly until: string | undefined; readonly by: Suppression } | undefined;
  /** The rule that says more about the same cause. */
  readonly supersededBy: string | undefined;
  /** Not of the chosen preset, or turned off: weighed or listed, not shown. */
  readonly hidden: boolean;
  /** Turned off in the config, with its reason. */
  readonly accepted: { readonly reason: string | undefined } | undefined;
}

type Said = Omit<RuleFinding, 'fixes'>;

/** A finding whose fixes are made when somebody lists them. A class, as an object written with a getter gets a type of its own. */
class Judged implements RuleFinding {
  readonly rule: Rule;
  readonly span: Span;
  readonly message: string;
  readonly severity: Severity;
  readonly related: readonly Related[];
  readonly units: readonly Unit[];
  readonly weight: Severity | undefined;
  readonly fingerprint: string;
  readonly suppressed: RuleFinding['suppressed'];
  readonly supersededBy: string | undefined;
  readonly hidden: boolean;
  readonly accepted: RuleFinding['accepted'];
  readonly #list: () => readonly Fix[];
  #fixes: readonly Fix[] | undefined;

  constructor(said: Said, list: () => readonly Fix[]) {
    this.rule = said.rule;
    this.span = said.span;
    this.message = said.message;
    this.severity = said.severity;
    this.related = said.related;
    this.units = said.units;
    this.weight = said.weight;
    this.fingerprint = said.fingerprint;
    this.suppressed = said.suppressed;
    this.supersededBy = said.supersededBy;
    this.hidden = said.hidden;
    this.accepted = said.accepted;
    this.#list = list;
  }

  get fixes(): readonly Fix[] {
    this.#fixes ??= this.#list();
    return this.#fixes;
  }
}

/** @param list is called once, when somebody asks for the fixes. */
export const ruleFinding = (said: Said, list: () => readonly Fix[]): RuleFinding => new Judged(said, list);

/** The same finding with something about it changed; its fixes still wait. */
export const changed = (finding: RuleFinding, by: Partial<Said>, list = () => finding.fixes): RuleFinding =>
  new Judged({ ...finding, ...by }, list);
