/** One exchange, as the registry client needs it: small answers, read whole. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bytes of the answer's body beyond which it is given up. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Of the headers, by lower-case name. */
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

/**
 * Sends one request and follows nothing.
 * @throws TransportError when there is no answer; the signal's reason when it was cancelled.
 */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

/** No answer, with the reason in words. Never names a header: those hold credentials. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
}

/** Something that a person can act on: which image, which host, what it said. Holds no credential. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';

  constructor(
    message: string,
    /** Seconds after which asking again may help, where the registry says so. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** Collects a body up to a cap. */
export class Body {
  readonly #parts: Uint8Array[] = [];
  readonly #maxBytes: number;
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws TransportError beyond the cap. */
  add(part: Uint8Array): void {
    this.#size += part.length;
    if (this.#size > this.#maxBytes) throw new TransportError(`sent more than ${Math.round(this.#maxBytes / 1024)} KB`);
    this.#parts.push(part);
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}
