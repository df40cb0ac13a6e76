import type { ImageFacts } from './image-details.js';
import type { ImageReference } from './image-reference.js';
import { defaultUserOf, type ImageUser } from './tables/base-images.js';

/**
 * Whom an image runs as by default: what the user's config or its registry says, else the table. An image that starts as root through a
 * program of its own may go on as somebody else: then only the table knows. `undefined` when it is not known.
 */
export function userOf(reference: ImageReference, images: ImageFacts): ImageUser | undefined {
  const known = defaultUserOf(reference);
  const user = images.user(reference);
  if (user === undefined) return known;
  const available = known?.availableUser === undefined ? {} : { availableUser: known.availableUser };
  if (!isRoot(user)) return { user, root: false, drops: false, ...available };
  if (known?.root) return known;
  return images.details(reference)?.entrypoint ? undefined : { user: 'root', root: true, drops: false, ...available };
}

/** `config.User`: `USER[:GROUP]`, nobody being root. */
const isRoot = (user: string): boolean => /^(?:|root|0+)(?::|$)/.test(user);
