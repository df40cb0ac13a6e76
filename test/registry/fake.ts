import { OCI } from './doubles.js';
import { sha256 } from './images.js';
import type { Servers } from './servers.js';

/** A registry in this process, for tests that are about who asks it. `requests` lists what was asked: `HEAD /v2/...`. */
export interface FakeRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly requests: string[];
  /** Of each request. */
  readonly authorizations: (string | undefined)[];
  /** Puts an image at `NAME:TAG`; its digest. */
  put(name: string, created?: string, config?: object): string;
}

/** @param login what `Authorization` has to say, when it has to say anything. */
export async function fakeRegistry(servers: Servers, login?: string): Promise<FakeRegistry> {
  const contents = new Map<string, { readonly type: string; readonly body: string }>();
  const requests: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const host = await servers.serve((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    authorizations.push(request.headers.authorization);
    if (login !== undefined && request.headers.authorization !== login)
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="fake"' }).end();
    const [, name, , reference] = /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(request.url ?? '') ?? [];
    const found = contents.get(`${name}:${reference}`);
    if (!found) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': found.type, 'docker-content-digest': sha256(found.body) });
    response.end(request.method === 'HEAD' ? undefined : found.body);
  });
  return {
    host,
    requests,
    authorizations,
    put(name, created = '2026-01-02T03:04:05Z', config = {}) {
      const repository = name.slice(0, name.lastIndexOf(':'));
      const put = (reference: string, type: string, body: string) => contents.set(`${repository}:${reference}`, { type, body });
      const blob = JSON.stringify({ created, os: 'linux', architecture: 'amd64', config });
      const manifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: OCI,
        config: { mediaType: 'x', digest: sha256(blob), size: 1 },
        layers: [],
      });
      put(sha256(blob), 'application/octet-stream', blob);
      put(sha256(manifest), OCI, manifest);
      put(name.slice(name.lastIndexOf(':') + 1), OCI, manifest);
      return sha256(manifest);
    },
  };
}
