import { type Connection, LSPErrorCodes, MessageType, ResponseError, ShowMessageRequest } from 'vscode-languageserver';
import { type ImageDetails, type ImageReference, type KnownImages, tagKey } from '../../core/index.js';
import type { Client } from './client.js';
import { type Host, type ImageRegistry, isUnavailable } from './host.js';
import { methods } from './protocol.js';
import type {
  ImageDetailsResult,
  ImageDigestResult,
  ImageParams,
  RegistryAccessParams,
  RegistryAccessResult,
} from './protocol-registries.js';

/** The user said no when asked: nothing to complain about. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
}

/** Registries as the features ask them: through the client where it does that itself, else through the host; never without consent. */
export class Registries implements ImageRegistry {
  readonly known: KnownImages;
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #host: Host;
  readonly #allowed = new Set<string>();
  #unavailable: string | undefined;

  constructor(connection: Connection, host: Host, client: Client, known: KnownImages) {
    this.#connection = connection;
    this.#client = client;
    this.#host = host;
    this.known = known;
    if (client.registry) this.#unavailable = client.registry.unavailable ?? undefined;
    else if (isUnavailable(host.registry)) this.#unavailable = host.registry.unavailable;
    else if (client.registryAccess === 'never') this.#unavailable = 'Asking registries is turned off.';
  }

  /** Why they are not asked; `undefined` when they can be. */
  get unavailable(): string | undefined {
    return this.#unavailable;
  }

  /** The client's word on it; what was allowed before has to be allowed again. */
  setUnavailable(why: string | null): void {
    if (!this.#client.registry) return;
    this.#unavailable = why ?? undefined;
    this.#allowed.clear();
  }

  /**
   * Asks the user once for each registry.
   * @throws NotAllowed when the answer is no; Error with the reason when they cannot be asked at all.
   */
  async allow(registries: Iterable<string>): Promise<void> {
    if (this.#unavailable !== undefined) throw new Error(this.#unavailable);
    const asked = [...new Set(registries)].filter(registry => !this.#allowed.has(registry));
    if (asked.length === 0) return;
    if (!(await this.#consent(asked))) throw new NotAllowed(`${asked.join(', ')} may not be asked.`);
    for (const registry of asked) this.#allowed.add(registry);
  }

  async digest(reference: ImageReference): Promise<string> {
    await this.allow([reference.registry]);
    if (!this.#client.registry) return this.#own.digest(reference);
    const digest = await this.#connection.sendRequest<ImageDigestResult>(methods.imageDigest, paramsOf(reference));
    // It becomes text of a file.
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`${tagKey(reference)}: the answer is no digest.`);
    return digest;
  }

  /** Remembers what it learns in `known`. */
  async inspect(reference: ImageReference): Promise<ImageDetails> {
    await this.allow([reference.registry]);
    const answer: ImageDetailsResult = this.#client.registry
      ? await this.#connection.sendRequest<ImageDetailsResult>(methods.imageDetails, paramsOf(reference))
      : await this.#own.inspect(reference);
    // What is undefined is lost on the way.
    const details: ImageDetails = { ...answer, created: answer.created, attached: answer.attached };
    this.known.add(reference, details);
    return details;
  }

  get #own(): ImageRegistry {
    if (isUnavailable(this.#host.registry)) throw new Error(this.#host.registry.unavailable);
    return this.#host.registry;
  }

  async #consent(registries: readonly string[]): Promise<boolean> {
    if (this.#client.registry) {
      const params: RegistryAccessParams = { registries };
      return this.#connection.sendRequest<RegistryAccessResult>(methods.registryAccess, params);
    }
    if (this.#client.registryAccess === 'always') return true;
    const allow = { title: 'Allow' };
    const answer = await this.#connection.sendRequest(ShowMessageRequest.type, {
      type: MessageType.Info,
      message: `May Seaworthy ask ${registries.join(', ')} about images? It sends their names, and your login where you have one.`,
      actions: [allow, { title: 'No' }],
    });
    return answer?.title === allow.title;
  }
}

const paramsOf = ({ text }: ImageReference): ImageParams => ({ reference: text });

/** `refused` when the user said no to a question; other errors keep their words on the way to the client. */
export async function orRefused<T>(ask: () => Promise<T>, refused: T): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NotAllowed) return refused;
    throw new ResponseError(LSPErrorCodes.RequestFailed, error instanceof Error ? error.message : String(error));
  }
}
