import { type Connection, ResponseError } from 'vscode-languageserver';

/** Wraps handlers so that a bug in one feature costs that feature's answer and nothing else; each bug is logged once. */
export class Guard {
  readonly #connection: Connection;
  readonly #logged = new Set<string>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The handler, with an answer for when it throws. What it throws for the client to see (`ResponseError`) goes on. */
  wrap<A extends unknown[], R>(
    name: string,
    fallback: R | ((...args: A) => R),
    handler: (...args: A) => R | Promise<R>,
  ): (...args: A) => Promise<R> {
    return async (...args) => {
      try {
        return await handler(...args);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        this.report(name, error);
        return typeof fallback === 'function' ? (fallback as (...args: A) => R)(...args) : fallback;
      }
    };
  }

  /** Logs an error, once for each name and message. */
  report(name: string, error: unknown): void {
    const message = `${name}: ${error instanceof Error ? error.message : String(error)}`;
    if (this.#logged.has(message)) return;
    this.#logged.add(message);
    this.#connection.console.error(error instanceof Error && error.stack ? `${name}: ${error.stack}` : message);
  }
}
