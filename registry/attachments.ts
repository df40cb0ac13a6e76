import type { Attachment } from '../core/facts/image-details.js';
import type { Descriptor } from './manifest.js';

/** Tags beside an image, `sha256-HEX.END`, that cosign attaches things with. */
export const COSIGN_TAGS: Readonly<Record<string, Attachment>> = { sig: 'signature', att: 'attestation', sbom: 'sbom' };

/** What an entry of a referrers list is. `undefined`: something else. */
export function attachmentOf({ artifactType, mediaType, annotations }: Descriptor): Attachment | undefined {
  const type = artifactType ?? mediaType;
  if (/^application\/vnd\.dev\.sigstore\.bundle/.test(type)) {
    // One form for both: what it holds is in its annotations.
    const { 'dev.sigstore.bundle.content': content, 'dev.sigstore.bundle.predicateType': predicate = '' } = annotations;
    return content === 'dsse-envelope' && !/cosign\/sign\//.test(predicate) ? 'attestation' : 'signature';
  }
  if (/cosign.*\.sig\b|notary.*signature|simplesigning/.test(type)) return 'signature';
  if (/in-toto|attestation|\.att\b|provenance/.test(type)) return 'attestation';
  if (/spdx|cyclonedx|sbom|syft/.test(type)) return 'sbom';
  return undefined;
}

/** Of an index: BuildKit puts attestations among the platforms. */
export const isBuildAttestation = ({ annotations }: Descriptor): boolean =>
  annotations['vnd.docker.reference.type'] === 'attestation-manifest';
