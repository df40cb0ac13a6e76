import type { ProtocolRange } from './protocol.js';

/** What client and server say to each other about registries: who asks them, and what pinning and inspecting images comes to. */
export interface RegistryState {
  /** Why registries are not asked, in words for people; `null` when they can be. */
  readonly unavailable: string | null;
}

export interface RegistryAccessParams {
  /** As references name them: `docker.io`, `registry.example.com:5000`. */
  readonly registries: readonly string[];
}

export type RegistryAccessResult = boolean;

export interface ImageParams {
  /** As written. */
  readonly reference: string;
}

/** `sha256:...` */
export type ImageDigestResult = string;

/** As `ImageDetails` in core. */
export interface ImageDetailsResult {
  readonly digest: string;
  readonly user: string;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly created?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly healthcheck: boolean;
  readonly entrypoint: boolean;
  readonly platforms: readonly string[];
  readonly attached?: readonly ('signature' | 'attestation' | 'sbom')[] | undefined;
}

export interface PinParams {
  /** A file; the workspace when absent. */
  readonly uri?: string;
  /** `pin` gives digests to what has none; `update` new ones to what has moved; `check` changes nothing and tells both. */
  readonly mode: 'pin' | 'update' | 'check';
  /** References as written that are meant; all when absent. */
  readonly only?: readonly string[];
  readonly workDoneToken?: string | number;
}

export interface PinAnswer {
  /** What was or would be written. */
  readonly pins: readonly PinnedImage[];
  /** How many have a digest that needs no change. */
  readonly current: number;
  /** What could not be looked up or written. */
  readonly failed: readonly { readonly uri: string; readonly image: string; readonly range: ProtocolRange; readonly why: string }[];
  readonly cancelled: boolean;
}

export interface PinnedImage {
  readonly uri: string;
  readonly range: ProtocolRange;
  /** As written. */
  readonly image: string;
  readonly state: 'missing' | 'stale';
  readonly digest: string;
  /** When what is pinned was built, RFC 3339, where that is known. */
  readonly created?: string;
}

export interface InspectParams {
  readonly uri: string;
  /** All images of the file when absent or when there is none here. */
  readonly position?: { readonly line: number; readonly character: number };
}

export interface InspectAnswer {
  readonly inspected: number;
  readonly failed: readonly string[];
}
