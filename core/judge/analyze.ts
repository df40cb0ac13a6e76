import type { Document } from '../facts/document.js';
import { type ComposeProject, projectOf } from '../facts/documents/compose/project.js';
import type { Instruction } from '../facts/documents/dockerfile.js';
import type { FileKind, Problem, Target, Unit } from '../facts/fact.js';
import type { Workspace } from '../facts/workspace.js';
import type { LineIndex, Span } from '../text.js';
import type { Config } from './config/index.js';
import { withInline } from './inline.js';
import { type Plan, type Planned, planOf } from './plan.js';
import { raise } from './pod-security/raise.js';
import { demandOn, type WorkloadLevel, workloadLevel } from './pod-security/workloads.js';
import type { Context, Finding, Fix, ImageFacts, Related, Rule, Severity, Targets } from './rule.js';
import { type FileScore, scoreFile } from './score.js';
import { type Hearing, type Suppression, Suppressions } from './suppress/index.js';
import { targetsOf } from './targets.js';
import { templateFixes } from './template-fixes.js';

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
  readonly suppressed?: { readonly reason: string | undefined; readonly until: string | undefined; readonly by: Suppression };
  /** The rule that says more about the same cause. */
  readonly supersededBy?: string;
  /** Not of the chosen preset, or turned off: weighed or listed, not shown. */
  readonly hidden: boolean;
  /** Turned off in the config, with its reason. */
  readonly accepted?: { readonly reason: string | undefined };
}

/** One file, judged. */
export interface Analysis {
  readonly path: string;
  readonly kind: FileKind;
  readonly text: string;
  readonly lines: LineIndex;
  readonly units: readonly Unit[];
  /** In the order of the text. */
  readonly findings: readonly RuleFinding[];
  readonly problems: readonly Problem[];
  /** Every suppression in it, ours and other tools', with the rules that it silenced. */
  readonly suppressions: readonly { readonly suppression: Suppression; readonly rules: readonly Rule[] }[];
  /** `null` when nothing in it is scored. */
  readonly score: FileScore | null;
  /** Pods of a Kubernetes file and the levels of the Pod Security Standards that they reach. */
  readonly workloads: readonly WorkloadLevel[];
}

/** What a document is judged with. */
export interface Surroundings {
  readonly workspace: Workspace;
  readonly images: ImageFacts;
  readonly today: string;
  /** A rule that throws costs its own findings only; here it is told, once for each rule. */
  onRuleError?(rule: Rule, error: unknown): void;
}

