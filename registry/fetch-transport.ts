import { Body, type Transport, TransportError } from './http.js';

/** Over a `fetch`: VS Code gives its extensions one that knows the user's proxy and the system's certificates. */
export const fetchTransport =
  (fetch: typeof globalThis.fetch = globalThis.fetch): Transport =>
  async ({ method, url, headers, body, maxBytes, timeoutMs, signal }) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      const response = await fetch(url, { method, headers, redirect: 'manual', signal: either, ...(body === undefined ? {} : { body }) });
      const collected = new Body(maxBytes);
      const reader = response.body?.getReader();
      try {
        for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) collected.add(part.value);
      } catch (error) {
        await reader?.cancel().catch(() => {});
        throw error;
      }
      return { status: response.status, header: name => response.headers.get(name) ?? undefined, body: collected.bytes };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof TransportError) throw error;
      if (timeout.aborted) throw new TransportError(`did not answer within ${timeoutMs / 1000} s`);
      throw new TransportError(reasonOf(error));
    }
  };

/** `fetch` says "fetch failed" and hides why. */
function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  return `could not be reached (${cause?.code ?? cause?.message ?? (error as Error).message})`;
}
