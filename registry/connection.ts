import { setTimeout as wait } from 'node:timers/promises';
import { authorize } from './authorization.js';
import type { CredentialStore } from './credentials.js';
import { type Endpoint, isLocal } from './endpoint.js';
import { type HttpRequest, type HttpResponse, RegistryError, type Transport, TransportError } from './http.js';

export interface ConnectionOptions {
  readonly transport: Transport;
  readonly credentials: CredentialStore;
  /** Milliseconds for one exchange. */
  readonly timeoutMs?: number;
  /** Waits between attempts; milliseconds. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** What is asked of an endpoint, relative to `v2/REPOSITORY/`. */
export interface Ask {
  readonly method: 'GET' | 'HEAD';
  readonly path: string;
  readonly accept: string;
  readonly signal?: AbortSignal | undefined;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MOST_REDIRECTS = 4;
/** Answers that may be others a moment later. */
const PASSING: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const ATTEMPTS = 3;
/** Milliseconds that are worth waiting for; a registry that wants more is not asked again. */
const LONGEST_WAIT = 20_000;
/** What registries themselves put on manifests is 4 MB. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Speaks with endpoints: logs in, follows redirects by hand, tries again what passes. Remembers tokens by endpoint and repository. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #authorizations = new Map<string, Promise<string>>();
  /** Exchanges so far, those with token services among them. */
  requests = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /**
   * @throws RegistryError when there is no answer worth having: unreachable, no login, too many requests. Other answers are returned,
   *   whatever their status.
   */
  async ask(endpoint: Endpoint, repository: string, { method, path, accept, signal }: Ask): Promise<HttpResponse> {
    const url = new URL(`v2/${repository}/${path}`, endpoint.url);
    const key = `${endpoint.url.href} ${repository}`;
    const send = async (authorization: string | undefined) =>
      this.#follow({ method, url, headers: { accept, ...(authorization ? { authorization } : {}) }, signal });
    const known = await this.#authorizations.get(key)?.catch(() => undefined);
    const answer = await send(known);
    if (answer.status !== 401) return answer;
    const refused = this.#authorizations.get(key);
    // Whoever asked meanwhile may have a fresh one.
    if (!refused || (await refused.catch(() => undefined)) === known) {
      const challenge = answer.header('www-authenticate') ?? '';
      const token = (request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>) => this.#again({ ...request, signal });
      this.#authorizations.set(key, authorize(endpoint, repository, challenge, this.#options.credentials, token));
    }
    return send(await this.#authorizations.get(key));
  }

  async #follow(request: Sent): Promise<HttpResponse> {
    let current = request;
    for (let hops = 0; ; hops++) {
      const answer = await this.#again(current);
      if (!REDIRECTS.has(answer.status)) return answer;
      if (hops === MOST_REDIRECTS) throw new RegistryError(`${request.url.host} redirects without end`);
      current = redirect(current, answer.header('location'));
    }
  }

  /** One exchange, made again while the answer may be another a moment later. */
  async #again(request: Sent): Promise<HttpResponse> {
    const { sleep = (ms, signal) => wait(ms, undefined, signal ? { signal } : {}) } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#once(request);
      if (!PASSING.has(answer.status) || request.method === 'POST') return answer;
      const asked = waitOf(answer.header('retry-after'));
      if (attempt < ATTEMPTS && (asked ?? 0) <= LONGEST_WAIT) {
        await sleep(asked ?? 500 * 2 ** (attempt - 1), request.signal);
        continue;
      }
      if (answer.status !== 429) return answer;
      const seconds = asked === undefined ? undefined : Math.ceil(asked / 1000);
      throw new RegistryError(
        `${request.url.host} is asked too often${seconds === undefined ? '' : ` and wants ${seconds} s of patience`}; docker login raises most limits`,
        seconds,
      );
    }
  }

  async #once(request: Sent): Promise<HttpResponse> {
    const { transport, timeoutMs = 10_000 } = this.#options;
    this.requests++;
    try {
      const headers = { ...request.headers, 'user-agent': 'seaworthy' };
      return await transport({ ...request, headers, maxBytes: MOST_BYTES, timeoutMs });
    } catch (error) {
      if (error instanceof TransportError) throw new RegistryError(`${request.url.host} ${error.message}`);
      throw error;
    }
  }
}

type Sent = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'signal' | 'body'>;

/** Never to plain HTTP from TLS, nor from a public host to a local one; credentials stay with the host that they were meant for. */
function redirect(request: Sent, location: string | undefined): Sent {
  const from = request.url;
  const to = location !== undefined && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const refuse = (why: string): never => {
    throw new RegistryError(`${from.host} redirects to ${why}, which is not followed`);
  };
  if (!to) return refuse('no address');
  if (to.username || to.password) return refuse('an address with a user name');
  if (to.protocol !== 'https:' && !(to.protocol === 'http:' && from.protocol === 'http:')) return refuse(`${to.protocol}//${to.host}`);
  if (isLocal(to.hostname) && !isLocal(from.hostname)) return refuse(`the local address ${to.host}`);
  const { authorization, ...others } = request.headers;
  return { ...request, url: to, headers: to.origin === from.origin ? request.headers : others };
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function waitOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
