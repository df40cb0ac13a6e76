import type { Span } from '../../../text.js';
import type { Workspace } from '../../workspace.js';
import type { ComposeDocument } from '../compose.js';
import type { YamlMap } from '../yaml/nodes.js';
import { shiftYaml } from '../yaml.js';

/** A file of a project. Offsets of other files than the analysed one begin behind its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly root: YamlMap | undefined;
  /** What it lacks says nothing. */
  readonly broken: boolean;
  readonly start: number;
  readonly end: number;
}

/** Why a file cannot be read, as the end of a sentence. */
export type Gap = string;

/** The files of a project, each read when it is first asked for, in one space of offsets: the analysed file has those from 0. */
export class Sources {
  readonly #known = new Map<string, Source | Gap>();
  #end: number;

  constructor(
    readonly document: ComposeDocument,
    readonly workspace: Workspace,
  ) {
    this.#end = document.text.length + 1;
  }

  open(path: string): Source | Gap {
    const source = this.#known.get(path) ?? this.#load(path);
    this.#known.set(path, source);
    return source;
  }

  /** Those that could be read, in the order in which they were asked for. */
  get opened(): readonly Source[] {
    return [...this.#known.values()].filter(source => typeof source !== 'string');
  }

  /** Whether a place is in another file, whose own analysis speaks of it. */
  isElsewhere({ start }: Span): boolean {
    return start > this.document.text.length;
  }

  /** The file that a span stands in, and where in it. */
  locate(span: Span): { readonly path: string; readonly span: Span } {
    const source = this.opened.find(({ start, end }) => start <= span.start && span.start <= end);
    const { path, start } = source ?? { path: this.document.path, start: 0 };
    return { path, span: { start: span.start - start, end: span.end - start } };
  }

  #load(path: string): Source | Gap {
    const { document, workspace } = this;
    if (path === document.path) {
      return { path, text: document.text, root: document.root, broken: isBroken(document), start: 0, end: document.text.length };
    }
    const other = workspace.document(path);
    if (other?.kind !== 'compose') return 'which is not there, or is no Compose file';
    const start = this.#end;
    this.#end += other.text.length + 1;
    const root = shiftYaml(other.yaml, start).documents[0]?.root;
    return {
      path,
      text: other.text,
      root: root?.type === 'map' ? root : undefined,
      broken: isBroken(other),
      start,
      end: start + other.text.length,
    };
  }
}

const isBroken = ({ yaml }: ComposeDocument): boolean => yaml.documents[0]?.broken ?? false;
