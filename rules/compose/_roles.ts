import { type ServiceKind, serverKindOf } from '../../core/facts/tables/ports.js';
import { type ImageUse, identityOf } from '../../core/facts/views/image.js';

/** What an image serves, by its name; `undefined` when nothing sensitive is known of it. */
export function roleOf(image: ImageUse | undefined): ServiceKind | undefined {
  const identity = identityOf(image);
  return identity && serverKindOf(identity);
}
