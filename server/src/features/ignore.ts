import { type CodeAction, CodeActionKind, type Diagnostic, TextDocumentEdit } from 'vscode-languageserver';
import { type Analysis, applyEdits, type RuleFinding } from '../../../core/index.js';
import { rangeOf, snippetOf } from '../convert.js';
import type { Place } from '../files.js';
import type { Session } from '../session.js';

const REASON = 'TODO: say why';

/**
 * `Ignore here, with a reason ...`: a comment on the line above whose reason the user types over. Only for clients with snippets, as a
 * reason that nobody wrote is worse than none; only where the comment is seen to work (not in JSON, not inside block scalars).
 */
export function ignoreAction(
  { client, files }: Session,
  file: Place & { readonly analysis: Analysis },
  finding: RuleFinding,
  diagnostic: Diagnostic,
): CodeAction[] {
  if (!client.snippets) return [];
  const { analysis, folder, path } = file;
  const { id } = finding.rule.meta;
  for (const start of [lineOf(analysis, finding), statementOf(analysis, finding)]) {
    const indentation = /[ \t]*/y;
    indentation.lastIndex = start;
    const indent = indentation.exec(analysis.text)![0];
    const text = `${indent}# seaworthy-ignore ${id} -- ${REASON}${analysis.text.includes('\r\n') ? '\r\n' : '\n'}`;
    const span = { start, end: start };
    const after = folder.engine.analyzeAs(path, applyEdits(analysis.text, [{ span, text }]));
    if (!after?.findings.some(other => other.fingerprint === finding.fingerprint && other.suppressed)) continue;
    const uri = files.uriOf(file);
    const snippet = { range: rangeOf(analysis.lines, span), snippet: { kind: 'snippet' as const, value: snippetOf(text, [REASON]) } };
    const edit = { documentChanges: [TextDocumentEdit.create({ uri, version: files.versionOf(file) }, [snippet])] };
    return [{ title: `Ignore ${id} here, with a reason ...`, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], edit }];
  }
  return [];
}

const lineOf = ({ lines }: Analysis, { span }: RuleFinding): number => lines.offset(lines.lineOf(span.start), 0);

/** Where the instruction starts whose continuation lines lead to the finding. */
function statementOf({ lines, text }: Analysis, { span }: RuleFinding): number {
  let line = lines.lineOf(span.start);
  while (line > 0 && /[\\`][ \t]*\r?\n$/.test(text.slice(lines.offset(line - 1, 0), lines.offset(line, 0)))) line--;
  return lines.offset(line, 0);
}