/** Judges a document: every rule over every target it speaks of, then dominance, suppression, severity, score. */
export function analyze(document: Document, rules: readonly Rule[], config: Config, surroundings: Surroundings): Analysis {
  const { kind, path, text, lines, units } = document;
  const targets = targetsOf(document, surroundings.workspace);
  const suppressions = new Suppressions(document, rules, surroundings.today);
  const plan = planOf(rules, kind, config);
  const found: Found[] = [];
  let instructions: Map<string, Instruction[]> | undefined;
  const byKeyword = (keyword: string) => {
    instructions ??= groupByKeyword(targets.instruction);
    return instructions.get(keyword) ?? [];
  };
  for (const planned of plan.rules) {
    const { workspace, images, today } = surroundings;
    const context: Context = { options: planned.ruling.options, workspace, images, today };
    try {
      for (const [on, check] of planned.checks) {
        const { keywords } = planned.rule;
        const asked = on === 'instruction' && keywords ? keywords.flatMap(keyword => byKeyword(keyword)) : targets[on];
        for (const target of asked as readonly (Target & Targets[keyof Targets])[]) {
          for (const finding of check(target as never, context)) found.push({ planned, on, target, finding });
        }
      }
    } catch (error) {
      surroundings.onRuleError?.(planned.rule, error);
    }
  }
  let levels: readonly WorkloadLevel[] | undefined;
  const workloads = () => (levels ??= targets.pod.map(pod => workloadLevel(pod, surroundings.workspace, config.podSecurity)));
  // Most files are in no namespace that demands anything: then nobody may ever ask for the levels.
  const isDemanded = targets.pod.some(pod => demandOn(pod, surroundings.workspace, config.podSecurity) !== undefined);
  const project = document.kind === 'compose' ? projectOf(document, surroundings.workspace) : undefined;
  // What stands in another file of the project is that file's finding.
  const here = merge(found).filter(({ finding }) => !project?.sources.isElsewhere(finding.at.span));
  const judged = withFingerprints(path, here).map(({ item, fingerprint }): RuleFinding => {
    const { planned, finding } = item;
    const { rule, ruling, meta } = planned;
    const natural = finding.severity ?? meta.severity;
    const suppression = suppressions.of(rule, { span: finding.at.span, units: item.units });
    const supersededBy = dominantOf(item, found, plan);
    const accepted = ruling.state === 'off' || suppression?.reason !== undefined;
    const raised = isDemanded ? raise(rule, natural, item.units, workloads()) : undefined;
    return {
      rule,
      span: finding.at.span,
      message: project ? project.conceal(finding.message, finding.at.span) : finding.message,
      severity: ruling.severity ?? raised?.severity ?? natural,
      fixes: fixesOf(finding, document, project),
      related: [...relatedOf(finding, project), ...(raised?.related ?? [])],
      units: item.units,
      weight: accepted || meta.preset === 'strict' || finding.preset === 'strict' ? undefined : natural,
      fingerprint,
      hidden: ruling.state !== 'on' || (finding.preset === 'strict' && config.preset !== 'strict'),
      ...(suppression ? { suppressed: { reason: suppression.reason, until: suppression.until, by: suppression } } : {}),
      ...(supersededBy ? { supersededBy } : {}),
      ...(ruling.state === 'off' ? { accepted: { reason: ruling.reason } } : {}),
    };
  });
  const inline =
    project && withInline(judged, project, (other, workspace) => analyze(other, rules, config, { ...surroundings, workspace }));
  // What stands in a Dockerfile in here can be ignored by its own comments, and by what its service says.
  const findings = (inline?.findings ?? judged).map(finding => {
    const suppression = finding.suppressed || judged.includes(finding) ? undefined : suppressions.of(finding.rule, finding);
    return suppression ? silenced(finding, suppression) : finding;
  });
  findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule.meta.id < b.rule.meta.id ? -1 : 1));
  const problems = [
    ...document.problems,
    ...(project?.problems ?? []),
    ...(inline?.problems ?? []),
    ...suppressions.problems(rules, hearingOf(document, plan, surroundings)),
  ];
  return {
    path,
    kind,
    text,
    lines,
    units,
    findings,
    problems,
    suppressions: suppressions.list.map(suppression => ({ suppression, rules: suppressions.usesOf(suppression) })),
    score: scoreFile(units, findings),
    get workloads() {
      return workloads();
    },
  };
}

const silenced = (finding: RuleFinding, by: Suppression): RuleFinding => ({
  ...finding,
  weight: by.reason === undefined ? finding.weight : undefined,
  suppressed: { reason: by.reason, until: by.until, by },
});

/** A rule's silence tells something where it was asked, and nothing kept it from knowing. */
function hearingOf(document: Document, plan: Plan, { workspace }: Surroundings): Hearing {
  const isClear = workspace.complete && document.problems.length === 0 && !document.text.includes('{{');
  const asked = new Set(isClear ? plan.rules.map(({ rule }) => rule) : []);
  // Of another dialect's rule there is nothing to hear.
  return { isHeard: rule => asked.has(rule) || (isClear && !rule.meta.per[document.kind]) };
}

/** What can be offered here: titles tell no values of env files. */
function fixesOf({ at, fixes = [] }: Finding, document: Document, project: ComposeProject | undefined): readonly Fix[] {
  const possible = templateFixes(fixes, document);
  return project?.variables.size ? possible.map(fix => ({ ...fix, title: project.conceal(fix.title, at.span) })) : possible;
}

