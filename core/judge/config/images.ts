import { type ImageReference, parseImageReference } from '../../facts/image-reference.js';
import type { ImageFacts } from '../rule.js';
import type { Config } from './model.js';

/** What a config knows of images, before what others know. A name with a tag is for that tag only. */
export function imageFactsOf({ baseImages }: Config, others: ImageFacts): ImageFacts {
  const known = Object.entries(baseImages).flatMap(([name, { user }]) => {
    const reference = parseImageReference(name);
    return reference && user !== undefined ? [{ reference, user }] : [];
  });
  if (known.length === 0) return others;
  const isSame = (said: ImageReference, { registry, repository, tag }: ImageReference) =>
    said.registry === registry && said.repository === repository && (said.tag === undefined || said.tag === tag);
  return {
    user: reference => known.find(({ reference: said }) => isSame(said, reference))?.user ?? others.user(reference),
    details: reference => others.details(reference),
  };
}
