import { EXIT, UsageError } from './io.js';
import type { Command } from './main.js';

/** Serves until the editor closes the connection. */
export const lsp: Command = async ({ positionals }) => {
  if (positionals.length > 0) throw new UsageError('lsp takes no path: the editor says which folders it has open.');
  const { startNodeServer } = await import('../server/src/node/main.js');
  startNodeServer();
  return EXIT.clean;
};
