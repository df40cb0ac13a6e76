import type { RegistryState } from './protocol-registries.js';

/**
 * What client and server say to each other beyond standard LSP; about registries and audits, `protocol-registries.ts` and
 * `protocol-audit.ts` have it. The client imports these files of the server and no other; they import nothing else, so that any client can.
 */
export const methods = {
  /** Notification, server to client: the score of an open file, whenever it changed, for the status bar. */
  score: 'seaworthy/score',
  /**
   * Request, client to server, with work-done progress, partial results and cancellation: judges every file of a folder, for the audit
   * command. Partial results are lists of `AuditedFile`; the answer then lists none of its own.
   */
  audit: 'seaworthy/audit',
  /** Notification, server to client: what files of the last audit come to now that something changed on the disk. */
  audited: 'seaworthy/audited',
  /**
   * Request, client to server, with work-done progress and cancellation: reads the score of what was audited over the last commits. The
   * report has it from then on. Runs git: only when the user asked, and in a workspace that is trusted.
   */
  history: 'seaworthy/history',
  /**
   * Request, client to server: who last wrote lines of a file. Of a whole file the report has it from then on. Runs git: only when the user
   * asked, and in a workspace that is trusted.
   */
  blame: 'seaworthy/blame',
  /** Request, client to server: the last audit as a page. */
  report: 'seaworthy/report',
  /** Request, client to server: what an open file would score with another text, in the same surroundings. */
  scoreOfText: 'seaworthy/scoreOfText',
  /** Request, client to server: every rule with its layer and controls, for grouping findings by them. */
  rules: 'seaworthy/rules',
  /** Request, client to server: a rule's page as Markdown, for "Explain RULE". */
  explain: 'seaworthy/explain',
  /** Request, server to client: paths of a folder's files; asked by the browser server, which has no file system. */
  listFiles: 'seaworthy/listFiles',
  /** Request, client to server, with work-done progress and cancellation: pins the images of a file or of the workspace. */
  pin: 'seaworthy/pin',
  /** Request, client to server: asks registries about the image at a place, or about all of a file. */
  inspect: 'seaworthy/inspect',
  /** Request, server to client: whether these registries may be asked. Only to clients that ask registries themselves. */
  registryAccess: 'seaworthy/registryAccess',
  /** Request, server to client: the digest that an image's tag has now. Only to clients that ask registries themselves. */
  imageDigest: 'seaworthy/imageDigest',
  /** Request, server to client: what a registry knows of an image. Only to clients that ask registries themselves. */
  imageDetails: 'seaworthy/imageDetails',
  /** Notification, client to server: whether registries can be asked has changed. */
  registryState: 'seaworthy/registryState',
  /** Request, server to client: a file's text; asked by the browser server, which has no file system. */
  readFile: 'seaworthy/readFile',
  /** Request, client to server: turns a rule off in the nearest configuration, by an edit of the workspace. */
  turnOffRule: 'seaworthy/turnOffRule',
  /** Request, client to server: accepts findings into the baseline, by an edit of the workspace. */
  acceptFinding: 'seaworthy/acceptFinding',
  /** Request, client to server: says what a file says to other tools in Seaworthy's words, by an edit of the workspace. */
  convertIgnores: 'seaworthy/convertIgnores',
} as const;

/**
 * Commands that code actions and lenses name. The server runs every one of them that the client does not claim in
 * `InitializationOptions.commands`.
 */
export const commands = {
  /** Asks a registry and applies the edit; argument: `FixData`. Always the server's. */
  pinImage: 'seaworthy.pinImage',
  /** Applies a fix or hardens a unit; argument: `ApplyData`. Always the server's. */
  applyFix: 'seaworthy.applyFix',
  /** Ignores a finding in its file; argument: `IgnoreData`. Always the server's. */
  ignoreFinding: 'seaworthy.ignoreFinding',
  /** Pins every image of a file; argument: its uri. */
  pinFile: 'seaworthy.pinFile',
  /** Pins every image of the workspace. */
  pinWorkspace: 'seaworthy.pinWorkspace',
  /** Says which pinned images have moved. */
  checkPins: 'seaworthy.checkPins',
  /** Asks registries about images; argument: `InspectParams`. */
  inspectImages: 'seaworthy.inspectImages',
  /** Shows a rule's page; argument: the rule's id. */
  explainRule: 'seaworthy.explainRule',
  /** Shows what a score was lost for; argument: `ShowScoreParams`. */
  showScore: 'seaworthy.showScore',
  /** Says who brought a finding in; argument: `BlameData`. Only a client's: it knows whether git may be run. */
  blameFinding: 'seaworthy.blameFinding',
  /** Asks why, and turns a rule off in the configuration; argument: `TurnOffData`. Only a client's: the server asks nobody. */
  turnOffRule: 'seaworthy.turnOffRule',
  /** Accepts findings into the baseline; argument: `AcceptData`. A client that claims it asks why; the server asks nobody. */
  acceptFinding: 'seaworthy.acceptFinding',
} as const;

/** Code action kinds beside `quickfix`. */
export const kinds = {
  harden: 'refactor.rewrite.seaworthy.harden',
  fixAll: 'source.fixAll.seaworthy',
} as const;

