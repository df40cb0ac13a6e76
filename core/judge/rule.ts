import type { ComposeDocument, ComposeService } from '../facts/documents/compose.js';
import type { DaemonDocument } from '../facts/documents/daemon.js';
import type { DockerfileDocument, Instruction, Stage } from '../facts/documents/dockerfile.js';
import type { KubernetesObject, Pod } from '../facts/documents/kubernetes.js';
import type { FileKind, Located, Setting } from '../facts/fact.js';
import type { ImageFacts } from '../facts/image-details.js';
import type { ImageReference } from '../facts/image-reference.js';
import type { Command } from '../facts/views/command.js';
import type { Container } from '../facts/views/container.js';
import type { ImageUse } from '../facts/views/image.js';
import type { Variable } from '../facts/views/variable.js';
import type { Workspace } from '../facts/workspace.js';
import type { TextEdit } from '../text.js';

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
/** critical: an attacker owns the host or the secret now; high: one step away; medium: a wall is missing; low: a wall is thin; info: worth knowing. */
export type Severity = (typeof severities)[number];

/** `essential` is part of `recommended`, which is part of `strict`. */
export const presets = ['essential', 'recommended', 'strict'] as const;
export type Preset = (typeof presets)[number];

export const layers = ['host', 'runtime', 'network', 'image', 'secrets', 'access', 'supply-chain', 'operations'] as const;
export type Layer = (typeof layers)[number];

export type Framework =
  | 'cis-docker-1.6'
  | 'cis-k8s-1.12'
  | 'pss'
  | 'nsa'
  | 'owasp-docker'
  | 'owasp-k8s'
  | 'mitre'
  | 'nist-800-190'
  | 'nist-800-53'
  | 'pci-dss-4'
  | 'soc2'
  | 'hipaa';

/** Frameworks whose controls we have mapped by reasoning about what they ask for; the others name the check themselves. */
const REASONED: ReadonlySet<Framework> = new Set(['nist-800-53', 'pci-dss-4', 'soc2', 'hipaa']);

/** How far a mapping to a framework can be trusted: read in a source, or reasoned (then it "supports" a control and proves nothing). */
export const confidenceOf = (framework: Framework): 'stated' | 'reasoned' => (REASONED.has(framework) ? 'reasoned' : 'stated');

export type Tool =
  | 'hadolint'
  | 'dockerfilelint'
  | 'buildkit'
  | 'trivy'
  | 'checkov'
  | 'kics'
  | 'semgrep'
  | 'sonar'
  | 'terrascan'
  | 'dockle'
  | 'dclint'
  | 'docker-bench'
  | 'kubescape'
  | 'kube-linter'
  | 'kube-score'
  | 'polaris'
  | 'kubesec'
  | 'monokle';

/** What a rule is asked about. The engine calls a rule's check once for each target of its kind. */
export interface Targets {
  /** A Compose service or a Kubernetes container. */
  container: Container;
  image: ImageUse;
  variable: Variable;
  command: Command;
  dockerfile: DockerfileDocument;
  stage: Stage;
  instruction: Instruction;
  compose: ComposeDocument;
  service: ComposeService;
  /** Every object of a Kubernetes file, whatever its kind. */
  object: KubernetesObject;
  pod: Pod;
  /** An engine's `daemon.json`. */
  daemon: DaemonDocument;
}

/** How a rule is in one dialect. `fix` is the best one that it may offer there; `null` when there is none. */
export interface KindMeta {
  readonly severity: Severity;
  readonly preset: Preset;
  readonly fix: 'safe' | 'review' | null;
}

/**
 * One case that is documentation and test at once. `bad` and `good` are whole files.
 * `bad` marks with `«»` exactly what is to be underlined; `fixed` is `bad` after the first fix.
 */
