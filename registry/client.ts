import { createHash } from 'node:crypto';
import { type Attachment, attachments, type ImageDetails, imageKey, tagKey } from '../core/facts/image-details.js';
import type { ImageReference } from '../core/facts/image-reference.js';
import { attachmentOf, COSIGN_TAGS, isBuildAttestation } from './attachments.js';
import { AnswerCache } from './cache.js';
import { factsOf, mainOf, platformOf } from './configuration.js';
import { type Ask, Connection, type ConnectionOptions } from './connection.js';
import { type Endpoint, endpointsOf, isLoopback, type RegistrySettings } from './endpoint.js';
import { type HttpResponse, RegistryError } from './http.js';
import { ACCEPT, isManifestType, isSha256, type Manifest, mediaTypeOf, OCI_INDEX, parse, readManifest } from './manifest.js';

export interface ClientOptions extends ConnectionOptions {
  readonly settings: RegistrySettings;
  /** Without one: of this client alone. */
  readonly cache?: AnswerCache;
}

interface Answer {
  readonly endpoint: Endpoint;
  readonly response: HttpResponse;
}

/** Asks registries about images, by the distribution specification of OCI. Every answer is kept; questions under way are asked once. */
export class RegistryClient {
  readonly #connection: Connection;
  readonly #settings: RegistrySettings;
  readonly #cache: AnswerCache;
  readonly #asking = new Map<string, Promise<unknown>>();

  constructor({ settings, cache = new AnswerCache(), ...options }: ClientOptions) {
    this.#connection = new Connection(options);
    this.#settings = settings;
    this.#cache = cache;
  }

  /** How many requests were sent. */
  get requests(): number {
    return this.#connection.requests;
  }

