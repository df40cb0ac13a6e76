import type { Connection } from 'vscode-languageserver';
import type { Baselines } from './baselines.js';
import type { Client } from './client.js';
import type { Files } from './files.js';
import type { Host } from './host.js';
import type { Registries } from './registries.js';

/** What every feature works with. */
export interface Session {
  readonly connection: Connection;
  readonly host: Host;
  readonly client: Client;
  readonly files: Files;
  readonly baselines: Baselines;
  readonly registries: Registries;
}
