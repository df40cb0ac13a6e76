import type { ImageUse } from '../../core/facts/views/image.js';
import type { Fix } from '../../core/judge/rule.js';

/** Asks for the version to use: nobody but the author knows which one was tested. */
export function versionFix(image: ImageUse): readonly Fix[] {
  const { reference } = image;
  if (!reference || !image.setTag('1')) return [];
  return [
    {
      title: `Name a version of ${reference.name} ...`,
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const tag = await ask({ prompt: `Which version of ${reference.name} have you tested?`, placeholder: 'version' });
        return tag === null ? null : image.setTag(tag);
      },
    },
  ];
}
