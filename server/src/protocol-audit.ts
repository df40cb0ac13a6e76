import type { Counts, ListedFinding, ProtocolRange, ProtocolScore } from './protocol.js';

/** What client and server say to each other about audits: what was found, the report of it, and the past. */
export interface AuditParams {
  /** Uri of a folder; the whole workspace when absent. */
  readonly folder?: string;
  readonly workDoneToken?: string | number;
  /** Where to send files as they are judged; without it they come all at once. */
  readonly partialResultToken?: string | number;
}

export interface AuditResult {
  /** The mean of all units; `null` when nothing is scored. */
  readonly score: ProtocolScore | null;
  readonly files: readonly AuditedFile[];
  readonly skipped: readonly { readonly uri: string; readonly why: string }[];
}

export interface AuditedFile {
  readonly uri: string;
  readonly kind: string;
  readonly score: ProtocolScore | null;
  readonly counts: Counts;
  readonly findings: readonly ListedFinding[];
  /** LSP diagnostics, as `textDocument/diagnostic` gives them. */
  readonly diagnostics: readonly unknown[];
}

export interface HistoryParams {
  /** The program to run; `git`, where the system finds it, without. */
  readonly git?: string;
  readonly workDoneToken?: string | number;
}

export interface HistoryAnswer {
  /** Whether there was an audit to read the history of. */
  readonly isAudited: boolean;
}

/** The lines of a finding. */
export interface BlameData {
  readonly uri: string;
  readonly range: ProtocolRange;
}

export interface BlameParams {
  readonly uri: string;
  /** All of the file without it. */
  readonly range?: ProtocolRange;
  /** As `HistoryParams.git`. */
  readonly git?: string;
}

export interface BlameAnswer {
  /** The newest first. */
  readonly parts: readonly BlamePart[];
  /** Why there are none, in words for people. */
  readonly why?: string;
}

/** Lines that one commit wrote, or none that is known. Names and subjects are anybody's words. */
export interface BlamePart {
  /** From 1. */
  readonly lines: readonly number[];
  /** `date`: `YYYY-MM-DD`, in UTC. */
  readonly commit?: { readonly id: string; readonly author: string; readonly date: string; readonly subject: string };
  /** What there is to say instead of a commit. */
  readonly note?: string;
}

export interface ReportParams {
  /** Whether the client can ask for history and blame: the page has buttons for them then. */
  readonly asksGit?: boolean;
}

/** `null`: nothing was audited yet. */
export type ReportAnswer = ReportResult | null;

/** A page: markup without scripts, and the style sheet for it. Places in it have `data-path` and `data-purpose`, `open` or `fix`; buttons `history`, or `blame` with a path. */
export interface ReportResult {
  readonly body: string;
  readonly style: string;
  /** Uris of files by what `data-path` calls them. */
  readonly uris: Readonly<Record<string, string>>;
}

/** What of an audit is different by now. */
export interface AuditedParams {
  /** Of everything that was audited. */
  readonly score: ProtocolScore | null;
  readonly files: readonly AuditedFile[];
  /** Uris of files that are no longer there, or none of ours. */
  readonly gone: readonly string[];
}
