import { createConnection, IPCMessageReader, IPCMessageWriter, ProposedFeatures } from 'vscode-languageserver/node';
import { rules } from '../../../rules/index.js';
import type { Host } from '../host.js';
import { startServer } from '../server.js';
import { nodeHost } from './host.js';

/** VS Code's extension host asks registries itself; for other editors `seaworthy lsp` does. */
const NOBODY = { unavailable: 'This server does not ask registries; seaworthy lsp does.' };

/** Serves over standard input and output after `--stdio`, over the port of `--socket` or `--pipe`, else over Node's IPC. */
export function startNodeServer(version = '0.0.0', registry: Host['registry'] = NOBODY): void {
  const isSaid = process.argv.some(argument => /^--(?:stdio|node-ipc|socket|pipe)\b/.test(argument));
  const connection = isSaid
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, new IPCMessageReader(process), new IPCMessageWriter(process));
  startServer(connection, nodeHost(rules, version, registry));
}
