import type { Span, TextEdit } from '../../text.js';
import type { Target } from '../fact.js';
import type { ImageReference } from '../image-reference.js';

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
