import type { Diagnostic } from 'vscode-languageserver';
import { configDiagnosticsOf, diagnosticOf, groupDiagnosticOf, problemDiagnosticOf } from '../convert.js';
import type { Session } from '../session.js';
import { shownOf } from '../shown.js';
import { brokenDiagnostic } from './broken.js';

/**
 * What the editor underlines in a file. Syntax errors are not repeated: the dialect's own tools show them. What Seaworthy alone could
 * not read is said.
 */
export function diagnosticsOf({ files, baselines, client }: Session, uri: string): Diagnostic[] {
  const { folder, path } = files.locate(uri);
  const config = folder.engine.configFile(path);
  if (config) return configDiagnosticsOf(config);
  const broken = brokenDiagnostic(baselines, uri);
  if (broken) return [broken];
  const file = files.analyze(uri);
  if (!file) return [];
  const { singles, groups } = shownOf(file.analysis, baselines.hiddenIn(file));
  return [
    ...groups.map(group => groupDiagnosticOf(group, file, files, client)),
    ...singles.map(finding => diagnosticOf(finding, file, files, client)),
    ...file.analysis.problems
      .filter(problem => problem.severity === 'info')
      .map(problem => problemDiagnosticOf(file.analysis.lines, problem)),
  ];
}

/** Sends diagnostics to clients that do not ask for them, when they differ from those sent before. */
export class Publisher {
  readonly #session: Session;
  readonly #sent = new Map<string, string>();

  constructor(session: Session) {
    this.#session = session;
  }

  async publish(uri: string, version: number): Promise<void> {
    const diagnostics = diagnosticsOf(this.#session, uri);
    const content = JSON.stringify([version, diagnostics]);
    if (this.#sent.get(uri) === content) return;
    this.#sent.set(uri, content);
    await this.#session.connection.sendDiagnostics({ uri, version, diagnostics });
  }

  async clear(uri: string): Promise<void> {
    if (this.#sent.delete(uri)) await this.#session.connection.sendDiagnostics({ uri, diagnostics: [] });
  }
}
