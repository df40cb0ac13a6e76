import type { Transport } from './http.js';

/** A transport with no more than `limit` exchanges under way; the others wait in order. */
export function bounded(transport: Transport, limit: number): Transport {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return async request => {
    if (busy >= limit) await new Promise<void>(resolve => waiting.push(resolve));
    else busy++;
    try {
      request.signal?.throwIfAborted();
      return await transport(request);
    } finally {
      const next = waiting.shift();
      // Its place goes to the next one.
      if (next) next();
      else busy--;
    }
  };
}
