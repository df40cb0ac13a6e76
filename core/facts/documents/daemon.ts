import { LineIndex, type Span, type TextEdit } from '../../text.js';
import type { Comment, Located, Problem, Setting, Target, Unit } from '../fact.js';
import { daemonProblems } from './daemon-problems.js';
import { replaceScalar, setAllAt } from './yaml/edit.js';
import type { YamlMap, YamlNode } from './yaml/nodes.js';
import { removeItem } from './yaml/remove.js';
import { settingAt, unknownSetting } from './yaml/setting.js';
import { booleanOf, numberOf, textOf, textsOf } from './yaml/values.js';
import type { Json } from './yaml/write.js';
import { readYaml, type YamlFile } from './yaml.js';

/**
 * The configuration of a container engine, `daemon.json`. JSON is read as the YAML that it is, for its positions.
 * Source of the keys: dockerd reference, "Daemon configuration file".
 */
export class DaemonDocument implements Target {
  readonly kind = 'daemon';
  readonly lines: LineIndex;
  readonly root: YamlMap | undefined;
  readonly comments: readonly Comment[] = [];
  readonly problems: readonly Problem[];
  readonly unit: Unit;
  readonly place = 'file';
  readonly yaml: YamlFile;
  /** Whether what it lacks is lacking. */
  readonly #isWhole: boolean;

  constructor(
    readonly path: string,
    readonly text: string,
    previous?: DaemonDocument,
  ) {
    this.lines = new LineIndex(text);
    this.yaml = readYaml(text, previous?.yaml);
    const document = this.yaml.documents[0];
    const root = document?.root;
    this.root = root?.type === 'map' ? root : undefined;
    const unread = document?.problems ?? [];
    this.#isWhole = unread.length === 0;
    this.problems = this.#isWhole ? daemonProblems(text, this.root) : unread;
    this.unit = { kind: 'file', name: path, place: 'file', span: this.span };
  }

  get units(): readonly Unit[] {
    return this.root ? [this.unit] : [];
  }

  /** The opening brace: where what the file lacks is said. */
  get span(): Span {
    const start = this.root?.span.start ?? 0;
    return { start, end: this.root ? start + 1 : start };
  }

  /** A setting at a path of keys. */
  setting<T>(path: readonly string[], read: (node: YamlNode) => T | undefined, write: (value: T) => Json): Setting<T> {
    if (!this.root) return unknownSetting(this.span, path.join('.'));
    return settingAt({ map: this.root, path, place: path.join('.'), owner: this.span, partial: !this.#isWhole, read, write });
  }

  boolean(...path: readonly string[]): Setting<boolean> {
    return this.setting(path, booleanOf, value => value);
  }

  string(...path: readonly string[]): Setting<string> {
    return this.setting(path, textOf, value => value);
  }

  number(...path: readonly string[]): Setting<number> {
    return this.setting(path, numberOf, value => value);
  }

  strings(...path: readonly string[]): Setting<readonly string[]> {
    return this.setting(path, textsOf, value => value);
  }

  /** The scalars of a list with their places; one for a single string. */
  items(...path: readonly string[]): readonly DaemonItem[] {
    const node = this.root?.at(...path);
    const nodes = node?.type === 'seq' ? node.items() : [node];
    return nodes.flatMap((item, i) =>
      item?.type === 'scalar'
        ? [
            {
              value: item.text,
              span: item.span,
              place: `${path.join('.')}[${i}]`,
              replace: (value: string) => replaceScalar(item, value),
              remove: () => (node?.type === 'seq' ? removeItem(node, i) : null),
            },
          ]
        : [],
    );
  }

  /** The entries of a map that hold one scalar each, with the places of their values. */
  entries(...path: readonly string[]): readonly (Located & { readonly key: string; readonly value: string })[] {
    const node = this.root?.at(...path);
    if (node?.type !== 'map') return [];
    return node
      .entries()
      .flatMap(({ key, value }) =>
        value?.type === 'scalar' ? [{ key, value: value.text, span: value.span, place: `${path.join('.')}.${key}` }] : [],
      );
  }

  /** Edits that make several settings hold at once. `null`: they cannot be written. */
  setAll(changes: readonly (readonly [path: readonly string[], value: Json])[]): readonly TextEdit[] | null {
    return this.root ? setAllAt(this.root, changes) : null;
  }
}

/** One scalar of a list. */
export interface DaemonItem extends Located {
  readonly value: string;
  /** The edit that writes another text in its place. */
  replace(value: string): readonly TextEdit[] | null;
  /** The edit that takes it out of the list, and the list's key with the last one. */
  remove(): readonly TextEdit[] | null;
}
