import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Edits that are timed with nothing else to do. */
const EDITS = 60;

/** Milliseconds from an edit to its diagnostics. */
export interface Latencies {
  readonly alone: readonly number[];
  /** While the server audits the tree. */
  readonly during: readonly number[];
}

/** Edits a Compose file of `tree` as somebody who types, without and with an audit of the tree at the same time. */
export async function editLatencies(cli: string, tree: string, file: string): Promise<Latencies> {
  const child = spawn(process.execPath, [cli, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const server = new Peer(child);
    const rootUri = pathToFileURL(tree).href;
    const capabilities = { textDocument: { diagnostic: {} }, window: { workDoneProgress: true } };
    await server.request('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: 'tree' }],
      capabilities,
    });
    server.notify('initialized', {});
    const uri = pathToFileURL(path.join(tree, file)).href;
    const text = readFileSync(path.join(tree, file), 'utf8');
    server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    // Reads the tree, and warms up.
    await server.request('seaworthy/audit', {});
    let version = 1;
    const edit = async (): Promise<number> => {
      version++;
      const start = performance.now();
      server.notify('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text: text.replace(/image: .*/, `image: example/web:1.${version}`) }],
      });
      await server.request('textDocument/diagnostic', { textDocument: { uri } });
      return performance.now() - start;
    };
    const alone: number[] = [];
    for (let i = 0; i < EDITS; i++) alone.push(await edit());
    const during: number[] = [];
    let isOver = false;
    const audit = server.request('seaworthy/audit', { partialResultToken: 'files', workDoneToken: 'audit' }).then(() => {
      isOver = true;
    });
    while (!isOver) during.push(await edit());
    await audit;
    return { alone, during: during.slice(0, -1) };
  } finally {
    child.kill();
  }
}

/** The other end of a connection in JSON-RPC; what it asks is answered with nothing. */
class Peer {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #buffer = Buffer.alloc(0);
  #id = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout!.on('data', (data: Buffer) => this.#read(data));
  }

  request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#id;
    this.#send({ id, method, params });
    return new Promise(resolve => this.#waiting.set(id, resolve));
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#child.stdin!.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(data: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(this.#buffer.toString('latin1', 0, Math.max(end, 0)))?.[1]);
      if (end < 0 || this.#buffer.length < end + 4 + length) return;
      const message = JSON.parse(this.#buffer.toString('utf8', end + 4, end + 4 + length));
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      if (message.method === undefined) this.#waiting.get(message.id)?.(message.result);
      else if (message.id !== undefined) this.#send({ id: message.id, result: null });
    }
  }
}
