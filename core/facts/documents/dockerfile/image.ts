import type { Span, TextEdit } from '../../../text.js';
import type { Unit } from '../../fact.js';
import { type ImageReference, parseImageReference, withDigest, withTag } from '../../image-reference.js';
import type { ImageUse } from '../../views/image.js';
import type { ImageOrigin } from './image-origin.js';

/** What names an image in a Dockerfile. */
interface Written {
  readonly use: ImageUse['use'];
  /** As it stands in the file, quotes included. */
  readonly text: string;
  readonly span: Span;
  readonly place: string;
  /** Without quotes and variables; `undefined` when unknown. */
  readonly value: string | undefined;
  readonly platform?: string | undefined;
  readonly origin?: () => ImageOrigin | undefined;
}

/** An image that a Dockerfile names. */
export class DockerfileImage implements ImageUse {
  readonly use: ImageUse['use'];
  readonly text: string;
  readonly reference: ImageReference | undefined;
  readonly builtHere = false;
  readonly platform: string | undefined;
  readonly span: Span;
  readonly place: string;
  readonly #written: string;
  readonly #value: string | undefined;
  readonly #units: () => readonly Unit[];
  readonly #origin: (() => ImageOrigin | undefined) | undefined;

  /** @param units are asked for late: whether a stage ships is known at the end of the file. */
  constructor({ use, text, span, place, value, platform, origin }: Written, units: () => readonly Unit[]) {
    this.use = use;
    this.text = value ?? text;
    this.reference = value === undefined ? undefined : parseImageReference(value);
    this.platform = platform;
    this.span = span;
    this.place = place;
    this.#written = text;
    this.#value = value;
    this.#units = units;
    this.#origin = origin;
  }

  get units(): readonly Unit[] {
    return this.#units();
  }

  get origin(): Span | undefined {
    const origin = this.#written.includes('$') ? this.#origin?.() : undefined;
    return origin?.isShared() ? undefined : origin?.span;
  }

  setTag(tag: string): readonly TextEdit[] | null {
    return this.#rewrite(this.reference && withTag(this.reference, tag));
  }

  setDigest(digest: string): readonly TextEdit[] | null {
    return this.#rewrite(this.reference && withDigest(this.reference, digest));
  }

  /** What a variable brings is written where its default is. */
  #rewrite(next: string | undefined): readonly TextEdit[] | null {
    if (next !== undefined && this.#written.includes('$')) return this.#origin?.()?.rewrite(next) ?? null;
    const quote = /^["']/.exec(this.#written)?.[0] ?? '';
    const isLiteral = this.#written === `${quote}${this.#value}${quote}`;
    return next !== undefined && isLiteral ? [{ span: this.span, text: `${quote}${next}${quote}` }] : null;
  }
}