  /**
   * The digest that the reference's tag (`latest` without one) points to now, whatever digest is written: of the index where the image is
   * for several platforms.
   * @throws RegistryError with a message for people.
   */
  digest(reference: ImageReference, signal?: AbortSignal): Promise<string> {
    const tag = reference.tag ?? 'latest';
    const key = tagKey(reference);
    const known = this.#cache.digest(key);
    if (known) return Promise.resolve(known);
    return this.#once(key, signal, async () => {
      const digest = await this.#askDigest(reference, tag, signal);
      this.#cache.setDigest(key, digest);
      return digest;
    });
  }

  /**
   * What the image is: of the reference's digest when it has one, else of what its tag points to now.
   * @throws RegistryError with a message for people.
   */
  async inspect(reference: ImageReference, signal?: AbortSignal): Promise<ImageDetails> {
    const digest = reference.digest !== undefined && reference.digestValid ? reference.digest : await this.digest(reference, signal);
    const key = imageKey({ ...reference, digest });
    const known = this.#cache.details(key);
    if (known) return known;
    return this.#once(key, signal, async () => {
      const details = await this.#askDetails(reference, digest, signal);
      this.#cache.setDetails(key, details);
      return details;
    });
  }

  /** Questions that can be cancelled are nobody else's. */
  #once<T>(key: string, signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> {
    if (signal) return ask();
    const asked = (this.#asking.get(key) as Promise<T> | undefined) ?? ask().finally(() => this.#asking.delete(key));
    this.#asking.set(key, asked);
    return asked;
  }

  async #askDigest(reference: ImageReference, tag: string, signal: AbortSignal | undefined): Promise<string> {
    const path = `manifests/${tag}`;
    const { endpoint, response } = await this.#ask(reference, { method: 'HEAD', path, accept: ACCEPT, signal });
    const digest = response.header('docker-content-digest');
    const isTrusted = endpoint.url.protocol === 'https:' || isLoopback(endpoint.url.hostname);
    if (response.status === 200 && isTrusted && isSha256(digest) && isManifestType(mediaTypeOf(response.header('content-type'))))
      return digest;
    // Some registries answer HEAD wrongly or not at all.
    if (response.status !== 200 && response.status !== 404 && response.status !== 405 && response.status < 500)
      fail(reference, endpoint, response);
    return (await this.#manifest(reference, tag, signal)).digest;
  }

  async #askDetails(reference: ImageReference, digest: string, signal: AbortSignal | undefined): Promise<ImageDetails> {
    const top = await this.#manifest(reference, digest, signal);
    const main = top.manifests && mainOf(top.manifests);
    const manifest = main ? await this.#manifest(reference, main.digest, signal) : top;
    if (!manifest.config) throw new RegistryError(`${reference.text} is no image`);
    const path = `blobs/${manifest.config.digest}`;
    const { endpoint, response } = await this.#ask(reference, { method: 'GET', path, accept: '*/*', signal });
    if (response.status !== 200) fail(reference, endpoint, response);
    expectDigest(manifest.config.digest, response.body, reference, endpoint);
    const configuration = parse(response.body);
    if (!configuration) throw new RegistryError(`${reference.text} is no image`);
    const { os, architecture, variant } = configuration;
    const own = [os, architecture, variant].filter(part => typeof part === 'string' && part !== '').join('/');
    const attached = await this.#attached(reference, digest, signal);
    if (top.manifests?.some(isBuildAttestation)) attached?.add('attestation');
    return {
      digest,
      ...factsOf(configuration),
      platforms: top.manifests ? [...new Set(top.manifests.flatMap(entry => platformOf(entry) ?? []))] : own ? [own] : [],
      attached: attached && attachments.filter(kind => attached.has(kind)),
    };
  }

  /** By the referrers list, the tag that stands in for it where a registry has none, and cosign's tags. `undefined`: nobody would say. */
  async #attached(reference: ImageReference, digest: string, signal: AbortSignal | undefined): Promise<Set<Attachment> | undefined> {
    const tag = digest.replace(':', '-');
    const found = new Set<Attachment>();
    const ask = async (method: 'GET' | 'HEAD', path: string) =>
      (await this.#ask(reference, { method, path, accept: ACCEPT, signal })).response;
    try {
      const list = await ask('GET', `referrers/${digest}`);
      const referrers = list.status === 200 ? list : await ask('GET', `manifests/${tag}`);
      const entries = referrers.status === 200 ? (readManifest(referrers.body, OCI_INDEX, reference.text).manifests ?? []) : [];
      for (const kind of entries.flatMap(entry => attachmentOf(entry) ?? [])) found.add(kind);
      for (const [end, kind] of Object.entries(COSIGN_TAGS)) {
        if (!found.has(kind) && (await ask('HEAD', `manifests/${tag}.${end}`)).status === 200) found.add(kind);
      }
      return found;
    } catch (error) {
      if (error instanceof RegistryError) return undefined;
      throw error;
    }
  }

  /** @param name a tag, or a digest that the answer is held to. */
  async #manifest(reference: ImageReference, name: string, signal: AbortSignal | undefined): Promise<Manifest> {
    const { endpoint, response } = await this.#ask(reference, { method: 'GET', path: `manifests/${name}`, accept: ACCEPT, signal });
    if (response.status !== 200) fail(reference, endpoint, response);
    if (name.includes(':')) expectDigest(name, response.body, reference, endpoint);
    const manifest = readManifest(response.body, response.header('content-type'), reference.text);
    const said = response.header('docker-content-digest');
    if (isSha256(said) && said !== manifest.digest) mismatch(reference, endpoint);
    return manifest;
  }

  /** Of the first endpoint that has it; what the last one says counts. */
  async #ask(reference: ImageReference, ask: Ask): Promise<Answer> {
    const endpoints = endpointsOf(reference.registry, this.#settings);
    for (const endpoint of endpoints) {
      const isLast = endpoint === endpoints.at(-1);
      try {
        const response = await this.#connection.ask(endpoint, reference.repository, ask);
        if (response.status === 200 || isLast) return { endpoint, response };
      } catch (error) {
        // A mirror that fails is passed by.
        if (isLast || !(error instanceof RegistryError)) throw error instanceof RegistryError ? about(reference, error) : error;
      }
    }
    throw new RegistryError(`${reference.text}: nobody to ask`);
  }
}

const about = (reference: ImageReference, { message, retryAfter }: RegistryError): RegistryError =>
  new RegistryError(`${reference.text}: ${message}.`, retryAfter);

function fail(reference: ImageReference, { url }: Endpoint, { status }: HttpResponse): never {
  const why =
    status === 404
      ? `${url.host} has no such image`
      : status === 401 || status === 403
        ? `${url.host} does not show it to you: it may not exist, or your login may not reach it`
        : `${url.host} answered ${status}`;
  throw about(reference, new RegistryError(why));
}

function expectDigest(digest: string, bytes: Uint8Array, reference: ImageReference, endpoint: Endpoint): void {
  const [algorithm, hex] = digest.split(':') as [string, string];
  if (createHash(algorithm).update(bytes).digest('hex') !== hex) mismatch(reference, endpoint);
}

function mismatch(reference: ImageReference, { url }: Endpoint): never {
  throw about(reference, new RegistryError(`${url.host} sent other content than its digest says; it was not used`));
}
