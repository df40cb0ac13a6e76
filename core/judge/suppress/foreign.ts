import type { Document } from '../../facts/document.js';
import type { KubernetesDocument } from '../../facts/documents/kubernetes.js';
import type { Entry, YamlMap } from '../../facts/documents/yaml/nodes.js';
import { textOf } from '../../facts/documents/yaml/values.js';
import type { Comment } from '../../facts/fact.js';
import type { Span } from '../../text.js';
import type { Rule, Tool } from '../rule.js';
import type { RuleNames } from '../rule-names.js';
import type { Named, Suppression } from './model.js';
import { blockOf, type Covers, everything, linesOf, objectScope, podScope, within } from './scope.js';

/**
 * What a document says to other tools. What each of them would hear is not said by us either, as far as it is about the same (see
 * `alsoKnownAs`). Sources: the suppression pages of hadolint, Trivy, Checkov, KICS, kube-linter, kube-score and BuildKit.
 */
export function foreignSuppressions(document: Document, names: RuleNames): readonly Suppression[] {
  const found = document.comments.flatMap(comment => fromComment(comment, document, names));
  if (document.kind === 'dockerfile') found.push(...fromDirectives(document, names));
  if (document.kind === 'kubernetes' && /kube-linter\.io\/|kube-score\/ignore|checkov\.io\/skip/.test(document.text))
    found.push(...fromAnnotations(document, names));
  return found;
}

interface Part {
  readonly tool: Tool;
  readonly ids: readonly { readonly id: string; readonly span: Span }[];
  readonly span: Span;
  readonly covers: Covers;
  readonly form: Suppression['form'];
  readonly all?: boolean;
  readonly reason?: string | undefined;
  readonly until?: string | undefined;
}

const make = ({ tool, ids, all = false, reason, until, ...rest }: Part, names: RuleNames): Suppression => ({
  ...rest,
  origin: tool,
  names: ids.map(({ id, span }): Named => ({ id, span, rules: rulesOf(names, tool, id) })),
  all,
  reason,
  until,
  faults: [],
});

const rulesOf = (names: RuleNames, tool: Tool, id: string): readonly Rule[] => names.foreign(tool, id);

/** How every comment begins that speaks to one of them. */
const TOOL = /^\s*(?:hadolint|trivy|checkov|bridgecrew|kics-scan)/;

