import type { Diagnostic, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Baseline, baselineOf, buildReport, Engine, formatBaseline, reportFile } from '../../core/index.js';
import { MODERN, ROOT, type Setup } from './connect.js';
import { rules } from './rules.js';

export const BARE = 'services:\n  web:\n    image: nginx\n';
export const CLEAN = `${BARE}    read_only: true\n    security_opt: [no-new-privileges:true]\n`;
export const PRIVILEGED = `${CLEAN}    privileged: true\n`;
export const GIT = { '.git/HEAD': 'ref: refs/heads/main\n' };

/** What `baseline write` writes at the top of these files. */
export function baselineFor(files: Readonly<Record<string, string>>): Baseline {
  const engine = new Engine({ rules, today: () => '2026-01-01' });
  for (const [at, text] of Object.entries(files)) engine.update(at, text);
  engine.complete = true;
  const found = engine.paths.map(at => reportFile(engine.analyze(at)!, { textOf: other => engine.textOf(other) }));
  return baselineOf(buildReport({ version: '0', today: '2026-01-01', preset: 'recommended', files: found, configs: [], skipped: [] }));
}

export const written = (files: Readonly<Record<string, string>>): string => formatBaseline(baselineFor(files));

export const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);

/** A client that writes edits into `files`, as an editor that saves them. */
export const writing = (files: Record<string, string>, more: Setup = {}): Setup => ({
  capabilities: MODERN,
  ...more,
  files,
  answers: {
    'workspace/applyEdit': ({ edit }: { edit: WorkspaceEdit }) => {
      for (const change of edit.documentChanges as TextDocumentEdit[]) {
        if (!('edits' in change)) continue;
        const at = decodeURIComponent(change.textDocument.uri.slice(ROOT.length + 1));
        const document = TextDocument.create(change.textDocument.uri, 'json', 0, files[at] ?? '');
        files[at] = TextDocument.applyEdits(document, change.edits as never);
      }
      return { applied: true };
    },
  },
});
