import { type Blame, blamedFile, type ReportFile } from '../../../core/index.js';
import type { Place } from '../files.js';
import type { Author, LineAuthor } from '../git.js';
import type { BlameAnswer, BlameParams, BlamePart } from '../protocol-audit.js';
import type { Session } from '../session.js';

const NOTES = { uncommitted: 'Not committed yet', beyond: 'Older than this shallow clone' } as const;

/** What is known of the authors of a file's lines. */
interface Asked {
  /** Of the file then. */
  readonly text: string;
  /** `undefined`: no commit holds the file. */
  readonly lines: ReadonlyMap<number, LineAuthor> | undefined;
}

/** Who brought findings in, where somebody asked. */
export class Blames {
  readonly #session: Session;
  /** Whole files, by place: clients spell a uri in several ways. */
  readonly #asked = new Map<string, Asked>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Asks git about some lines, or about all of a file: reports have its answer then, as long as the file stays as it is. */
  async ask({ uri, range, git: program }: BlameParams): Promise<BlameAnswer> {
    const { files, host } = this.#session;
    const place = files.locate(uri);
    const text = await files.textOf(place);
    if (text === undefined || !host.git || !uri.startsWith('file:')) return { parts: [], why: 'git knows nothing of this file.' };
    const all = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    const wanted = range ? linesOf(range, all) : ([1, all] as const);
    try {
      const isUnsaved = text !== (await host.read(uri));
      const lines = await host.git.blame(uri, { program, lines: wanted, ...(isUnsaved ? { text } : {}) });
      if (!range) this.#asked.set(keyOf(place), { text, lines });
      return { parts: partsOf(lines, wanted) };
    } catch (error) {
      return { parts: [], why: error instanceof Error ? error.message : String(error) };
    }
  }

  /** A file's report with what was answered about it. */
  blamed(uri: string, file: ReportFile): ReportFile {
    const asked = this.#of(uri);
    return asked ? blamedFile(file, line => known(asked.lines?.get(line))) : file;
  }

  /** What there is to say of a line whose commit is not known; `undefined` where nobody asked. */
  noteOn(uri: string, line: number): string | undefined {
    const asked = this.#of(uri);
    const author = asked?.lines ? asked.lines.get(line) : 'uncommitted';
    return asked && typeof author === 'string' ? NOTES[author] : undefined;
  }

  /** A file that has changed since has other lines. */
  #of(uri: string): Asked | undefined {
    const place = this.#session.files.locate(uri);
    const asked = this.#asked.get(keyOf(place));
    return asked?.text === place.folder.engine.textOf(place.path) ? asked : undefined;
  }
}

const keyOf = ({ folder, path }: Place): string => `${folder.uri ?? ''}\n${path}`;

const known = (author: LineAuthor | undefined): Blame | undefined => (typeof author === 'object' ? author : undefined);

/** The lines of a range, from 1; one that ends before a line does not hold it. */
function linesOf({ start, end }: NonNullable<BlameParams['range']>, all: number): readonly [number, number] {
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return [Math.min(start.line + 1, all), Math.min(last, all)];
}

/** Lines by what last wrote them, the newest first. */
function partsOf(lines: ReadonlyMap<number, LineAuthor> | undefined, [first, last]: readonly [number, number]): readonly BlamePart[] {
  const parts = new Map<string, { author: LineAuthor; lines: number[] }>();
  for (let line = first; line <= last; line++) {
    const author = lines ? lines.get(line) : 'uncommitted';
    if (author === undefined) continue;
    const key = typeof author === 'string' ? author : author.commit;
    const part = parts.get(key);
    if (part) part.lines.push(line);
    else parts.set(key, { author, lines: [line] });
  }
  return [...parts.values()]
    .sort((a, b) => (dateOf(a.author) < dateOf(b.author) ? 1 : -1))
    .map(({ author, lines: own }) => ({
      lines: own,
      ...(typeof author === 'string' ? { note: NOTES[author] } : { commit: commitOf(author) }),
    }));
}

/** For sorting: what is not committed is the newest. */
const dateOf = (author: LineAuthor): string => (author === 'uncommitted' ? '9' : author === 'beyond' ? '' : author.date);

const commitOf = ({ commit: id, ...rest }: Author): NonNullable<BlamePart['commit']> => ({ id, ...rest });
