import {
  type Analysis,
  BASELINE,
  type Baseline,
  BaselineError,
  type BaselineFinding,
  goneFrom,
  groupBy,
  knownIn,
  movedFiles,
  parseBaseline,
  type RuleFinding,
  refiled,
} from '../../core/index.js';
import type { Files, Folder, Place } from './files.js';
import type { Host } from './host.js';
import { topOf } from './tops.js';
import { relativePath, uriBelow } from './uris.js';

/** A baseline that bears on a folder, or would if it were written. */
export interface Home {
  /** Of the file. */
  readonly uri: string;
  /** Of the folder that its paths are relative to. */
  readonly top: string;
  /** Where the folder lies below `top`, or `top` below the folder: `deploy/`; empty where they are the same. */
  readonly above: string;
  readonly below: string;
  /** `undefined`: there is none yet. */
  readonly text: string | undefined;
  readonly baseline?: Baseline;
  /** Why it cannot be read: then it knows nothing. */
  readonly wrong?: BaselineError;
}

/** What the baselines know of a folder's files, by the folder's paths. */
interface Knowledge {
  readonly homes: readonly Home[];
  readonly baseline: Baseline | undefined;
  readonly byPath: ReadonlyMap<string, readonly BaselineFinding[]>;
  /** Former paths of files that were moved since, and what that was concluded from. */
  renames: ReadonlyMap<string, string>;
  basis: string;
}

const NOTHING: Knowledge = { homes: [], baseline: undefined, byPath: new Map(), renames: new Map(), basis: '' };

/** The committed baselines of the workspace: where they are, what they know, and whether that is underlined. */
export class Baselines {
  readonly #host: Host;
  readonly #files: Files;
  readonly #onChange: (uris: readonly string[]) => void;
  readonly #knowledge = new Map<Folder, Knowledge>();
  #known = new WeakMap<Analysis, ReadonlyMap<string, BaselineFinding>>();
  #hides = true;
  #queue: Promise<void> = Promise.resolve();

  /** @param onChange told of the files about which something else is known or shown now; nothing here waits for it. */
  constructor(host: Host, files: Files, onChange: (uris: readonly string[]) => void) {
    this.#host = host;
    this.#files = files;
    this.#onChange = onChange;
  }

