import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { rules } from '../../../rules/index.js';
import { startServer } from '../server.js';
import { browserHost } from './host.js';

declare const self: DedicatedWorkerGlobalScope;

/** Entry of the web build's worker: speaks over the worker's messages. */
const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));
startServer(connection, browserHost(connection, rules, '0.0.0'));
