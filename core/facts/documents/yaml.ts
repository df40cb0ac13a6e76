import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { Span } from '../../text.js';
import type { Problem } from '../fact.js';
import { type Anchors, readAnchors } from './yaml/anchors.js';
import { type Reached, YamlMap, type YamlNode, YamlScalar, YamlSeq } from './yaml/nodes.js';

/**
 * YAML as nodes of our own, wrapped when they are asked for. Aliases are followed and merge keys applied; every span says where the
 * text stands. Only this file and `yaml/` know the parser.
 *
 * The parser's traps that this file keeps away from: duplicate-key checks and `alias.resolve` are quadratic, `toJS` throws on
 * harmless files, source tokens triple the heap.
 */
const OPTIONS = { uniqueKeys: false, prettyErrors: false, keepSourceTokens: false, merge: false, logLevel: 'silent' } as const;

/** More syntax errors than these in one document tell nobody anything (a template has thousands). */
const MAX_PROBLEMS = 20;

export interface YamlFile {
  readonly text: string;
  readonly documents: readonly YamlDocument[];
}

/**
 * Cuts a stream at its document markers. Nothing is parsed until a document's `root` or `problems` is read, and documents whose text
 * is unchanged since `previous` are not parsed again.
 */
export function readYaml(text: string, previous?: YamlFile): YamlFile {
  const known = new Map(previous?.documents.map(document => [document.source.chunk, document.source]));
  const documents = cut(text).map(span => {
    const chunk = text.slice(span.start, span.end);
    return new YamlDocument(text, span, known.get(chunk) ?? new Source(chunk));
  });
  return { text, documents };
}

/**
 * The same file seen from another one: its offsets begin at `from`, behind the other one's text, and nothing in it can be edited from
 * there. Nothing is parsed again.
 */
export function shiftYaml({ text, documents }: YamlFile, from: number): YamlFile {
  const shifted = ' '.repeat(from) + text;
  return {
    text: shifted,
    documents: documents.map(
      ({ span, source }) => new YamlDocument(shifted, { start: from + span.start, end: from + span.end }, source, true),
    ),
  };
}

/** A `---` at the start of a line ends a document whatever stands around it, so cutting needs no parser. Directives belong to what follows. */
function cut(text: string): readonly Span[] {
  const spans: Span[] = [];
  let start = 0;
  let directives = false;
  for (const match of text.includes('---') || text.includes('%') ? text.matchAll(/^(?:---(?=\s|$)|%[A-Z])/gm) : []) {
    if (match[0] !== '---') {
      if (!directives) push(start, match.index);
      start = directives ? start : match.index;
      directives = true;
      continue;
    }
    if (!directives) {
      push(start, match.index);
      start = match.index;
    }
    directives = false;
  }
  push(start, text.length);
  return spans;

  function push(from: number, to: number) {
    if (/^(?!\s*(?:#|$|---\s*$|\.\.\.\s*$)).*\S/m.test(text.slice(from, to))) spans.push({ start: from, end: to });
  }
}

/** The parsed text of one document, shared between versions of a file. Offsets are relative to the chunk. */
class Source {
  #document: Document.Parsed | undefined;
  #anchors: Anchors | undefined;

  constructor(readonly chunk: string) {}

  get document(): Document.Parsed {
    this.#document ??= parseDocument(this.chunk, OPTIONS) as Document.Parsed;
    return this.#document;
  }

  get anchors(): Anchors {
    this.#anchors ??= this.chunk.includes('&')
      ? readAnchors(this.document.contents)
      : { nodes: new Map(), used: new Set(), aliases: new Map(), alike: new Set() };
    return this.#anchors;
  }
}

export class YamlDocument {
  constructor(
    /** The whole file. */
    readonly text: string,
    /** Where the document stands in it. */
    readonly span: Span,
    /** @internal */
    readonly source: Source,
    /** It belongs to another file, so that an edit would reach further than its place. */
    readonly foreign = false,
  ) {}

  /** `undefined` for an empty document. */
  get root(): YamlNode | undefined {
    return this.wrap(this.source.document.contents as Node | null, {
      shared: this.foreign,
      locked: this.foreign,
      parent: undefined,
      alias: undefined,
    });
  }

  /** Syntax errors, the first ones. */
  get problems(): readonly Problem[] {
    const { errors } = this.source.document;
    return errors.slice(0, MAX_PROBLEMS).map(({ message, pos }) => ({
      // At the end of the text the parser points past it.
      span: {
        start: Math.min(this.span.start + pos[0], this.span.end),
        end: Math.min(this.span.start + Math.max(pos[1], pos[0]), this.span.end),
      },
      message,
      severity: 'error' as const,
    }));
  }

  /** Whether the parser found errors: then absence means nothing. */
  get broken(): boolean {
    return this.source.document.errors.length > 0;
  }

  /** @internal */
  wrap(node: Node | null | undefined, from: Reached): YamlNode | undefined {
    if (node === null || node === undefined) return undefined;
    const { anchors } = this.source;
    if (isAlias(node)) {
      const target = anchors.aliases.get(node);
      return this.wrap(target, { shared: true, locked: from.locked, parent: from.parent, alias: this.spanOf(node) });
    }
    const reached = anchors.used.has(node) ? reachedAnchor(from, anchors.alike.has(node)) : from;
    // An explicit null is the same as nothing for every engine that we read for.
    if (isScalar(node)) return node.value === null ? undefined : new YamlScalar(this, node, reached);
    if (isMap(node)) return new YamlMap(this, node, reached);
    if (isSeq(node)) return new YamlSeq(this, node, reached);
    return undefined;
  }

  /** @internal */
  spanOf(node: Node): Span {
    const [start] = node.range ?? [0, 0];
    return { start: this.span.start + start, end: this.span.start + endOfValue(node) };
  }
}

const reachedAnchor = ({ locked, parent, alias }: Reached, isAlike: boolean): Reached => ({
  shared: true,
  locked: locked || !isAlike,
  parent,
  alias,
});

/** The parser counts comments and line ends after the last item of a block collection to it; people do not. */
function endOfValue(node: Node): number {
  if (isScalar(node)) return node.range?.[1] ?? 0;
  const last = isSeq(node) ? node.items.at(-1) : isMap(node) ? (node.items.at(-1)?.value ?? node.items.at(-1)?.key) : undefined;
  const isBlock = (isSeq(node) || isMap(node)) && !node.flow;
  return isBlock && (last as Node | undefined)?.range ? endOfValue(last as Node) : (node.range?.[1] ?? 0);
}
