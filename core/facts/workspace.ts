import type { Document } from './document.js';
import type { FileKind } from './fact.js';

/** What other files need to know about one file: small, serialisable, recomputed only when that file changes. */
export interface FileSummary {
  readonly path: string;
  readonly kind: FileKind;
  /** Objects of a Kubernetes file. */
  readonly objects: readonly ObjectSummary[];
  /** Services of a Compose file. */
  readonly services: readonly ServiceSummary[];
  /** Images that it names by tag and digest, as written. */
  readonly pins: readonly string[];
  /** What a kustomization makes of other files. */
  readonly kustomization?: KustomizationSummary;
}

export interface KustomizationSummary {
  /** Files and folders that it builds from, as written. */
  readonly resources: readonly string[];
  /** Folders of kustomizations whose settings it makes its own. */
  readonly components: readonly string[];
  /** Files that it merges into them. */
  readonly patches: readonly string[];
  /** Images that it replaces. */
  readonly images: readonly ImageReplacement[];
  /** The namespace that it gives to all its objects. */
  readonly namespace: string | undefined;
}

/** What a kustomization writes in the place of parts of an image; at least one of them. */
export interface ImageReplacement {
  /** The image's name as the manifests have it. */
  readonly name: string;
  readonly newName: string | undefined;
  readonly newTag: string | undefined;
  readonly digest: string | undefined;
}

export interface ServiceSummary {
  readonly name: string;
  /** The keys that this file sets. */
  readonly keys: readonly string[];
  readonly build: BuildSummary | undefined;
}

export interface BuildSummary {
  /** The Dockerfile that it builds from, as a path relative to the root. */
  readonly dockerfile: string;
  /** The stage that is built, as written. */
  readonly target: string | undefined;
  /** Names that stand for something else than images in that file. */
  readonly contexts: readonly string[];
}

export interface ObjectSummary {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Labels of the pods that it makes; `undefined` when it makes none or they are not known. */
  readonly podLabels: Readonly<Record<string, string>> | undefined;
  /** For a NetworkPolicy or a Service: which pods it selects. */
  readonly podSelector: LabelSelector | undefined;
  /** For a NetworkPolicy: directions in force, after defaulting. */
  readonly policyTypes: readonly ('Ingress' | 'Egress')[];
  /** For a NetworkPolicy: directions in which it denies everything to every pod of its namespace. */
  readonly denies: readonly ('Ingress' | 'Egress')[];
  /** For a Service. */
  readonly serviceType: string | undefined;
  /** Images of its pods, as written. */
  readonly images: readonly string[];
  /** Admin interfaces that its pods are told to open to everybody. */
  readonly opened?: readonly string[];
  /** Whether the baseline level of Pod Security refuses one of its pods, or may. */
  readonly exceedsBaseline?: boolean;
  /** The account that its pods run as; `undefined` when it makes none or it is templated. */
  readonly serviceAccount: string | undefined;
  /** `automountServiceAccountToken` as its pods or, in a ServiceAccount, itself has it. */
  readonly mountsToken: boolean | undefined;
  /** Rules of a Role or ClusterRole. */
  readonly access: readonly Access[];
  /** For a Namespace: its Pod Security labels, by what stands behind `pod-security.kubernetes.io/`. */
  readonly podSecurity?: Readonly<Record<string, string>>;
  /** For a LimitRange: what it gives to containers that ask for none, `limits.memory`. */
  readonly defaults?: readonly string[];
  /** For a VerticalPodAutoscaler that sets requests: the workload, `Deployment/web`. */
  readonly scales?: string;
  /** For an Ingress: the Services that it leads to. */
  readonly backends?: readonly string[];
  /** For an Ingress: the issuer of cert-manager that fills its Secrets. */
  readonly issuer?: string | undefined;
  /** For a route that sends requests on to HTTPS: the gateways that it belongs to. */
  readonly redirects?: readonly string[];
  /** For a ConfigMap that switches snippets of ingress-nginx off. */
  readonly refusesSnippets?: boolean;
  /** For a RoleBinding or ClusterRoleBinding. */
  readonly binding: BindingSummary | undefined;
}

/** One rule of a role: every verb on every resource of every group in it. */
export interface Access {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceUrls: readonly string[];
}

export interface BindingSummary {
  readonly roleKind: string | undefined;
  readonly roleName: string | undefined;
  readonly subjects: readonly {
    readonly kind: string | undefined;
    readonly name: string | undefined;
    readonly namespace: string | undefined;
  }[];
}

/** Kubernetes LabelSelector: all of both must hold; empty selects everything. */
export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly { readonly key: string; readonly operator: string; readonly values: readonly string[] }[];
}

/** The files around a file. Facts never cross the border of its workspace. */
export interface Workspace {
  /** POSIX path of the file that is analysed, relative to the root. */
  readonly path: string;
  readonly summaries: Iterable<FileSummary>;
  /** Text of another file, by POSIX path relative to the root; `undefined` when it is absent, unreadable, or not indexed. */
  text(path: string): string | undefined;
  /** Another file, read; `undefined` as for `text`, or when it is none of ours. */
  document(path: string): Document | undefined;
  /** How Compose is called here, as far as the configuration says. */
  readonly compose: ComposeCall;
  /** Whether every file of the workspace has been seen: only then may another file's absence be a finding. */
  readonly complete: boolean;
}

/** The same files with another one in the middle. Not a copy: what is known of the files is asked for only when needed. */
export const seenFrom = (workspace: Workspace, path: string): Workspace => Object.create(workspace, { path: { value: path } }) as Workspace;

/** What people give the engine on its command line: `-f`, `--profile`, `--env-file`. Paths are POSIX, relative to the root. */
export interface ComposeCall {
  /** The files of one project in their order; empty: those that the engine looks for. */
  readonly files: readonly string[];
  /** The profiles that are active; empty: any may be. */
  readonly profiles: readonly string[];
  /** Read instead of the project's `.env`, the last one's values first; empty: the `.env`. */
  readonly envFiles: readonly string[];
}
