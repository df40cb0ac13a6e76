import type { ImageReference } from './image-reference.js';

/** What a registry said of an image: its configuration, and what is attached to it. Semantics of the fields: the OCI image specification. */
export interface ImageDetails {
  /** Of what the reference names: the index of an image for several platforms, else its manifest. */
  readonly digest: string;
  /** `config.User` as written: `''` is root, as nobody is named. */
  readonly user: string;
  /** `8080/tcp`. */
  readonly ports: readonly string[];
  /** Paths that an engine mounts an anonymous volume at when nobody mounts anything. */
  readonly volumes: readonly string[];
  /** RFC 3339; `undefined` where nothing is said or what is said is no date of a build. */
  readonly created: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly healthcheck: boolean;
  /** Whether it starts through a program of its own, which may go on as another user. */
  readonly entrypoint: boolean;
  /** `linux/arm64/v8`. */
  readonly platforms: readonly string[];
  /** Kinds of what is attached; `undefined` when that could not be asked. Presence only: nothing was verified. */
  readonly attached: readonly Attachment[] | undefined;
}

/** What is known about images: by the user's config, and by registries that the user had asked. */
export interface ImageFacts {
  /** Whom an image runs as, as its configuration says it; `undefined` when unknown. */
  user(reference: ImageReference): string | undefined;
  /** `undefined`: no registry was asked. */
  details(reference: ImageReference): ImageDetails | undefined;
  /** The last day of support by the user's own word, `YYYY-MM-DD` or `never`; `undefined`: the tables hold. */
  endOfLife?(reference: ImageReference): string | undefined;
}

export const attachments = ['signature', 'attestation', 'sbom'] as const;
export type Attachment = (typeof attachments)[number];

/** One name for one image: `docker.io/library/node:22`, with its digest when it has one. */
export const imageKey = ({ registry, repository, tag, digest }: ImageReference): string =>
  digest === undefined ? `${registry}/${repository}:${tag ?? 'latest'}` : `${registry}/${repository}@${digest}`;

/** The same by its tag, whatever digest is written. */
export const tagKey = (reference: ImageReference): string => imageKey({ ...reference, digest: undefined });
