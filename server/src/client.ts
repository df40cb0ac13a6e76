import type { InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from './protocol.js';
import type { RegistryState } from './protocol-registries.js';

/** What the client can do, as far as anything here depends on it. */
export interface Client {
  /** It asks for diagnostics; others are sent them. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesLenses: boolean;
  readonly relatedInformation: boolean;
  /** Edits of code actions may come later. */
  readonly resolvesEdits: boolean;
  readonly disabledActions: boolean;
  readonly documentChanges: boolean;
  readonly createsFiles: boolean;
  /** Edits may say that they want to be confirmed. */
  readonly annotations: boolean;
  /** Edits may have placeholders. */
  readonly snippets: boolean;
  readonly watchesFiles: boolean;
  /** Also outside its workspace. */
  readonly watchesOutside: boolean;
  readonly workspaceFolders: boolean;
  readonly progress: boolean;
  /** It has settings, and tells when they change. */
  readonly hasSettings: boolean;
  readonly tellsSettings: boolean;
  /** Commands that it runs itself. */
  readonly commands: readonly string[];
  /** Whether it asks registries itself, and can. */
  readonly registry: RegistryState | undefined;
  readonly registryAccess: 'ask' | 'always' | 'never';
}

export function readClient({ capabilities, initializationOptions }: InitializeParams): Client {
  const { textDocument, workspace, window } = capabilities;
  const options = (initializationOptions ?? {}) as InitializationOptions;
  const edits = workspace?.workspaceEdit;
  const documentChanges = edits?.documentChanges === true;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    relatedInformation:
      textDocument?.publishDiagnostics?.relatedInformation === true || textDocument?.diagnostic?.relatedInformation === true,
    resolvesEdits:
      textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true && textDocument.codeAction.dataSupport === true,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    documentChanges,
    createsFiles: documentChanges && edits?.resourceOperations?.includes('create') === true,
    annotations: documentChanges && edits?.changeAnnotationSupport !== undefined,
    snippets: documentChanges && edits?.snippetEditSupport === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchesOutside:
      workspace?.didChangeWatchedFiles?.dynamicRegistration === true && workspace.didChangeWatchedFiles.relativePatternSupport === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    hasSettings: workspace?.configuration === true,
    tellsSettings: workspace?.configuration === true && workspace.didChangeConfiguration?.dynamicRegistration === true,
    progress: window?.workDoneProgress === true,
    commands: Array.isArray(options.commands) ? options.commands : [],
    registry: options.registry && { unavailable: options.registry.unavailable ?? null },
    registryAccess: options.registryAccess === 'always' || options.registryAccess === 'never' ? options.registryAccess : 'ask',
  };
}