  /** Whether what the baseline knows is not underlined. */
  set hides(hides: boolean) {
    if (hides === this.#hides) return;
    this.#hides = hides;
    this.#onChange([...this.#knowledge].flatMap(([folder, { byPath }]) => this.#urisOf(folder, byPath.keys())));
  }

  /** What is known of a folder, by its own paths; the score only where the baseline is of this folder alone. */
  of(folder: Folder): Baseline | undefined {
    return this.#knowledge.get(folder)?.baseline;
  }

  /** Folders outside the workspace whose baselines bear on it. */
  get outside(): readonly string[] {
    const tops = [...this.#knowledge.values()].flatMap(({ homes }) => homes.flatMap(({ above, top }) => (above === '' ? [] : [top])));
    return [...new Set(tops)].filter(top => this.#files.locate(uriBelow(top, BASELINE)).folder.uri === undefined);
  }

  /** Every baseline that cannot be read. */
  get broken(): readonly (Home & { readonly wrong: BaselineError })[] {
    const all = [...this.#knowledge.values()].flatMap(({ homes }) => homes);
    const broken = all.filter((home): home is Home & { wrong: BaselineError } => home.wrong !== undefined);
    return broken.filter(({ uri }, i) => broken.findIndex(other => other.uri === uri) === i);
  }

  /** What is known of a file's findings, by fingerprint. */
  knownOf({ folder, path }: Place): ReadonlyMap<string, BaselineFinding> {
    const { byPath, renames } = this.#knowledge.get(folder) ?? NOTHING;
    const home = renames.get(path) ?? path;
    const entries = byPath.get(home);
    const analysis = entries && folder.engine.analyze(path);
    if (!analysis) return new Map();
    let known = this.#known.get(analysis);
    if (!known) {
      const matches = knownIn(path, foundIn(analysis), entries, home);
      known = new Map([...matches].map(([{ fingerprint }, match]) => [fingerprint, match.known]));
      this.#known.set(analysis, known);
    }
    return known;
  }

  /** Tells which findings of a file are not underlined. */
  hiddenIn(place: Place): (finding: RuleFinding) => boolean {
    const known = this.#hides ? this.knownOf(place) : undefined;
    return ({ fingerprint }) => known?.has(fingerprint) === true;
  }

  /** Where a file's findings are accepted: the nearest baseline that there is, else that of the file's own repository. */
  async homeOf({ folder, path }: Place): Promise<Home | undefined> {
    if (folder.uri === undefined) return undefined;
    const known = nearest(
      (await this.#homesOf(folder)).filter(({ text }) => text !== undefined),
      path,
    );
    if (known) return known;
    const top = await topOf(this.#host, parentOf(uriBelow(folder.uri, path)), folder.uri);
    const inFolder = relativePath(folder.uri, uriBelow(top, 'x'))?.slice(0, -1);
    return this.#home(folder, top, inFolder ?? '');
  }

  /** How the baseline calls a file. */
  pathAt({ above, below }: Home, { folder, path }: Place): string {
    const former = this.#knowledge.get(folder)?.renames.get(path) ?? path;
    return above + former.slice(below.length);
  }

  /** Whether a change there may be one of a baseline: of the file, or of a folder around it. */
  isAbout(uri: string): boolean {
    if (/\/\.seaworthy(?:\/baseline\.json)?$/.test(uri)) return true;
    return [...this.#knowledge.values()].some(({ homes }) => homes.some(home => relativePath(uri, home.uri) !== undefined));
  }

  /**
   * Reads the baselines again, and follows files that were moved.
   * @param told texts, by uri, that are on their way to the disk.
   */
  reload(told: ReadonlyMap<string, string> = new Map()): Promise<void> {
    return this.#next(async () => {
      const { folders } = this.#files;
      for (const place of [...told.keys()].map(uri => this.#files.locate(uri))) place.folder.baselines.add(place.path);
      for (const folder of this.#knowledge.keys()) if (!folders.includes(folder)) this.#knowledge.delete(folder);
      const changed: string[] = [];
      for (const folder of folders) {
        const homes = await this.#homesOf(folder, told);
        const baseline = mergedOf(homes);
        const before = this.#knowledge.get(folder) ?? NOTHING;
        const byPath = groupBy(baseline?.findings ?? [], ({ path }) => path);
        this.#knowledge.set(folder, { homes, baseline, byPath, renames: before.renames, basis: before.basis });
        const isSame = (path: string) => JSON.stringify(before.byPath.get(path)) === JSON.stringify(byPath.get(path));
        const paths = new Set([...before.byPath.keys(), ...byPath.keys()]);
        const isToldOf = before.homes.map(textOf).join('\0') !== homes.map(textOf).join('\0');
        if (isToldOf)
          changed.push(
            uriOf(homes),
            ...this.#urisOf(
              folder,
              [...paths].filter(path => !isSame(path)),
            ),
          );
      }
      await this.#follow(changed);
    });
  }

  /** Follows files that were moved: to be called when files have come or gone. */
  follow(): Promise<void> {
    return this.#next(() => this.#follow([]));
  }

  /** One after the other, so that what is read last is what is known. */
  #next(work: () => Promise<void>): Promise<void> {
    const next = this.#queue.then(work);
    this.#queue = next.catch(() => {});
    return next;
  }

  async #follow(changed: readonly string[]): Promise<void> {
    const all = [...changed];
    for (const [folder, knowledge] of this.#knowledge) {
      const before = knowledge.renames;
      await this.#findRenames(folder, knowledge);
      const paths = new Set([...before, ...knowledge.renames].flat());
      all.push(
        ...this.#urisOf(
          folder,
          [...paths].filter(path => before.get(path) !== knowledge.renames.get(path)),
        ),
      );
    }
    if (all.length === 0) return;
    this.#known = new WeakMap();
    this.#onChange(all);
  }

  /** As `audit` finds them: by what is found in files that are new, against what was known in files that are gone. */
  async #findRenames({ engine, open }: Folder, knowledge: Knowledge): Promise<void> {
    if (!engine.complete) return;
    const now = new Set(engine.paths.filter(path => !engine.isExcluded(path)));
    const gone = goneFrom(knowledge.baseline?.findings ?? [], now);
    const fresh = gone.size === 0 ? [] : [...now].filter(path => !knowledge.byPath.has(path)).sort();
    const basis = JSON.stringify([[...gone], fresh]);
    if (basis === knowledge.basis) return;
    const found: { path: string; findings: readonly Found[] }[] = [];
    for (const path of fresh) {
      const analysis = engine.analyze(path);
      if (analysis) found.push({ path, findings: foundIn(analysis) });
      if (!open.has(path)) engine.forget(path);
      await this.#host.yield();
    }
    knowledge.basis = basis;
    knowledge.renames = movedFiles(
      found.filter(({ findings }) => findings.length > 0),
      gone,
    );
  }

  async #homesOf(folder: Folder, told?: ReadonlyMap<string, string>): Promise<readonly Home[]> {
    if (folder.uri === undefined) return [];
    const homes = [await this.#home(folder, await topOf(this.#host, folder.uri, folder.uri), '', told)];
    for (const path of folder.baselines) {
      const below = path.slice(0, -BASELINE.length);
      const top = uriBelow(folder.uri, below.slice(0, -1));
      // A repository in the folder has a baseline of its own; others do not count, as they do not for the command line.
      if (below !== '' && (await topOf(this.#host, top, folder.uri)) === top) homes.push(await this.#home(folder, top, below, told));
    }
    return homes;
  }

  async #home({ uri: folder = '' }: Folder, top: string, below: string, told?: ReadonlyMap<string, string>): Promise<Home> {
    const uri = uriBelow(top, BASELINE);
    const above = below === '' ? (relativePath(top, uriBelow(folder, 'x'))?.slice(0, -1) ?? '') : '';
    const text = told?.get(uri) ?? (await this.#files.textOf(this.#files.locate(uri)));
    const home = { uri, top, above, below, text };
    if (text === undefined) return home;
    try {
      return { ...home, baseline: parseBaseline(text, this.#host.rules) };
    } catch (error) {
      return { ...home, wrong: error instanceof BaselineError ? error : new BaselineError(String(error)) };
    }
  }

  #urisOf(folder: Folder, paths: Iterable<string>): string[] {
    return [...paths].map(path => this.#files.uriOf({ folder, path }));
  }
}

type Found = Parameters<typeof knownIn>[1][number];

/** As reports have them. */
const foundIn = ({ findings }: Analysis): readonly Found[] =>
  findings.filter(({ hidden }) => !hidden).map(({ rule, fingerprint, message }) => ({ rule: rule.meta.id, fingerprint, message }));

const textOf = ({ uri, text }: Home): string => (text === undefined ? '' : `${uri} ${text}`);

const uriOf = ([home]: readonly Home[]): string => home?.uri ?? '';

const parentOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));

const nearest = (homes: readonly Home[], path: string): Home | undefined =>
  homes.filter(({ below }) => path.startsWith(below)).sort((a, b) => b.below.length - a.below.length)[0];

/** What all baselines of a folder know, by the folder's paths; of a file what the nearest knows. */
function mergedOf(homes: readonly Home[]): Baseline | undefined {
  const present = homes.filter(({ text }) => text !== undefined);
  const findings = present.flatMap(home =>
    (home.baseline?.findings ?? [])
      .filter(({ path }) => path.startsWith(home.above))
      .map(finding => refiled(finding, home.below + finding.path.slice(home.above.length)))
      .filter(({ path }) => nearest(present, path) === home),
  );
  if (!present.some(({ baseline }) => baseline)) return undefined;
  // The score of a part says nothing beside that of the whole.
  const [only, ...others] = present;
  const score = others.length === 0 && only!.above + only!.below === '' ? only!.baseline!.score : null;
  return { schema: 1, score, findings };
}