export interface Example {
  /** Path of the file, which decides its kind: `Dockerfile`, `compose.yaml`, `k8s/web.yaml`. */
  readonly file: string;
  readonly bad?: string;
  readonly fixed?: string;
  readonly good?: string;
  /** Other files of the same workspace, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files that the fix writes besides, by path. */
  readonly fixedFiles?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** The message, where the wording is worth showing (and testing). */
  readonly message?: string;
}

export interface RuleMeta {
  /** Kebab-case, equal to the file's name; one id whatever the dialect. */
  readonly id: string;
  /** The weakness, as a short sentence without a full stop. */
  readonly title: string;
  readonly layer: Layer;
  readonly per: Readonly<Partial<Record<FileKind, KindMeta>>>;
  /** Shown as one diagnostic per container in the editor. */
  readonly group?: 'missing-hardening';
  /** Ids that this rule had before: baselines, suppressions and configs with them go on working. */
  readonly previousIds?: readonly string[];
  /** Why it matters: about two sentences of Markdown. */
  readonly why: string;
  /** What to do, with the fix or without. Markdown. */
  readonly remedy: string;
  /** When it is fine to leave it. Markdown. */
  readonly exceptions: string;
  /** Ids only, and only those that can be supported. */
  readonly controls: Readonly<Partial<Record<Framework, readonly string[]>>>;
  /** The same check elsewhere, in each tool's canonical form: `hadolint: ['DL3002']`. */
  readonly alsoKnownAs?: Readonly<Partial<Record<Tool, readonly string[]>>>;
  /** Rules that say less about the same cause: their findings on the same target are marked `supersededBy` this one. */
  readonly supersedes?: readonly string[];
  readonly examples: readonly Example[];
}

export interface Finding {
  /** What is underlined and what the fingerprint names: a setting, an image, a word, a target. */
  readonly at: Located;
  /** The thing, by its name, and what it can do; the first line stands alone in about 80 characters. */
  readonly message: string;
  /** Where it differs from the dialect's. */
  readonly severity?: Severity;
  /** Said in this preset only, and weightless: a stricter reading of the rule. */
  readonly preset?: 'strict';
  readonly fixes?: Fixes;
  readonly related?: readonly Related[];
}

/** Another place that explains the finding. */
export interface Related {
  readonly at: Located;
  readonly message: string;
  /** Another file's path; this one's when absent. */
  readonly path?: string;
}

export interface Fix {
  /** Imperative, with the names in it, and the consequence when there is one. */
  readonly title: string;
  /** `safe`: the build's output and the running behaviour stay the same; may run on save. `review`: previewed and chosen. */
  readonly safety: 'safe' | 'review';
  /** What has to be asked outside before there are edits. A registry fix never resolves unasked. */
  readonly needs?: 'registry' | 'input';
  /**
   * What nothing visible shows and the fix rests on, as a sentence: `The program calls no API of the cluster.` Clients ask for confirmation
   * then. Without it a review fix changes only what it says.
   */
  readonly assumes?: string;
  /** Weaker findings that this fix must raise. */
  readonly expects?: readonly string[];
  /** Computed only when the user asks. `null`: not possible (any more). */
  edits(services: Services): readonly TextEdit[] | null | Promise<readonly TextEdit[] | null>;
}

/** A function is called when somebody wants to see the fixes: whether one is possible can cost more than the finding. */
export type Fixes = readonly Fix[] | (() => readonly Fix[]);

export const listed = (fixes: Fixes): readonly Fix[] => (typeof fixes === 'function' ? fixes() : fixes);

/** What a registry knows about a tag. */
export interface Registry {
  /**
   * The digest of the image index (or manifest) that `reference`'s tag points to now.
   * @throws RegistryError with a message for people when the registry cannot say.
   */
  digest(reference: ImageReference): Promise<string>;
}

/** Something that only the user knows. */
export interface Question {
  readonly prompt: string;
  /** What a snippet shows selected. Never written by itself. */
  readonly placeholder: string;
}

