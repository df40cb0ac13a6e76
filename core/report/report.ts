import type { FileKind, Problem, Unit } from '../facts/fact.js';
import type { Level } from '../facts/pod-security/version.js';
import type { Fix, Framework, Layer, Preset, Severity } from '../judge/rule.js';
import type { Grade } from '../judge/score.js';
import type { Position } from '../text.js';

/** Lines and columns from 1, columns in UTF-16 code units, `end` exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface ReportScore {
  readonly value: number;
  readonly grade: Grade;
}

/** A unit of the score: a stage that ships, a service, a container, or a file without any. */
export interface ReportUnit extends ReportScore {
  readonly kind: Unit['kind'];
  readonly name: string;
  /** Its value by the findings of one layer alone. A layer without any is left out: it is at 100. */
  readonly layers: Readonly<Partial<Record<Layer, number>>>;
}

/** The score by the findings of one layer alone: the mean over all units, by the same formula. */
export interface LayerScore extends ReportScore {
  readonly layer: Layer;
}

/** One replacement that a fix makes. */
export interface ReportEdit {
  /** Another file than the finding's; without a range it is created. */
  readonly path?: string;
  readonly range?: Range;
  readonly text: string;
}

export interface ReportFix {
  readonly title: string;
  readonly safety: Fix['safety'];
  /** Only where it was asked for, and possible without asking anybody. */
  readonly edits?: readonly ReportEdit[];
  /** What has to be asked outside first; such a fix is never applied by the command line. */
  readonly needs?: 'registry' | 'input';
}

export interface ReportRelated {
  readonly path: string;
  readonly message: string;
  /** Absent when the other file's text is not at hand. */
  readonly range?: Range;
}

export interface ReportFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly fingerprint: string;
  readonly fixes: readonly ReportFix[];
  /** What its units would gain together if it alone were mended. Absent when it costs nothing. */
  readonly points?: number;
  /** Against the baseline; absent without one. */
  readonly state?: FindingState;
  /** Why it was accepted into the baseline. Absent for what is new, or was accepted without. */
  readonly reason?: string;
  /** Who brought it in; only where it was asked for. Absent for what is not committed. */
  readonly blame?: Blame;
  readonly related?: readonly ReportRelated[];
  /** By a comment. Without a reason it still counts for the score. */
  readonly suppressed?: { readonly reason: string | null; readonly until?: string };
  readonly supersededBy?: string;
}

/** `moved`: known from another place or file; by what it is about it is the same. */
export type FindingState = 'new' | 'unchanged' | 'moved';

/** The commit that last wrote the line on which a finding starts. */
export interface Blame {
  readonly commit: string;
  readonly author: string;
  /** `YYYY-MM-DD`, in UTC. */
  readonly date: string;
  /** The first line of what the commit says. */
  readonly subject: string;
}

/** A finding of a rule that the config turns off. */
export interface AcceptedRisk {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly fingerprint: string;
  readonly reason: string | null;
}

export interface ReportProblem {
  readonly severity: Problem['severity'];
  readonly message: string;
  readonly range: Range;
}

/** A pod template with the level of the Pod Security Standards that it reaches. */
export interface ReportWorkload {
  readonly workload: string;
  readonly name: string;
  /** `null`: a template or patch hides it. */
  readonly level: Level | null;
  /** The version of the standards: `latest`, `v1.32`. */
  readonly version: string;
  /** The level above, and what keeps the pod from it for certain. Absent at the top. */
  readonly next?: { readonly level: Level; readonly obstacles: readonly ReportObstacle[] };
  /** What its namespace or the configuration asks for, and whether it is certain to be refused. */
  readonly demanded?: { readonly level: Level; readonly by: 'namespace' | 'setting'; readonly refused: boolean };
}

export interface ReportObstacle {
  /** As pod-security-admission calls it. */
  readonly check: string;
  readonly container?: string;
  readonly what: string;
  readonly range: Range;
}

export interface ReportFile {
  readonly path: string;
  readonly kind: FileKind | 'config';
  /** `null` when nothing in it is scored. */
  readonly score: ReportScore | null;
  /** What its score is the mean of. Absent when nothing in it is scored. */
  readonly units?: readonly ReportUnit[];
  readonly findings: readonly ReportFinding[];
  /** Pods of a Kubernetes file. Absent when there are none. */
  readonly podSecurity?: readonly ReportWorkload[];
  /** Absent when there are none. */
  readonly accepted?: readonly AcceptedRisk[];
  readonly problems: readonly ReportProblem[];
}

