import type { Document } from '../../facts/document.js';
import type { KubernetesObject, Pod } from '../../facts/documents/kubernetes.js';
import { contains, lineEnd, type Span } from '../../text.js';
import type { Subject } from './model.js';

/** What a suppression covers, by where it stands. */
export type Covers = (subject: Subject) => boolean;

const isWithin = (outer: Span, { span }: Subject): boolean => contains(outer, span.start) && contains(outer, span.end);

export const everything: Covers = () => true;

export const within =
  (...outer: readonly Span[]): Covers =>
  subject =>
    outer.some(span => isWithin(span, subject));

/** The lines of `subject`; and what is said of a container or object by its name, when it begins on the first of them. */
export function linesOf(document: Document, subject: Span): Covers {
  const { lines } = document;
  const [first, last] = [lines.lineOf(subject.start), lines.lineOf(subject.end)];
  const names = beginnings(document)
    .filter(({ start }) => lines.lineOf(start) === first)
    .map(({ name }) => name);
  return ({ span }) => {
    const line = lines.lineOf(span.start);
    return (line >= first && line <= last) || names.some(name => name.start === span.start && name.end === span.end);
  };
}

/** Where the things begin that are told by a name further down. */
function beginnings(document: Document): readonly { readonly start: number; readonly name: Span }[] {
  if (document.kind !== 'kubernetes') return [];
  return document.objects.flatMap(object => [
    { start: object.map.span.start, name: object.span },
    ...object.pods.flatMap(pod => pod.containers.map(({ map, span }) => ({ start: map.span.start, name: span }))),
  ]);
}

/**
 * The lines of `subject` with all that is indented below them: how other tools read a comment above a block. Above the first line of a
 * YAML document it is all of the document.
 */
export function blockOf(document: Document, subject: Span): Covers {
  if (document.kind === 'dockerfile' || document.kind === 'daemon') return linesOf(document, subject);
  const { text, lines } = document;
  const whole = document.yaml.documents.find(each => each.root && lines.lineOf(each.root.span.start) === lines.lineOf(subject.start));
  if (whole) return within(whole.span);
  const depth = (line: string) => /^ *(?:- +)*/.exec(line)![0].length;
  const own = text.slice(subject.start, lineEnd(text, subject.start));
  const indent = /^ */.exec(own)![0].length;
  let end = lineEnd(text, subject.start);
  for (let line = lines.lineOf(subject.start) + 1; ; line++) {
    const start = lines.offset(line, 0);
    if (start >= text.length) break;
    const content = text.slice(start, lineEnd(text, start));
    if (
      content.trim() !== '' &&
      (/^ */.exec(content)![0].length <= indent || (own.trimStart().startsWith('- ') && depth(content) < depth(own)))
    )
      break;
    end = lineEnd(text, start);
  }
  return within({ start: subject.start, end });
}

/** An object with all that is in it. */
export const objectScope = (object: KubernetesObject): Covers => within(object.map.span, object.span);

/** A pod template: its text, and what is said of the pod by the object's name. */
export function podScope(pod: Pod): Covers {
  const text = within(pod.spec.span, ...(pod.metadata ? [pod.metadata.span] : []));
  const places = new Set(pod.units.map(({ place }) => place));
  const { start } = pod.span;
  return subject =>
    text(subject) || (subject.span.start === start && subject.units.length > 0 && subject.units.every(unit => places.has(unit.place)));
}

/** The containers of that name; what only they inherit counts as theirs. */
export function containerScope(pods: readonly Pod[], name: string): Covers | undefined {
  const found = pods.flatMap(pod => pod.containers).filter(container => container.name === name);
  if (found.length === 0) return undefined;
  const text = within(...found.flatMap(({ map, span }) => [map.span, span]));
  const places = new Set(found.map(({ unit }) => unit.place));
  return subject => text(subject) || (subject.units.length > 0 && subject.units.every(unit => places.has(unit.place)));
}
