import type { Connection } from 'vscode-languageserver';
import type { Rule } from '../../../core/index.js';
import type { Host } from '../host.js';
import { type ListFilesParams, type ListFilesResult, methods, type ReadFileParams, type ReadFileResult } from '../protocol.js';

/** The host of a server that runs in a web worker: the client has the files. */
export function browserHost(connection: Connection, rules: readonly Rule[], version: string): Host {
  return {
    name: 'seaworthy',
    version,
    rules,
    today: () => new Date().toISOString().slice(0, 10),
    registry: { unavailable: 'A browser cannot reach registries.' },
    async *listFiles(folder, onProblem, below) {
      try {
        const params: ListFilesParams = { folder, below };
        yield* await connection.sendRequest<ListFilesResult>(methods.listFiles, params);
      } catch (error) {
        onProblem('', error instanceof Error ? error.message : String(error));
      }
    },
    async read(uri) {
      try {
        const params: ReadFileParams = { uri };
        return (await connection.sendRequest<ReadFileResult>(methods.readFile, params)) ?? undefined;
      } catch {
        return undefined;
      }
    },
    yield: () =>
      new Promise(resolve => {
        // Timers wait at least 4 ms each in a browser, which an audit of thousands of files would notice.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          resolve();
        };
        port2.postMessage(null);
      }),
  };
}
