import { type ImageReference, parseImageReference } from '../../facts/image-reference.js';
import type { ImageFacts } from '../rule.js';
import type { BaseImage, Config } from './model.js';

/** What a config knows of images, before what others know. A name with a tag is for that tag only. */
export function imageFactsOf({ baseImages }: Config, others: ImageFacts): ImageFacts {
  const known = Object.entries(baseImages).flatMap(([name, said]) => {
    const reference = parseImageReference(name);
    return reference ? [{ reference, said }] : [];
  });
  if (known.length === 0) return others;
  const isFor = (named: ImageReference, { registry, repository, tag }: ImageReference) =>
    named.registry === registry && named.repository === repository && (named.tag === undefined || named.tag === tag);
  const saidOf = (reference: ImageReference, key: keyof BaseImage) =>
    known.find(({ reference: named, said }) => said[key] !== undefined && isFor(named, reference))?.said[key];
  return {
    user: reference => saidOf(reference, 'user') ?? others.user(reference),
    details: reference => others.details(reference),
    endOfLife: reference => saidOf(reference, 'endOfLife') ?? others.endOfLife?.(reference),
  };
}