/** Places in other files of a project get their file's path; what a later file overrides is shown where it stands. */
function relatedOf({ at, related = [] }: Finding, project: ComposeProject | undefined): readonly Related[] {
  if (!project) return related;
  const covered = project.coveredBy(at);
  return [
    ...related.map(one => {
      if (one.path !== undefined || !project.sources.isElsewhere(one.at.span)) return one;
      const { path, span } = project.sources.locate(one.at.span);
      return { ...one, path, at: { ...one.at, span } };
    }),
    ...(covered ? [{ ...covered, message: `${covered.path} is overridden here: this is what it says.` }] : []),
  ];
}

function groupByKeyword(instructions: readonly Instruction[]): Map<string, Instruction[]> {
  const groups = new Map<string, Instruction[]>();
  for (const instruction of instructions) {
    const group = groups.get(instruction.keyword);
    if (group) group.push(instruction);
    else groups.set(instruction.keyword, [instruction]);
  }
  return groups;
}

interface Found {
  readonly planned: Planned;
  readonly on: keyof Targets;
  readonly target: Target;
  readonly finding: Finding;
}

interface Merged extends Found {
  readonly units: readonly Unit[];
}

/**
 * One rule says one thing about one place of the text once, however many targets inherit it. Several things about one place are told
 * apart by their structural places: the first one of each target is the same thing, and so on.
 */
function merge(found: readonly Found[]): readonly Merged[] {
  const merged = new Map<string, Merged>();
  const places = new Map<string, Set<string>>();
  for (const item of found) {
    const { at } = item.finding;
    const spot = `${item.planned.rule.meta.id} ${at.span.start} ${at.span.end}`;
    const ofTarget = `${spot} ${item.on} ${item.target.place}`;
    const known = places.get(ofTarget) ?? new Set();
    places.set(ofTarget, known.add(at.place));
    const key = `${spot} ${[...known].indexOf(at.place)}`;
    const before = merged.get(key);
    const units = unitsOf(item);
    merged.set(key, before ? { ...before, units: [...new Set([...before.units, ...units])] } : { ...item, units });
  }
  return [...merged.values()];
}

/** What is written in one container of a pod is that container's, and its neighbours do not pay for it. */
function unitsOf({ target: { units }, finding: { at } }: Found): readonly Unit[] {
  if (units.length < 2) return units;
  const own = units.filter(({ place }) => at.place === place || at.place.startsWith(`${place}.`) || at.place.startsWith(`${place}/`));
  return own.length > 0 ? own : units;
}

/** Targets that hold many causes: there two findings share one only when they stand at the same place. */
const MANY: ReadonlySet<keyof Targets> = new Set(['dockerfile', 'instruction', 'compose', 'object', 'daemon']);

/** The rule that dominates `item`: about the same target, or at the same place of the text. */
function dominantOf({ planned, on, target, finding }: Found, found: readonly Found[], { dominators }: Plan): string | undefined {
  const dominant = dominators.get(planned.rule.meta.id);
  if (!dominant) return undefined;
  return found.find(
    other =>
      dominant.includes(other.planned.rule.meta.id) &&
      (other.finding.at.span.start === finding.at.span.start ||
        (!MANY.has(on) && !MANY.has(other.on) && other.target.place === target.place)),
  )?.planned.rule.meta.id;
}

/** Places that repeat get their number behind them, in the order of the text. */
function withFingerprints(path: string, items: readonly Merged[]): readonly { readonly item: Merged; readonly fingerprint: string }[] {
  const counts = new Map<string, number>();
  return [...items]
    .sort((a, b) => a.finding.at.span.start - b.finding.at.span.start)
    .map(item => {
      const base = `${item.planned.rule.meta.id}:${path}:${item.finding.at.place}`;
      const count = (counts.get(base) ?? 0) + 1;
      counts.set(base, count);
      return { item, fingerprint: count === 1 ? base : `${base}#${count}` };
    });
}
