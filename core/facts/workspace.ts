import type { FileKind } from './fact.js';

/** What other files need to know about one file: small, serialisable, recomputed only when that file changes. */
export interface FileSummary {
  readonly path: string;
  readonly kind: FileKind;
  /** Objects of a Kubernetes file. */
  readonly objects: readonly ObjectSummary[];
  /** Services of a Compose file. */
  readonly services: readonly ServiceSummary[];
}

export interface ServiceSummary {
  readonly name: string;
  /** The keys that this file sets. */
  readonly keys: readonly string[];
  /** The Dockerfile that it builds from (path relative to the root) and the stage that ships. */
  readonly build: { readonly dockerfile: string; readonly target: string | undefined } | undefined;
}

export interface ObjectSummary {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Labels of the pods that it makes; `undefined` when it makes none or they are not known. */
  readonly podLabels: Readonly<Record<string, string>> | undefined;
  /** For a NetworkPolicy: which pods it selects. */
  readonly podSelector: LabelSelector | undefined;
  /** For a NetworkPolicy: directions in force, after defaulting. */
  readonly policyTypes: readonly ('Ingress' | 'Egress')[];
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
  /** Whether every file of the workspace has been seen: only then may another file's absence be a finding. */
  readonly complete: boolean;
}
