import * as vscode from 'vscode';
import type { ListedFinding, ProtocolScore } from '../../../server/src/protocol.js';
import type { AuditedFile } from '../../../server/src/protocol-audit.js';

/** What is known of one file. */
export interface FileFindings {
  readonly uri: vscode.Uri;
  readonly score: ProtocolScore | null;
  readonly findings: readonly ListedFinding[];
}

type Known = Map<string, FileFindings>;

/**
 * The findings of all files that were looked at: of an audit, and of open files as they are typed. While an audit runs, what it finds can be
 * seen; when it is cancelled, what was there before is there again.
 */
export class Findings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #files: Known = new Map();
  #audited = new Set<string>();
  /** Of the audit that runs. */
  #coming: Known | undefined;
  #isAudited = false;

  readonly onDidChange = this.#changed.event;

  /** By path. */
  get files(): readonly FileFindings[] {
    return [...(this.#coming ?? this.#files).values()].sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
  }

  /** How many of them the baseline knows. */
  get known(): number {
    return this.files.reduce((sum, { findings }) => sum + findings.filter(({ known }) => known).length, 0);
  }

  /** Whether an audit went through: otherwise only open files are known. */
  get isAudited(): boolean {
    return this.#isAudited;
  }

  get isComing(): boolean {
    return this.#coming !== undefined;
  }

  of(uri: vscode.Uri): FileFindings | undefined {
    return (this.#coming ?? this.#files).get(uri.toString());
  }

  begin(): void {
    this.#coming = new Map();
    this.#changed.fire();
  }

  add(files: readonly AuditedFile[]): void {
    for (const file of files) put(this.#coming ?? this.#files, vscode.Uri.parse(file.uri), file);
    this.#changed.fire();
  }

  /** The audit is through: what it did not come across is gone, but for what is open. */
  commit(isOpen: (uri: vscode.Uri) => boolean): void {
    if (!this.#coming) return;
    for (const [key, file] of this.#files) if (!this.#coming.has(key) && isOpen(file.uri)) this.#coming.set(key, file);
    this.#files = this.#coming;
    this.#audited = new Set(this.#files.keys());
    this.#coming = undefined;
    this.#isAudited = true;
    this.#changed.fire();
  }

  /** The audit was cancelled. */
  rollBack(): void {
    if (!this.#coming) return;
    this.#coming = undefined;
    this.#changed.fire();
  }

  /** An open file was judged. */
  set(uri: vscode.Uri, file: Omit<FileFindings, 'uri'>): void {
    put(this.#files, uri, file);
    if (this.#coming) put(this.#coming, uri, file);
    this.#changed.fire();
  }

  /** A file was closed: it stays when it is part of an audit. */
  closed(uri: vscode.Uri): void {
    if (!this.#audited.has(uri.toString())) this.remove(uri);
  }

  /** A file is no longer there. */
  remove(uri: vscode.Uri): void {
    const key = uri.toString();
    this.#audited.delete(key);
    this.#coming?.delete(key);
    if (this.#files.delete(key)) this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** Files that nothing is said about are left out. */
function put(known: Known, uri: vscode.Uri, { score, findings }: Omit<FileFindings, 'uri'>): void {
  if (findings.length === 0 && !score) known.delete(uri.toString());
  else known.set(uri.toString(), { uri, score, findings });
}