function fromComment(comment: Comment, document: Document, names: RuleNames): readonly Suppression[] {
  const { text, span, subject } = comment;
  if (!TOOL.test(text)) return [];
  const start = span.end - text.length;
  const idsIn = (list: string, from: number) =>
    [...list.matchAll(/[^\s,]+/g)].map(({ 0: id, index }) => ({
      id,
      span: { start: start + from + index, end: start + from + index + id.length },
    }));
  const part = (rest: Omit<Part, 'span'>) => make({ span, ...rest }, names);

  const hadolint = document.kind === 'dockerfile' && /^\s*hadolint\s+(global\s+)?ignore\s*=\s*/d.exec(text);
  if (hadolint) {
    const list = /^[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*/.exec(text.slice(hadolint[0].length))?.[0] ?? '';
    const isGlobal = hadolint[1] !== undefined;
    const covers = isGlobal ? everything : linesOf(document, subject);
    return [part({ tool: 'hadolint', ids: idsIn(list, hadolint[0].length), covers, form: isGlobal ? 'file' : 'comment' })];
  }

  const trivy = /^\s*trivy:ignore:/.test(text);
  if (trivy) {
    return [...text.matchAll(/trivy:ignore:([^\s:]+)((?::[^\s:]+)*)/g)].map(match => {
      const [, id = '', rest = ''] = match;
      const from = start + match.index + 'trivy:ignore:'.length;
      const until = /:exp:(\d{4}-\d{2}-\d{2})/.exec(rest)?.[1];
      const all = id === '*';
      const ids = all ? [] : [{ id, span: { start: from, end: from + id.length } }];
      return part({ tool: 'trivy', ids, all, until, covers: blockOf(document, subject), form: 'comment' });
    });
  }

  const checkov = /^\s*(?:checkov|bridgecrew):skip\s*=\s*([\w,-]+)(?::\s*(.*\S))?/.exec(text);
  if (checkov) {
    const [whole, list = '', reason] = checkov;
    return [part({ tool: 'checkov', ids: idsIn(list, whole.indexOf(list)), reason, covers: wholeOf(document, span), form: 'file' })];
  }

  const kics = /^\s*kics-scan\s+(ignore-line|ignore-block|ignore|disable\s*=\s*)(.*)$/.exec(text);
  if (kics) {
    const [whole, verb = '', list = ''] = kics;
    if (verb === 'ignore-line') return [part({ tool: 'kics', ids: [], all: true, covers: linesOf(document, subject), form: 'comment' })];
    if (verb === 'ignore-block') return [part({ tool: 'kics', ids: [], all: true, covers: blockOf(document, subject), form: 'comment' })];
    // Only above everything else do these hold.
    if (!isHeader(document.text, span.start)) return [];
    if (verb === 'ignore') return [part({ tool: 'kics', ids: [], all: true, covers: everything, form: 'file' })];
    return [part({ tool: 'kics', ids: idsIn(list, whole.length - list.length), covers: everything, form: 'file' })];
  }
  return [];
}

/** Whether nothing but comments stands before. */
const isHeader = (text: string, offset: number): boolean =>
  text
    .slice(0, offset)
    .split('\n')
    .every(line => /^\uFEFF?\s*(?:#.*|---\s*)?$/.test(line));

/** Of a stream the document that holds the comment, of anything else all. */
function wholeOf(document: Document, { start }: Span): Covers {
  if (document.kind !== 'kubernetes') return everything;
  const own = document.yaml.documents.find(({ span }) => span.start <= start && start < span.end);
  return own ? within(own.span) : () => false;
}

/** `# check=skip=NAME,NAME;error=true`. Source: Dockerfile reference, "check". */
function fromDirectives(document: Document & { readonly kind: 'dockerfile' }, names: RuleNames): Suppression[] {
  return document.directives.flatMap(({ name, value, span, valueSpan }) => {
    const skip = name.toLowerCase() === 'check' ? /(?:^|;)\s*skip\s*=\s*([^;]*)/i.exec(value) : null;
    if (!skip) return [];
    const [, list = ''] = skip;
    const from = valueSpan.start + skip.index + skip[0].length - list.length;
    const ids = [...list.matchAll(/[^\s,]+/g)].map(({ 0: id, index }) => ({
      id,
      span: { start: from + index, end: from + index + id.length },
    }));
    const all = ids.some(({ id }) => id.toLowerCase() === 'all');
    return [make({ tool: 'buildkit', ids: all ? [] : ids, all, span, covers: everything, form: 'directive' }, names)];
  });
}

function fromAnnotations({ objects }: KubernetesDocument, names: RuleNames): Suppression[] {
  return objects.flatMap(object => [
    ...annotations(object.map.at('metadata')).flatMap(entry => fromAnnotation(entry, objectScope(object), names)),
    ...object.pods
      .filter(({ metadata }) => metadata && metadata.span.start !== object.map.at('metadata')?.span.start)
      .flatMap(pod => annotations(pod.metadata).flatMap(entry => fromAnnotation(entry, podScope(pod), names))),
  ]);
}

function annotations(metadata: ReturnType<YamlMap['at']>): readonly Entry[] {
  const map = metadata?.type === 'map' ? metadata.get('annotations')?.value : undefined;
  return map?.type === 'map' ? map.entries() : [];
}

function fromAnnotation({ key, keySpan, value, valueSpan }: Entry, covers: Covers, names: RuleNames): Suppression[] {
  const text = textOf(value) ?? '';
  const span = { start: keySpan.start, end: valueSpan?.end ?? keySpan.end };
  const at = valueSpan ?? keySpan;
  const part = (rest: Pick<Part, 'tool' | 'ids' | 'all' | 'reason'>) => [make({ ...rest, span, covers, form: 'entry' }, names)];
  const linter = /^ignore-check\.kube-linter\.io\/(.+)$/.exec(key);
  if (linter) return part({ tool: 'kube-linter', ids: [{ id: linter[1]!, span: keySpan }], reason: text || undefined });
  if (key === 'kube-linter.io/ignore-all') return part({ tool: 'kube-linter', ids: [], all: true, reason: text || undefined });
  if (key === 'kube-score/ignore') {
    const ids = text.split(/[\s,]+/).filter(Boolean);
    return part({ tool: 'kube-score', ids: ids.map(id => ({ id, span: at })), all: ids.includes('*') });
  }
  if (/^checkov\.io\/skip\d*$/.test(key)) {
    const [, id = '', reason] = /^\s*(\w+)(?:=\s*(.*\S))?/.exec(text) ?? [];
    return id ? part({ tool: 'checkov', ids: [{ id, span: at }], reason }) : [];
  }
  return [];
}
