import { type ImageReference, parseImageReference, withDigest, withTag } from '../../image-reference.js';
import type { ImageUse } from '../../views/image.js';
import type { ImageReplacement } from '../../workspace.js';
import { replaceScalar } from '../yaml/edit.js';
import { isTemplated } from '../yaml/values.js';
import type { KubernetesContainer } from './pod.js';

/** The image of a container, as a kustomization makes it of what is written. What that replaces cannot be written here. */
export function imageOf({ map, pod, place, units }: KubernetesContainer): ImageUse | undefined {
  const node = map.get('image')?.value;
  if (node?.type !== 'scalar') return undefined;
  // `auto`: Istio puts its proxy's image in.
  const isOpen = isTemplated(node.text) || node.text.includes('$') || node.text === 'auto';
  const written = isOpen ? undefined : parseImageReference(node.text);
  const [replacement, ...others] = pod.object.replacementsOf(node.text);
  // Which of several comes last, the file that is built decides.
  const isSaid = others.every(one => one.newName === replacement?.newName && hasVersionOf(one, replacement));
  const reference = written && replacement ? (isSaid ? replaced(written, replacement) : undefined) : written;
  const isVersionKept = replacement === undefined || hasVersionOf(replacement, undefined);
  return {
    use: 'run',
    text: reference?.text ?? node.text,
    reference,
    builtHere: false,
    platform: undefined,
    span: node.useSpan,
    place: `${place}.image`,
    units,
    setTag: tag => (reference && isVersionKept ? replaceScalar(node, withTag(written!, tag)) : null),
    setDigest: digest => (reference && isVersionKept ? replaceScalar(node, withDigest(written!, digest)) : null),
  };
}

const hasVersionOf = (one: ImageReplacement, other: ImageReplacement | undefined): boolean =>
  one.newTag === other?.newTag && one.digest === other?.digest;

/** A tag and a digest are put in the place of both; a name leaves them. Source: kustomize, api/filters/imagetag. */
function replaced({ text }: ImageReference, { name, newName, newTag, digest }: ImageReplacement): ImageReference | undefined {
  const isKept = newTag === undefined && digest === undefined;
  const version = isKept
    ? text.slice(name.length)
    : `${newTag === undefined ? '' : `:${newTag}`}${digest === undefined ? '' : `@${digest}`}`;
  return parseImageReference((newName ?? name) + version);
}
