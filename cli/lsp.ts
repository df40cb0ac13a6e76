import { EXIT, UsageError } from './io.js';
import type { Command } from './main.js';
import { openRegistry, registryForbidden } from './registry.js';
import { version } from './version.js';

/** Serves until the editor closes the connection. */
export const lsp: Command = async (args, io) => {
  if (args.positionals.length > 0) throw new UsageError('lsp takes no path: the editor says which folders it has open.');
  const { startNodeServer } = await import('../server/src/node/main.js');
  const forbidden = registryForbidden(io);
  startNodeServer(version, forbidden ? { unavailable: forbidden } : openRegistry(args, io).client);
  return EXIT.clean;
};
