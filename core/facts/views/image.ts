import type { Span, TextEdit } from '../../text.js';
import type { Target } from '../fact.js';
import { type ImageReference, parseImageReference } from '../image-reference.js';

/** One use of an image: FROM, COPY --from, RUN --mount from, # syntax, Compose `image`, a pod's `image`. */
export interface ImageUse extends Target {
  readonly use: 'base' | 'copy' | 'mount' | 'syntax' | 'run';
  /** As written, quotes removed. */
  readonly text: string;
  /** `undefined` when a variable or template leaves it unknown, or when it is no image (`scratch`, a stage). Rules stay silent. */
  readonly reference: ImageReference | undefined;
  /** Whether it is also built by this workspace, so that a registry knows nothing of it. */
  readonly builtHere: boolean;
  /** True where a platform other than the default is asked for. */
  readonly platform: string | undefined;
  /** Where the variable part of the text is written, when it has one and that is plain text: the default of a build argument that no other image takes. */
  readonly origin?: Span | undefined;
  /**
   * The edit that writes another tag (and takes a digest out, which would go on naming the old image), if need be into a variable's
   * default. `null` where the text comes from a variable without one.
   */
  setTag(tag: string): readonly TextEdit[] | null;
  /** The edit that appends (or replaces) the digest and touches nothing else. `null` where a variable brings more than that is. */
  setDigest(digest: string): readonly TextEdit[] | null;
}

/** A repository behind which a variable brings a part of the tag or digest, or all of it: `postgres:${VERSION}-alpine`. */
const UNKNOWN_TAG = /^((?:[^$:@/]+(?::\d+)?\/)?[^$:@]+)[:@](?:[\w.@:-]|\$\w|\$\{\w+(?::?\?[^{}]*)?\})+$/;

/**
 * What image it is, for what its name alone tells: also where only its tag or digest is unknown, and then without them. `undefined` where
 * the name itself is.
 */
export function identityOf(image: Pick<ImageUse, 'reference' | 'text'> | undefined): ImageReference | undefined {
  if (!image || image.reference || !image.text.includes('$')) return image?.reference;
  const name = UNKNOWN_TAG.exec(image.text)?.[1];
  return name === undefined ? undefined : parseImageReference(name);
}
