import { startNodeServer } from './main.js';

/** Entry of `dist/server.js`: starts the server that `main.ts` describes. */
startNodeServer();
