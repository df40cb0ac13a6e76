import { AnswerCache, anonymous, RegistryClient, type Transport } from '../../registry/index.js';
import { sha256 } from './images.js';

/** One answer of a registry that is a table. Without `type`: no content type. */
export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
}

/** A client whose transport is a function: what is asked is in `seen`, waits are in `waits` and take no time. */
export function clientOver(
  answer: (exchange: Exchange, index: number) => Answer,
  more: Partial<ConstructorParameters<typeof RegistryClient>[0]> = {},
) {
  const seen: Exchange[] = [];
  const waits: number[] = [];
  const transport: Transport = async ({ method, url, headers }) => {
    const exchange = { method, url: url.href, authorization: headers.authorization };
    seen.push(exchange);
    const { status = 200, type, body = '', headers: own = {} } = answer(exchange, seen.length - 1);
    const all: Record<string, string | undefined> = { 'content-type': type, ...own };
    return { status, header: name => all[name], body: method === 'HEAD' ? new Uint8Array() : Buffer.from(body) };
  };
  const client = new RegistryClient({
    settings: { mirrors: {}, insecure: [] },
    credentials: anonymous,
    cache: new AnswerCache(),
    transport,
    sleep: async ms => void waits.push(ms),
    ...more,
  });
  return { client, seen, waits };
}

export const OCI = 'application/vnd.oci.image.manifest.v1+json';
export const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: OCI,
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${'a'.repeat(64)}`, size: 2 },
  layers: [],
});
export const DIGEST = sha256(MANIFEST);
/** An answer as it should be. */
export const GOOD: Answer = { type: OCI, body: MANIFEST, headers: { 'docker-content-digest': DIGEST } };
