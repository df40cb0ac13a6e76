import type { Document } from '../../facts/document.js';
import type { ComposeDocument } from '../../facts/documents/compose.js';
import type { KubernetesDocument, Pod } from '../../facts/documents/kubernetes.js';
import type { Entry, YamlMap, YamlNode } from '../../facts/documents/yaml/nodes.js';
import { textOf } from '../../facts/documents/yaml/values.js';
import type { Comment } from '../../facts/fact.js';
import type { RuleNames } from '../rule-names.js';
import { type Suppression, UNSAID } from './model.js';
import { type Covers, containerScope, everything, linesOf, objectScope, podScope, within } from './scope.js';
import { readWording, type Wording } from './wording.js';

/** The annotation of Kubernetes objects and pod templates. */
export const ANNOTATION = 'seaworthy/ignore';
/** The key in Compose files. */
export const EXTENSION = 'x-seaworthy-ignore';

/** Means every rule. It holds, and is told to be too broad. */
const ALL = new Set(['*', 'all']);

/** Everything that a document says in our own words. */
export function ownSuppressions(document: Document, names: RuleNames): readonly Suppression[] {
  const found = OURS.test(document.text) ? document.comments.flatMap(comment => fromComment(comment, document, names)) : [];
  if (document.kind === 'compose' && document.text.includes(EXTENSION)) found.push(...fromExtensions(document, names));
  if (document.kind === 'kubernetes' && document.text.includes(ANNOTATION)) found.push(...fromAnnotations(document, names));
  return found;
}

/** What all of them hold. */
const OURS = /seaworthy/i;
const COMMENT = /^\s*(seaworthy-ignore(-file)?)(?![\w-])/;
/** What people write who remember it almost. */
const ALMOST = /^\s*(seaworthy(?:[-:_. ]+(?:ignore|disable|skip|nolint|noqa)[\w-]*))(?=$|[\s:=])/i;

function fromComment(comment: Comment, document: Document, names: RuleNames): readonly Suppression[] {
  const start = comment.span.end - comment.text.length;
  const match = COMMENT.exec(comment.text);
  if (!match) {
    const [whole, word] = ALMOST.exec(comment.text) ?? [];
    if (whole === undefined) return [];
    const from = start + whole.length - word!.length;
    const fault = {
      span: { start: from, end: start + whole.length },
      message: `\`${word}\` is not read: write \`seaworthy-ignore RULE -- reason\`.`,
    };
    const none = { origin: 'seaworthy', form: 'comment', names: [], all: false, reason: undefined, until: undefined } as const;
    return [{ ...none, span: comment.span, covers: () => false, faults: [fault] }];
  }
  const [whole, keyword, file] = match;
  const wording = readWording(comment.text.slice(whole.length), start + whole.length);
  const covers = file ? everything : linesOf(document, comment.subject);
  const form = file ? 'file' : 'comment';
  const keywordSpan = { start: start + whole.length - keyword!.length, end: start + whole.length };
  return [suppression(wording, form, comment.span, covers, names, keywordSpan)];
}

function suppression(
  wording: Wording,
  form: Suppression['form'],
  span: Suppression['span'],
  covers: Covers,
  names: RuleNames,
  place = span,
): Suppression {
  const rules = wording.ids.filter(({ id }) => !ALL.has(id));
  const faults =
    wording.ids.length > 0 ? wording.faults : [...wording.faults, { span: place, message: 'This names no rule, so it ignores nothing.' }];
  return {
    origin: 'seaworthy',
    form,
    span,
    names: rules.map(({ id, span: at }) => ({ id, span: at, rules: [names.own(id) ?? []].flat() })),
    all: rules.length < wording.ids.length,
    reason: wording.reason === UNSAID ? undefined : wording.reason,
    until: wording.until,
    covers: wording.faults.some(({ message }) => message.startsWith('`until=`')) ? () => false : covers,
    faults,
  };
}

/** `x-seaworthy-ignore` at the top, in a service, or in a network, volume, secret or config. */
function fromExtensions({ root, text }: ComposeDocument, names: RuleNames): readonly Suppression[] {
  if (!root) return [];
  const found = fromExtension(root.get(EXTENSION), everything, names, text);
  for (const section of root.entries()) {
    if (section.value?.type !== 'map' || section.key.startsWith('x-')) continue;
    for (const { keySpan, value } of section.value.entries()) {
      if (value?.type !== 'map') continue;
      const own = value.get(EXTENSION);
      if (own) found.push(...fromExtension(own, within(keySpan, value.span), names, text));
    }
  }
  return found;
}

