import { type ImageReference, parseImageReference } from '../../core/facts/image-reference.js';
import { memo } from '../../core/facts/memo.js';
import { isFloatingTag } from '../../core/facts/tables/tags.js';
import type { ImageUse } from '../../core/facts/views/image.js';
import type { FileSummary, Workspace } from '../../core/facts/workspace.js';
import type { Fix } from '../../core/judge/rule.js';

/** The version that the workspace's manifests agree on; else asks for it: nobody but the author knows which one was tested. */
export function versionFix(image: ImageUse, { summaries }: Workspace): readonly Fix[] {
  const { reference } = image;
  if (!reference || !image.setTag('1')) return [];
  const [known, ...others] = tagsOf(summaries).get(nameOf(reference)) ?? [];
  const asElsewhere: readonly Fix[] =
    known === undefined || others.length > 0
      ? []
      : [
          {
            title: `Use ${reference.name}:${known}, as other manifests here do`,
            safety: 'review',
            edits: () => image.setTag(known),
            // What is wrong with that version is wrong with it elsewhere too.
            expects: ['no-eol-image', 'pin-image-digest'],
          },
        ];
  return [
    ...asElsewhere,
    {
      title: `Name a version of ${reference.name} ...`,
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const tag = await ask({ prompt: `Which version of ${reference.name} have you tested?`, placeholder: 'version' });
        return tag === null ? null : image.setTag(tag);
      },
      // Of an image with a version more is known.
      expects: ['strip-setuid-binaries'],
    },
  ];
}

const nameOf = ({ registry, repository }: ImageReference): string => `${registry}/${repository}`;

/** The versions of each image that manifests name: summaries are one object until one of them changes. */
const tagsOf = memo((summaries: Iterable<FileSummary>): ReadonlyMap<string, ReadonlySet<string>> => {
  const tags = new Map<string, Set<string>>();
  for (const text of [...summaries].flatMap(({ objects }) => objects.flatMap(({ images }) => images))) {
    const reference = /[$%{]/.test(text) ? undefined : parseImageReference(text);
    if (reference?.tag === undefined || isFloatingTag(reference.tag)) continue;
    const key = nameOf(reference);
    tags.set(key, (tags.get(key) ?? new Set()).add(reference.tag));
  }
  return tags;
});
