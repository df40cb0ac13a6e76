import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** What an image is to say of itself. */
export interface ImageSpec {
  readonly created?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  /** `linux/amd64`; several make an index. */
  readonly platforms?: readonly string[];
  /** Docker's form instead of OCI's. */
  readonly docker?: boolean;
}

export const sha256 = (bytes: Uint8Array | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** One layer that holds nothing: the end of an archive. */
const ARCHIVE = Buffer.alloc(1024);
const LAYER = gzipSync(ARCHIVE);

/** Makes an image and pushes it with skopeo. @param reference `127.0.0.1:PORT/name:tag`. */
export function push(reference: string, spec: ImageSpec = {}, flags: readonly string[] = ['--dest-tls-verify=false']): void {
  const layout = mkdtempSync(path.join(tmpdir(), 'seaworthy-image-'));
  try {
    writeLayout(layout, spec);
    const format = spec.docker ? ['--format', 'v2s2'] : [];
    const all = (spec.platforms?.length ?? 0) > 1 ? ['--all'] : [];
    // No policy of this machine, no credentials of this user.
    const args = ['--insecure-policy', 'copy', ...all, ...format, ...flags, '--dest-no-creds', `oci:${layout}`, `docker://${reference}`];
    execFileSync('skopeo', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } finally {
    rmSync(layout, { recursive: true, force: true });
  }
}

/** An OCI image layout (OCI image specification, "image-layout") with one image. */
function writeLayout(folder: string, { created = '2026-01-02T03:04:05Z', config = {}, platforms = ['linux/amd64'] }: ImageSpec): void {
  const blobs = path.join(folder, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  const put = (content: string | Uint8Array) => {
    const digest = sha256(content);
    writeFileSync(path.join(blobs, digest.slice('sha256:'.length)), content);
    return { digest, size: Buffer.byteLength(content) };
  };
  const manifests = platforms.map(platform => {
    const [os, architecture] = platform.split('/');
    const rootfs = { type: 'layers', diff_ids: [sha256(ARCHIVE)] };
    const configuration = put(JSON.stringify({ created, os, architecture, config, rootfs, history: [{ created, created_by: 'test' }] }));
    const manifest = put(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: OCI_MANIFEST,
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...configuration },
        layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', ...put(LAYER) }],
      }),
    );
    return { mediaType: OCI_MANIFEST, ...manifest, platform: { os, architecture } };
  });
  const index = JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests });
  const top = manifests.length === 1 ? manifests[0] : { mediaType: OCI_INDEX, ...put(index) };
  writeFileSync(path.join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [top] }));
  writeFileSync(path.join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}

/** The digest that skopeo, as somebody else, sees. */
export function digestOf(reference: string): string {
  const args = ['inspect', '--tls-verify=false', '--raw', `docker://${reference}`];
  return sha256(execFileSync('skopeo', args));
}

/** Puts a manifest as it is: for what is attached to images, which skopeo knows nothing of. */
export async function putManifest(base: string, repository: string, tag: string, content: object, mediaType: string): Promise<void> {
  const body = JSON.stringify(content);
  const response = await fetch(`${base}/v2/${repository}/manifests/${tag}`, {
    method: 'PUT',
    headers: { 'content-type': mediaType },
    body,
  });
  if (!response.ok) throw new Error(`${tag}: ${response.status} ${await response.text()}`);
}
