import { execFileSync } from 'node:child_process';
import { UsageError } from './io.js';

const MOST_BYTES = 1024 * 1024 * 1024;

/** Nothing that a repository's configuration names is run, and nothing is written: neither locks nor an index. */
const SAFE = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.quotepath=false'];

/** A file at a revision. */
export interface Entry {
  /** POSIX, from the top of the repository. */
  readonly path: string;
  /** Of its content. */
  readonly id: string;
  readonly isLink: boolean;
  /** In bytes. */
  readonly size: number;
}

export interface Commit {
  readonly id: string;
  /** Of the commit, `YYYY-MM-DD` in UTC. */
  readonly date: string;
}

/** Who last wrote a line. */
export interface Author {
  readonly commit: string;
  readonly author: string;
  readonly date: string;
}

/** A repository, read by git's plumbing: nothing is ever checked out. */
export class Repository {
  /** @param top system path of the folder that holds `.git`. */
  constructor(readonly top: string) {}

  /**
   * The commit that `revision` names.
   * @throws UsageError when there is none.
   */
  commit(revision: string): string {
    try {
      return this.#run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
        .toString()
        .trim();
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`git knows no revision \`${revision}\` here. In CI, fetch more than the last commit.`);
    }
  }

  /** The last `count` commits of the first parent's line, the oldest first. */
  commits(count: number): readonly Commit[] {
    const text = this.#run([
      'log',
      '--first-parent',
      `--max-count=${count}`,
      '--no-show-signature',
      '--format=%H %ct',
      'HEAD',
      '--',
    ]).toString();
    return text
      .split('\n')
      .filter(line => line !== '')
      .map(line => {
        const [id, seconds] = line.split(' ') as [string, string];
        return { id, date: dateOf(Number(seconds)) };
      })
      .reverse();
  }

  /** Every file of a commit, in the order of paths. Submodules are other repositories. */
  files(commit: string): readonly Entry[] {
    const text = this.#run(['ls-tree', '-r', '-z', '-l', '--full-tree', '--end-of-options', commit]).toString();
    return text.split('\0').flatMap((line): Entry[] => {
      const [, mode, type, id, size, path] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
      return type === 'blob' ? [{ path: path!, id: id!, isLink: mode === '120000', size: Number(size) }] : [];
    });
  }

  /** Contents by their ids. */
  contents(ids: readonly string[]): ReadonlyMap<string, Buffer> {
    const contents = new Map<string, Buffer>();
    if (ids.length === 0) return contents;
    const bytes = this.#run(['cat-file', '--batch'], `${ids.join('\n')}\n`);
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(10, at);
      const [id, type, size] = bytes.subarray(at, end).toString().split(' ') as [string, string, string];
      at = end + 1;
      if (type !== 'blob') continue;
      contents.set(id, bytes.subarray(at, at + Number(size)));
      at += Number(size) + 1;
    }
    return contents;
  }

  /** Who last wrote each line of a file, by line from 1. Empty for what git does not know; lines that are not committed are left out. */
  blame(path: string): ReadonlyMap<number, Author> {
    let text: string;
    try {
      text = this.#run(['blame', '--porcelain', '--no-textconv', '--', path]).toString();
    } catch {
      return new Map();
    }
    const authors = new Map<string, { author: string; date: string }>();
    const lines = new Map<number, Author>();
    let commit = '';
    for (const line of text.split('\n')) {
      const [, id, at] = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(line) ?? [];
      if (id) {
        commit = id;
        if (!authors.has(id)) authors.set(id, { author: '', date: '' });
        if (!/^0+$/.test(id)) lines.set(Number(at), { commit: id, author: '', date: '' });
      } else if (line.startsWith('author ')) authors.get(commit)!.author = line.slice(7);
      else if (line.startsWith('author-time ')) authors.get(commit)!.date = dateOf(Number(line.slice(12)));
    }
    return new Map([...lines].map(([at, { commit: id }]) => [at, { commit: id, ...authors.get(id)! }]));
  }

  /** @throws UsageError when git is not there. */
  #run(argv: readonly string[], input?: string): Buffer {
    try {
      return execFileSync('git', [...SAFE, ...argv], {
        cwd: this.top,
        env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
        stdio: ['pipe', 'pipe', 'pipe'],
        maxBuffer: MOST_BYTES,
        ...(input === undefined ? {} : { input }),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UsageError('git is not installed, or not on the PATH.');
      throw error;
    }
  }
}

const dateOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
