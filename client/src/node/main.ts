import { randomBytes } from 'node:crypto';
import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activateWith, type Seaworthy } from '../activate.js';
import { makeAsker } from './registry.js';

/** Entry where extensions run in Node: the server is a process of its own, spoken to over Node's IPC. */
export function activate(context: vscode.ExtensionContext): Seaworthy {
  const server = { module: context.asAbsolutePath('dist/server.js'), transport: TransportKind.ipc };
  let client: LanguageClient | undefined;
  return activateWith(context, {
    create(options) {
      client = new LanguageClient('seaworthy', 'Seaworthy', server, options);
      return client;
    },
    makeAsker,
    nonce: () => randomBytes(16).toString('hex'),
    processId: () => client?.serverProcess?.pid,
  });
}