/** A text, a list of texts, or a map of rules to a reason or to `{ reason, until }`. */
function fromExtension(entry: Entry | undefined, covers: Covers, names: RuleNames, text: string): Suppression[] {
  const { value } = entry ?? {};
  if (!entry || !value) return [];
  if (value.type !== 'map') {
    const items = value.type === 'seq' ? value.items() : [value];
    return items.flatMap(item => (item?.type === 'scalar' ? fromText(item, covers, names, text) : []));
  }
  return value.entries().map(({ key, keySpan, value: said }) => {
    const reason = said?.type === 'map' ? textOf(said.get('reason')?.value) : textOf(said);
    const until = said?.type === 'map' ? textOf(said.get('until')?.value) : undefined;
    const wording = readWording(until === undefined ? '' : `until=${until}`, said?.span.start ?? keySpan.start);
    return suppression({ ...wording, ids: [{ id: key, span: keySpan }], reason: reason || undefined }, 'entry', keySpan, covers, names);
  });
}

/** One suppression for each line of a scalar. */
function fromText(node: YamlNode & { readonly type: 'scalar' }, covers: Covers, names: RuleNames, text: string): readonly Suppression[] {
  return wordings(node, text).map(wording => suppression(wording, 'entry', node.span, covers, names));
}

function wordings(node: YamlNode & { readonly type: 'scalar' }, text: string): readonly Wording[] {
  const lines = node.text.split(/\r?\n|;/).filter(line => line.trim() !== '');
  // Of what is written on one line as it is, words have places of their own.
  const at = text.indexOf(node.text, node.span.start);
  const isPlain = lines.length === 1 && at >= 0 && at + node.text.length <= node.span.end;
  return lines.map(line => {
    const wording = readWording(line, at);
    if (isPlain) return wording;
    const whole = { span: node.span };
    return {
      ...wording,
      ids: wording.ids.map(each => ({ ...each, ...whole })),
      faults: wording.faults.map(each => ({ ...each, ...whole })),
    };
  });
}

/** The annotation of objects and of pod templates; a name may stand for one container: `container.web/no-latest-tag`. */
function fromAnnotations({ objects, text }: KubernetesDocument, names: RuleNames): readonly Suppression[] {
  return objects.flatMap(object => {
    const own = object.map.get('metadata')?.value;
    return [
      ...annotated(own, objectScope(object), object.pods, names, text),
      ...object.pods.flatMap(pod =>
        pod.metadata && !isSame(pod.metadata, own) ? annotated(pod.metadata, podScope(pod), [pod], names, text) : [],
      ),
    ];
  });
}

const isSame = (a: YamlMap, b: YamlNode | undefined): boolean => b !== undefined && a.span.start === b.span.start;

function annotated(
  metadata: YamlNode | undefined,
  covers: Covers,
  pods: readonly Pod[],
  names: RuleNames,
  text: string,
): readonly Suppression[] {
  const annotations = metadata?.type === 'map' ? metadata.get('annotations')?.value : undefined;
  const value = annotations?.type === 'map' ? annotations.get(ANNOTATION)?.value : undefined;
  if (value?.type !== 'scalar') return [];
  return wordings(value, text).flatMap(wording => {
    const plain = wording.ids.filter(({ id }) => !/^container\./.test(id));
    const single = wording.ids.filter(({ id }) => /^container\./.test(id));
    const each = single.map(({ id, span }): Suppression => {
      const [, container = '', rule = ''] = /^container\.([^/]+)\/(.*)$/.exec(id) ?? [];
      const scope = containerScope(pods, container);
      const made = suppression({ ...wording, ids: rule ? [{ id: rule, span }] : [] }, 'entry', span, scope ?? (() => false), names);
      return scope || !rule
        ? made
        : { ...made, faults: [...made.faults, { span, message: `There is no container \`${container}\` here.` }] };
    });
    return plain.length > 0 || single.length === 0
      ? [suppression({ ...wording, ids: plain }, 'entry', value.span, covers, names), ...each]
      : each;
  });
}
