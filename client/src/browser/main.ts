import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { activateWith, type Seaworthy } from '../activate.js';
import { serveFiles } from '../files.js';

/** Entry where extensions run in a browser: the server is a worker, and asks the client for files. */
export function activate(context: vscode.ExtensionContext): Seaworthy {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist/web/server.js').toString(true);
  let worker: Worker | undefined;
  const startWorker = async () => {
    worker?.terminate();
    worker = new Worker(script);
    // Not the worker itself: VS Code puts its own class in place of `Worker`, by which the client would not know it.
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  return activateWith(context, {
    create(options) {
      const client = new LanguageClient('seaworthy', 'Seaworthy', startWorker, options);
      serveFiles(client);
      return client;
    },
    nonce: () => [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join(''),
    processId: () => undefined,
  });
}