export interface Skipped {
  readonly path: string;
  readonly why: string;
}

/** A finding as a baseline knows it. */
export interface KnownFinding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly path: string;
  readonly severity: Severity;
  readonly message: string;
  /** Why it was accepted into the baseline. */
  readonly reason?: string;
}

/** How the tree differs from what it was. Every finding's `state` belongs to it. */
export interface Drift {
  /** What is compared with: a baseline's path, or a revision. */
  readonly from: string;
  /** The score then. */
  readonly score: ReportScore | null;
  readonly new: number;
  readonly unchanged: number;
  readonly moved: number;
  /** What was found then and is not any more. */
  readonly fixed: readonly KnownFinding[];
}

/** The score at a commit. */
export interface HistoryPoint {
  readonly commit: string;
  /** `YYYY-MM-DD`, in UTC. */
  readonly date: string;
  readonly score: ReportScore | null;
}

/** A control of a framework, by what the rules that support it found. */
export interface ControlResult {
  readonly control: string;
  /**
   * `failing`: a finding is open, or ignored without a reason; `accepted`: every finding is an accepted risk; `clean`: looked at, nothing
   * found; `not-assessed`: none of its rules had a file to look at, or all are of a stricter preset; `uncovered`: no rule supports it.
   */
  readonly status: 'failing' | 'accepted' | 'clean' | 'not-assessed' | 'uncovered';
  /** Rules that support it. */
  readonly rules: readonly string[];
  readonly findings: number;
}

/** A framework's controls. A rule supports a control; nothing here says that one is fulfilled. */
export interface FrameworkResult {
  readonly framework: Framework;
  readonly name: string;
  /** Whether the mapping was read in a source, or reasoned by what the control asks for. */
  readonly confidence: 'stated' | 'reasoned';
  readonly controls: readonly ControlResult[];
  /** How many controls the framework has in all. `null`: its full list is not known here. */
  readonly total: number | null;
}

/** What an audit found. Published as `report.schema.json`; no clock in it but `today`, so that it can be compared byte by byte. */
export interface Report {
  readonly schema: 1;
  readonly tool: { readonly name: 'seaworthy'; readonly version: string };
  readonly today: string;
  readonly preset: Preset;
  /** Part of an audit that was divided; `seaworthy merge` makes it whole. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** The mean of all units. `null` when there is none. */
  readonly score: ReportScore | null;
  /** Each layer once, in the order of `layers`. Empty when nothing is scored. */
  readonly layers: readonly LayerScore[];
  /** How many units have which grade. */
  readonly units: Readonly<Record<Grade, number>>;
  /** Absent without a baseline. */
  readonly drift?: Drift;
  /** From the oldest to the newest; only where it was asked for. */
  readonly history?: readonly HistoryPoint[];
  /** Frameworks that were asked for. */
  readonly compliance?: readonly FrameworkResult[];
  /** By path. */
  readonly files: readonly ReportFile[];
  readonly skipped: readonly Skipped[];
}

/** Whether a finding asks for something: neither ignored by a comment nor said better by another rule. */
export const isOpen = (finding: ReportFinding): boolean => !finding.suppressed && !finding.supersededBy;

/** Something that was found and is left on purpose. */
export interface Accepted {
  readonly path: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly fingerprint: string;
  /** `null`: nobody said why. By a comment it still counts for the score then. */
  readonly reason: string | null;
  readonly until?: string;
  readonly by: 'comment' | 'config';
}

/** Every accepted risk of a report, by path. */
export const acceptedOf = (report: Report): readonly Accepted[] =>
  report.files.flatMap(({ path, findings, accepted = [] }) => [
    ...findings.flatMap(({ suppressed, rule, severity, message, range, fingerprint }): Accepted[] =>
      suppressed ? [{ path, rule, severity, message, range, fingerprint, ...suppressed, by: 'comment' }] : [],
    ),
    ...accepted.map(
      ({ rule, severity, message, range, fingerprint, reason }): Accepted => ({
        path,
        rule,
        severity,
        message,
        range,
        fingerprint,
        reason,
        by: 'config',
      }),
    ),
  ]);
