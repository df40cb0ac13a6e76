import * as vscode from 'vscode';
import type { CodeAction, Middleware } from 'vscode-languageclient';
import { commands } from '../../server/src/protocol.js';
import { isConfigDocument } from './containers.js';
import { isOn } from './settings.js';

/** A text whose last paragraph is a link. */
const ENDS_WITH_LINK = /(?:^|\n\n)\[[^\]]*\]\(command:[^)]*\)$/;

/** The server's links lead to commands; this editor follows them only where it is told to. @param more a link of its own, if any. */
function trusted(hover: vscode.Hover, more: string | undefined): vscode.Hover {
  const said = hover.contents.map(content => (content instanceof vscode.MarkdownString ? content.value : String(content))).join('\n\n');
  const markdown = new vscode.MarkdownString(more ? `${said}${ENDS_WITH_LINK.test(said) ? ' · ' : '\n\n'}${more}` : said);
  markdown.isTrusted = { enabledCommands: [commands.explainRule, commands.blameFinding] };
  return new vscode.Hover(markdown, hover.range);
}

/** A single fix was chosen by its title, and one undo takes it back: no second question. Bundles and what changes several files keep their preview. */
function withoutSecondQuestion(action: CodeAction): CodeAction {
  const annotations = Object.entries(action.edit?.changeAnnotations ?? {});
  if (!action.edit || annotations.length !== 1 || (action.edit.documentChanges?.length ?? 0) > 1) return action;
  const changeAnnotations = Object.fromEntries(annotations.map(([id, annotation]) => [id, { ...annotation, needsConfirmation: false }]));
  return { ...action, edit: { ...action.edit, changeAnnotations } };
}

/** Whether another language server shows the schema of this configuration: VS Code's own for JSON, the YAML extension. */
const hasSchema = (document: vscode.TextDocument): boolean =>
  isConfigDocument(document) && (document.languageId !== 'yaml' || vscode.extensions.getExtension('redhat.vscode-yaml')?.isActive === true);

/**
 * What this editor does differently from what the server says.
 * @param linkAt a link to add to what is said of a place.
 */
export const middlewareWith = (linkAt: (uri: vscode.Uri, position: vscode.Position) => string | undefined): Middleware => ({
  // What a schema says in this editor is not said twice.
  provideCompletionItem: (document, position, context, token, next) =>
    hasSchema(document) ? [] : next(document, position, context, token),
  async provideHover(document, position, token, next) {
    if (hasSchema(document)) return null;
    const hover = await next(document, position, token);
    return hover && trusted(hover, linkAt(document.uri, position));
  },
  provideCodeLenses: (document, token, next) => (isOn('codeLens.enabled', document) ? next(document, token) : []),
  async sendRequest(type, parameters, token, next) {
    const result = await next(type, parameters, token);
    const method = typeof type === 'string' ? type : type.method;
    return method === 'codeAction/resolve' ? (withoutSecondQuestion(result as CodeAction) as typeof result) : result;
  },
});
