import type { Engine } from './engine.js';
import { tagKey } from './facts/image-details.js';
import { type ImageReference, withDigest } from './facts/image-reference.js';
import type { ImageUse } from './facts/views/image.js';
import { applyEdits, type TextEdit } from './text.js';

/**
 * One use of an image that a registry can be asked about.
 * - `missing`: it has a tag and no digest; `stale`: its tag points to another digest by now; `current`: it does not;
 * - `fixed`: it has a digest and no tag, so there is nothing to compare with; `untagged`: it has neither.
 */
export interface Pin {
  readonly path: string;
  readonly image: ImageUse;
  readonly reference: ImageReference;
  readonly state: 'missing' | 'stale' | 'current' | 'fixed' | 'untagged';
  /** What the tag points to now; of `fixed`, what is written. */
  readonly digest: string | undefined;
}

/** A use that could not be looked up, with the reason. */
export interface Unpinned {
  readonly path: string;
  readonly image: ImageUse;
  readonly why: string;
}

export interface PinResult {
  /** In the order of the files and their texts. */
  readonly pins: readonly Pin[];
  readonly failed: readonly Unpinned[];
}

export interface PinOptions {
  /** Whether to ask about images that have a digest already. */
  readonly refresh: boolean;
  /** What a reference's tag points to now. @throws Error with a message for people. */
  digest(reference: ImageReference): Promise<string>;
  /** Called with how many of all different images are through. */
  onProgress?(done: number, all: number): void;
  /** Whether to stop asking. */
  isCancelled?(): boolean;
}

/** Questions at a time. */
const AT_ONCE = 8;

/** The uses of images in `paths` that are none of this workspace's own, are known, and are not told to be left alone by a comment. */
export function pinnable(engine: Engine, paths: readonly string[]): readonly Pick<Pin, 'path' | 'image' | 'reference'>[] {
  return paths.flatMap(path => {
    const left = (engine.analyze(path)?.findings ?? []).filter(
      ({ suppressed, fixes }) => suppressed && fixes.some(({ needs }) => needs === 'registry'),
    );
    return engine.images(path).flatMap(image => {
      const { reference, builtHere, span } = image;
      return reference && !builtHere && !left.some(finding => finding.span.start === span.start) ? [{ path, image, reference }] : [];
    });
  });
}

/** Looks up every image of `paths`, each different one once. What fails is listed; nothing is changed. */
export async function lookUpPins(engine: Engine, paths: readonly string[], options: PinOptions): Promise<PinResult> {
  const uses = pinnable(engine, paths);
  const isPinned = ({ digest, digestValid }: ImageReference) => digest !== undefined && digestValid;
  const isAsked = ({ reference }: (typeof uses)[number]) => reference.tag !== undefined && (options.refresh || !isPinned(reference));
  const wanted = new Map(uses.filter(isAsked).map(({ reference }) => [tagKey(reference), reference]));
  const answers = new Map<string, string | Error>();
  const left = wanted.entries();
  const work = async () => {
    for (const [key, reference] of left) {
      if (options.isCancelled?.()) return;
      try {
        answers.set(key, await options.digest(reference));
      } catch (error) {
        answers.set(key, error instanceof Error ? error : new Error(String(error)));
      }
      options.onProgress?.(answers.size, wanted.size);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const pins: Pin[] = [];
  const failed: Unpinned[] = [];
  for (const use of uses) {
    const { tag, digest } = use.reference;
    const pinned = isPinned(use.reference);
    if (tag === undefined) pins.push({ ...use, state: pinned ? 'fixed' : 'untagged', digest: pinned ? digest : undefined });
    else if (!isAsked(use)) pins.push({ ...use, state: 'current', digest });
    else {
      const answer = answers.get(tagKey(use.reference));
      if (answer instanceof Error) failed.push({ ...use, why: answer.message });
      else if (answer) pins.push({ ...use, state: !pinned ? 'missing' : digest === answer ? 'current' : 'stale', digest: answer });
    }
  }
  return { pins, failed };
}

/** The edits that write a pin's digest. `null` where a variable or something shared keeps it from being written. */
export const pinEdits = ({ image, digest }: Pin): readonly TextEdit[] | null => (digest === undefined ? null : image.setDigest(digest));

/** What an image reads with the digest. */
export const pinnedText = ({ reference, digest }: Pin): string => (digest === undefined ? reference.text : withDigest(reference, digest));

/**
 * The edits that write a file's missing and stale pins, each once. Empty when none can be written; `null` when the file would no longer
 * say the same but for the digests.
 */
export function editsOfPins(engine: Engine, path: string, pins: readonly Pin[]): readonly TextEdit[] | null {
  const before = engine.analyze(path);
  const due = pins.filter(pin => pin.path === path && (pin.state === 'missing' || pin.state === 'stale'));
  const edits = distinct(due.flatMap(pin => pinEdits(pin) ?? []));
  if (!before || edits.length === 0) return [];
  const after = engine.analyzeAs(path, applyEdits(before.text, edits));
  return after && after.problems.length <= before.problems.length && after.units.length === before.units.length ? edits : null;
}

/** Services that share an image by an anchor share its edit. */
const distinct = (edits: readonly TextEdit[]): readonly TextEdit[] => [
  ...new Map(edits.map(edit => [`${edit.span.start} ${edit.span.end} ${edit.text}`, edit])).values(),
];
