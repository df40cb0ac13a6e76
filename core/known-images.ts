import { type ImageDetails, imageKey } from './facts/image-details.js';
import type { ImageReference } from './facts/image-reference.js';
import type { ImageFacts } from './judge/rule.js';

/** What the user had registries asked about, for as long as the program runs. */
export class KnownImages implements ImageFacts {
  readonly #details = new Map<string, ImageDetails>();

  user(reference: ImageReference): string | undefined {
    return this.details(reference)?.user;
  }

  details(reference: ImageReference): ImageDetails | undefined {
    return this.#details.get(imageKey(reference));
  }

  add(reference: ImageReference, details: ImageDetails): void {
    this.#details.set(imageKey(reference), details);
    // What it is pinned to is the same image.
    this.#details.set(imageKey({ ...reference, digest: details.digest }), details);
  }
}
