import type { Document } from '../facts/document.js';
import { type ComposeProject, projectOf } from '../facts/documents/compose/project.js';
import { asShipped } from '../facts/documents/dockerfile/shipped.js';
import type { FileKind, Problem, Unit } from '../facts/fact.js';
import type { LineIndex } from '../text.js';
import { ask, type Surroundings } from './ask.js';
import type { Config } from './config/index.js';
import { Dominance } from './dominance.js';
import { withInline } from './inline.js';
import { type Merged, merge, withFingerprints } from './merge.js';
import { type Plan, planOf } from './plan.js';
import { type Raised, raise } from './pod-security/raise.js';
import { demandOn, type WorkloadLevel, workloadLevel } from './pod-security/workloads.js';
import { type Finding, type Fix, listed, type Related, type Rule } from './rule.js';
import { changed, type RuleFinding, ruleFinding } from './rule-finding.js';
import { type FileScore, scoreFile } from './score.js';
import { type Hearing, type Suppression, Suppressions } from './suppress/index.js';
import { targetsOf } from './targets.js';
import { templateFixes } from './template-fixes.js';

export type { Surroundings } from './ask.js';
export type { RuleFinding } from './rule-finding.js';

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
  workloads(): readonly WorkloadLevel[];
}

/** Judges a document: every rule over every target it speaks of, then dominance, suppression, severity, score. */
export function analyze(read: Document, rules: readonly Rule[], config: Config, surroundings: Surroundings): Analysis {
  const { workspace, today } = surroundings;
  const document = read.kind === 'dockerfile' ? asShipped(read, workspace) : read;
  const { kind, path, text, lines, units } = document;
  const targets = targetsOf(document, workspace);
  const plan = planOf(rules, kind, config);
  const found = ask(document, plan, targets, surroundings);
  const suppressions = new Suppressions(document, rules, today);
  const project = document.kind === 'compose' ? projectOf(document, workspace) : undefined;
  let levels: readonly WorkloadLevel[] | undefined;
  const workloads = () => (levels ??= targets.of('pod').map(pod => workloadLevel(pod, workspace, config.podSecurity)));
  // Most files are in no namespace that demands anything: then nobody may ever ask for the levels.
  const isDemanded = targets.of('pod').some(pod => demandOn(pod, workspace, config.podSecurity) !== undefined);
  const dominance = new Dominance(found, plan);
  const judge = ({ item, fingerprint }: { readonly item: Merged; readonly fingerprint: string }): RuleFinding => {
    const { rule, meta } = item.planned;
    const natural = item.finding.severity ?? meta.severity;
    const raised = isDemanded ? raise(rule, natural, item.units, workloads()) : undefined;
    const suppression = suppressions.of(rule, { span: item.finding.at.span, units: item.units });
    return judged(item, { fingerprint, document, project, config, raised, suppression, supersededBy: dominance.over(item) });
  };
  // What stands in another file of the project is that file's finding.
  const here = merge(found).filter(({ finding }) => !project?.sources.isElsewhere(finding.at.span));
  const own = withFingerprints(path, here).map(judge);
  const inline =
    project && withInline(own, project, (other, around) => analyze(other, rules, config, { ...surroundings, workspace: around }));
  const findings = inline ? suppressInline(inline.findings, own, suppressions) : own;
  findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule.meta.id < b.rule.meta.id ? -1 : 1));
  const problems = [
    ...document.problems,
    ...(project?.problems ?? []),
    ...(inline?.problems ?? []),
    ...suppressions.problems(rules, () => hearingOf(document, plan, surroundings)),
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
    workloads,
  };
}

/** What bears on a finding beside itself. */
interface Judgement {
  readonly fingerprint: string;
  readonly document: Document;
  readonly project: ComposeProject | undefined;
  readonly config: Config;
  readonly raised: Raised | undefined;
  readonly suppression: Suppression | undefined;
  readonly supersededBy: string | undefined;
}

function judged({ planned, finding, units }: Merged, judgement: Judgement): RuleFinding {
  const { rule, ruling, meta } = planned;
  const { fingerprint, document, project, config, raised, suppression, supersededBy } = judgement;
  const natural = finding.severity ?? meta.severity;
  const isAccepted = ruling.state === 'off' || suppression?.reason !== undefined;
  const { span } = finding.at;
  return ruleFinding(
    {
      rule,
      span,
      message: project ? project.conceal(finding.message, span) : finding.message,
      severity: ruling.severity ?? raised?.severity ?? natural,
      related: raised ? [...relatedOf(finding, project), ...raised.related] : relatedOf(finding, project),
      units,
      weight: isAccepted || meta.preset === 'strict' || finding.preset === 'strict' ? undefined : natural,
      fingerprint,
      suppressed: suppression && { reason: suppression.reason, until: suppression.until, by: suppression },
      supersededBy,
      hidden: ruling.state !== 'on' || (finding.preset === 'strict' && config.preset !== 'strict'),
      accepted: ruling.state === 'off' ? { reason: ruling.reason } : undefined,
    },
    () => fixesOf(finding, document, project),
  );
}

/** What stands in a Dockerfile in here can be ignored by its own comments, and by what its service says. */
function suppressInline(findings: readonly RuleFinding[], own: readonly RuleFinding[], suppressions: Suppressions): RuleFinding[] {
  const known = new Set(own);
  return findings.map(finding => {
    const suppression = finding.suppressed || known.has(finding) ? undefined : suppressions.of(finding.rule, finding);
    return suppression ? silenced(finding, suppression) : finding;
  });
}

const silenced = (finding: RuleFinding, by: Suppression): RuleFinding =>
  changed(finding, {
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
  const possible = templateFixes(listed(fixes), document);
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
