import { contains, type ImageUse } from '../../../core/index.js';
import { spanOf } from '../convert.js';
import type { InspectAnswer, InspectParams } from '../protocol-registries.js';
import type { Session } from '../session.js';

/**
 * Asks registries about the image at a place, or about all images of a file; rules and hovers know the answers from then on.
 * @throws NotAllowed when a registry may not be asked.
 */
export async function inspect({ files, registries }: Session, { uri, position }: InspectParams): Promise<InspectAnswer> {
  const file = files.analyze(uri);
  if (!file) return { inspected: 0, failed: [] };
  const all = file.folder.engine.images(file.path).filter(({ reference, builtHere }) => reference && !builtHere);
  const offset = position && spanOf(file.analysis.lines, { start: position, end: position }).start;
  const here = offset === undefined ? [] : all.filter(({ span }) => contains(span, offset));
  const asked = [...new Map((here.length > 0 ? here : all).map(image => [image.text, image])).values()];
  await registries.allow(asked.map(({ reference }) => reference!.registry));
  const failed: string[] = [];
  await Promise.all(
    asked.map(async ({ reference }: ImageUse) => {
      try {
        await registries.inspect(reference!);
      } catch (error) {
        failed.push(error instanceof Error ? error.message : String(error));
      }
    }),
  );
  files.imagesChanged();
  return { inspected: asked.length - failed.length, failed };
}