/** Sent by the client in `initialize`; every part may be missing. */
export interface InitializationOptions {
  /** Commands that the client runs itself, of `commands`. */
  readonly commands?: readonly string[];
  /** From clients that ask registries themselves, with the user's proxy and certificates; credentials stay with them. */
  readonly registry?: RegistryState;
  /** From others: whether the server may ask registries. `ask` without it. */
  readonly registryAccess?: 'ask' | 'always' | 'never';
}

/** As in LSP: lines and characters from 0, characters in UTF-16 code units, end exclusive. */
export interface ProtocolRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** 0 to 100 and a grade. People see the value rounded down. */
export interface ProtocolScore {
  readonly value: number;
  readonly grade: 'A' | 'B' | 'C' | 'D' | 'F';
}

export interface ScoreParams {
  readonly uri: string;
  readonly version: number;
  /** `null`: nothing in the file is scored, or it is none of ours (any more). */
  readonly score: ProtocolScore | null;
  readonly units: readonly UnitScore[];
  /** What costs most, the costliest first; five at most. */
  readonly costliest: readonly Cost[];
  /** How many findings cost something, those in `costliest` among them. */
  readonly costs: number;
  /** Shown findings by severity. */
  readonly counts: Counts;
  /** Shown findings, in the order of the text. */
  readonly findings: readonly ListedFinding[];
}

/** A finding as lists show it. */
export interface ListedFinding {
  readonly rule: string;
  readonly severity: keyof Counts;
  /** May have several lines; the first stands alone. */
  readonly message: string;
  readonly range: ProtocolRange;
  readonly fingerprint: string;
  /** What the file's score loses by it: those of all costs add up to 100 minus the score. */
  readonly points: number;
  /** It is in the baseline; with the reason where there is one. */
  readonly known?: { readonly reason?: string };
  /** What mends it in one go, without asking anybody. */
  readonly fix?: { readonly title: string; readonly index: number };
}

export interface ScoreOfTextParams {
  readonly uri: string;
  readonly text: string;
}

/** `null`: nothing in it would be scored. */
export type ScoreOfTextResult = ProtocolScore | null;

export interface ListedRule {
  readonly id: string;
  readonly title: string;
  readonly layer: string;
  /** Ids of controls by framework. */
  readonly controls: Readonly<Record<string, readonly string[]>>;
}

export interface RulesResult {
  readonly rules: readonly ListedRule[];
  /** Layers in the order of reports. */
  readonly layers: readonly string[];
}

export interface UnitScore extends ProtocolScore {
  readonly kind: 'stage' | 'service' | 'container' | 'file';
  readonly name: string;
  /** Unique in the file. */
  readonly place: string;
  readonly range: ProtocolRange;
}

export interface Cost {
  readonly rule: string;
  readonly message: string;
  /** Of the file's lost points: those of all costs add up to 100 minus the score. */
  readonly points: number;
  readonly range: ProtocolRange;
}

export interface Counts {
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly info: number;
}

/** Names a fix well enough to find it again, so that the server keeps nothing between list and resolve. */
export interface FixData {
  readonly uri: string;
  readonly rule: string;
  readonly fingerprint: string;
  /** Of the finding's fixes. */
  readonly index: number;
}

/** A unit of a file, or the file, of which everything is to be mended that can be together. */
export interface HardenData {
  readonly uri: string;
  /** The unit's place; empty for the file. */
  readonly harden: string;
}

export type ApplyData = FixData | HardenData;

/** Names a way to ignore a finding, until it is chosen. */
export interface IgnoreData {
  readonly uri: string;
  readonly rule: string;
  readonly fingerprint: string;
  readonly ignore: 'here' | 'file' | 'config';
}

export interface TurnOffData {
  /** Of the file whose configuration is meant. */
  readonly uri: string;
  readonly rule: string;
  readonly reason?: string;
}

export interface TurnOffResult {
  /** `false`: it could not be written, or the client did not want it. */
  readonly applied: boolean;
}

/** Names findings of a file that are to be known from now on. */
export interface AcceptData {
  readonly uri: string;
  readonly fingerprints: readonly string[];
  readonly reason?: string;
}

export interface AcceptResult {
  /** `false`: they could not be written, or the client did not want it. */
  readonly applied: boolean;
  /** Why not, in words for people. */
  readonly why?: string;
  /** Uri of the file that they stand in now: the edit is not saved. */
  readonly baseline?: string;
}

export interface ConvertIgnoresParams {
  readonly uri: string;
}

/** How many edits were made. */
export type ConvertIgnoresResult = number;

export interface ShowScoreParams {
  readonly uri: string;
  /** Place of the unit that was asked about. */
  readonly unit: string;
}

export interface ExplainParams {
  readonly rule: string;
}

/** Markdown; `null`: there is no such rule. */
export type ExplainResult = string | null;

export interface ListFilesParams {
  readonly folder: string;
  /** Only files that are these, or lie in them: POSIX paths relative to the folder; `['']` for all. */
  readonly below: readonly string[];
}

/** POSIX paths relative to the folder. */
export type ListFilesResult = readonly string[];

export interface ReadFileParams {
  readonly uri: string;
}

/** `null`: it is absent or no text. */
export type ReadFileResult = string | null;