/** Everything outside that a fix may ask. */
export interface Services {
  readonly registry: Registry;
  /** The user's answer; `null` when nobody can be asked. */
  ask(question: Question): string | null | Promise<string | null>;
}

export type { ImageFacts };

export type OptionValue = string | number | boolean | readonly string[];

/** An option's default tells its type. */
export interface OptionSpec<T extends OptionValue = OptionValue> {
  readonly default: T;
  readonly description: string;
  /** The config's setting that fills it where nothing else does; saying that turns the rule on. */
  readonly setting?: 'registries.trusted';
}

export interface Context {
  /** Options of this rule, defaults filled in. */
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly workspace: Workspace;
  readonly images: ImageFacts;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** What a rule says of one kind of target: a pure generator, or a function that gives one, else `NOTHING`. */
export type Check<K extends keyof Targets> = (target: Targets[K], context: Context) => Iterable<Finding>;

/** For checks that are called often and mostly see at once that there is nothing to say: to make and end a generator takes far longer. */
export const NOTHING: readonly Finding[] = [];

/** A rule: data, and one check for each kind of target that it speaks of. */
export interface Rule {
  readonly meta: RuleMeta;
  readonly options?: Readonly<Record<string, OptionSpec>>;
  readonly checks: { readonly [K in keyof Targets]?: Check<K> };
  /**
   * The instructions that `checks.instruction` speaks of, and whose commands `checks.command` does: it is not asked about others. Without
   * it, it is asked about all.
   */
  readonly keywords?: readonly string[];
  /** The kinds of Kubernetes objects that `checks.object` speaks of. Without it, it is asked about all. */
  readonly kinds?: readonly string[];
  /**
   * Words of which at least one stands in the file where the rule says anything, whatever their case: keys, programs, names. In one list,
   * or by dialect where they differ. What `checks.instruction` and `checks.command` say of a Dockerfile is said where one stands in that
   * very instruction. Without them, it is asked about every file; so it must be where a finding is about something absent, or what other
   * files and registries say decides. See `core/judge/vocabulary.ts` for what counts as a word.
   */
  readonly mentions?: readonly string[] | Readonly<Partial<Record<FileKind, readonly string[]>>>;
}

/** Gives the checks their targets' types. Returns the rule as it is. */
export const defineRule = (rule: Rule): Rule => rule;

/** A review fix that writes `value` where the dialect wants it; none where it cannot be written. */
export function setTo<T>(setting: Setting<T>, value: T, title: string, safety: Fix['safety'] = 'review'): Fixes {
  const edits = () => setting.set(value);
  return () => (edits() ? [{ title, safety, edits }] : []);
}

/** A review fix that takes the setting out; none where it cannot be taken out alone. */
export function without(setting: { remove(): readonly TextEdit[] | null }, title: string, safety: Fix['safety'] = 'review'): Fixes {
  const edits = () => setting.remove();
  return () => (edits()?.length ? [{ title, safety, edits }] : []);
}

/** Fixes that must raise weaker findings, which they name. */
export const expecting =
  (fixes: Fixes, ...rules: readonly string[]): Fixes =>
  () =>
    listed(fixes).map(fix => ({ ...fix, expects: [...(fix.expects ?? []), ...rules] }));

/** Fixes that rest on something which nothing visible shows. */
export const assuming = (fixes: Fixes, assumes?: string): Fixes =>
  assumes === undefined ? fixes : () => listed(fixes).map(fix => ({ ...fix, assumes }));

/** A review fix that writes what the user answers; none where it cannot be written. */
export function askFor(setting: Pick<Setting<string>, 'set'>, title: string, question: Question): Fixes {
  return () =>
    setting.set(question.placeholder)
      ? [
          {
            title,
            safety: 'review',
            needs: 'input',
            async edits({ ask }) {
              const answer = await ask(question);
              return answer === null ? null : setting.set(answer);
            },
          },
        ]
      : [];
}
