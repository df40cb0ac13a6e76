import { createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures } from 'vscode-languageserver/node';
import { bounded, loginCredentials, nodeTransport, RegistryClient } from '../../../registry/index.js';
import { rules } from '../../../rules/index.js';
import type { Host, ImageRegistry } from '../host.js';
import { startServer } from '../server.js';
import { nodeHost } from './host.js';

/** As nobody said anything else: directly, with the user's logins. */
const plainRegistry = (): ImageRegistry =>
  new RegistryClient({
    settings: { mirrors: {}, insecure: [] },
    transport: bounded(nodeTransport({ env: process.env }), 8),
    credentials: loginCredentials(),
  });

/** Serves over standard input and output after `--stdio`, over the port of `--socket` or `--pipe`, else over Node's IPC. */
export function startNodeServer(version = '0.0.0', registry: Host['registry'] = plainRegistry()): void {
  const isSaid = process.argv.some(argument => /^--(?:stdio|node-ipc|socket|pipe)\b/.test(argument));
  const connection = isSaid
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process));
  startServer(connection, nodeHost(rules, version, registry));
}
