import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import path from 'node:path';
import type { BlameScope, LineAuthor } from '../git.js';
import { parseBlame } from './blame.js';

/**
 * Nothing that a repository's configuration names is run, nothing is written (neither locks nor an index), and what a partial clone lacks is
 * not fetched.
 */
const SAFE = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.quotepath=false', '-c', 'protocol.allow=never'];

/** Why git has no answer, in words for people. */
export class GitError extends Error {
  /** @param said git's own words; without them it could not be run. */
  constructor(
    message: string,
    readonly said?: string,
  ) {
    super(message);
  }
}

/** A file at a revision. */
export interface Entry {
  /** POSIX, from the top of the tree that was asked for. */
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

/** A repository, read by git's plumbing: nothing is ever checked out. */
export class Repository {
  readonly #folder: string;
  readonly #program: string;
  #unfiltered: Promise<readonly string[]> | undefined;

  /**
   * @param folder system path of the repository's top, or of a folder in it.
   * @param program what to run.
   */
  constructor(folder: string, program = 'git') {
    this.#folder = folder;
    this.#program = program;
  }

  /**
   * The commit that `revision` names.
   * @throws GitError when there is none.
   */
  async commit(revision: string): Promise<string> {
    try {
      return await this.#ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
    } catch (error) {
      if (!(error instanceof GitError) || error.said === undefined) throw error;
      throw new GitError(`git knows no revision \`${revision}\` here. In CI, fetch more than the last commit.`, error.said);
    }
  }

  /** Where the folder lies in its repository: empty, or a POSIX path with a slash at its end. @throws GitError when it lies in none. */
  prefix(): Promise<string> {
    return this.#ask(['rev-parse', '--show-prefix']);
  }

  /** Whether commits are missing at the far end. */
  async isShallow(): Promise<boolean> {
    return (await this.#ask(['rev-parse', '--is-shallow-repository'])) === 'true';
  }

  /** The last `count` commits of the first parent's line, the oldest first. */
  async commits(count: number): Promise<readonly Commit[]> {
    const text = await this.#ask(['log', '--first-parent', `--max-count=${count}`, '--no-show-signature', '--format=%H %ct', 'HEAD', '--']);
    return text
      .split('\n')
      .filter(line => line !== '')
      .map(line => {
        const [id, seconds] = line.split(' ') as [string, string];
        return { id, date: new Date(Number(seconds) * 1000).toISOString().slice(0, 10) };
      })
      .reverse();
  }

  /** Ids of the trees that a folder (as `prefix` gives it) had at commits; `undefined` where it was not there. */
  async trees(commits: readonly string[], prefix: string): Promise<readonly (string | undefined)[]> {
    const text = await this.#ask(['cat-file', '--batch-check'], { input: commits.map(id => `${id}:${prefix}\n`).join('') });
    return text.split('\n').map(line => /^([0-9a-f]+) tree \d+$/.exec(line)?.[1]);
  }

  /** Every file of a commit or a tree, in the order of paths. Submodules are other repositories. */
  async files(treeish: string): Promise<readonly Entry[]> {
    const text = (await this.#run(['ls-tree', '-r', '-z', '-l', '--full-tree', '--end-of-options', treeish])).toString();
    return text.split('\0').flatMap((line): Entry[] => {
      const [, mode, type, id, size, file] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
      return type === 'blob' ? [{ path: file!, id: id!, isLink: mode === '120000', size: Number(size) }] : [];
    });
  }

  /** Contents by their ids. */
  async contents(ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const contents = new Map<string, Buffer>();
    if (ids.length === 0) return contents;
    const bytes = await this.#run(['cat-file', '--batch'], { input: `${ids.join('\n')}\n` });
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

  /** Who last wrote the lines of a file, by line from 1. `undefined`: no commit holds the file. */
  async blame(file: string, { text, lines }: BlameScope = {}): Promise<ReadonlyMap<number, LineAuthor> | undefined> {
    const scope = [...(lines ? ['-L', lines.join(',')] : []), ...(text === undefined ? [] : ['--contents', '-'])];
    const argv = ['blame', '--porcelain', '--no-textconv', '--encoding=UTF-8', ...scope, '--', file];
    const options = { config: await this.#withoutFilters(), ...(text === undefined ? {} : { input: text }) };
    let said: Buffer;
    try {
      said = await this.#run(argv, options).catch(error => {
        // People name a list of commits to look past for all their repositories, and not every one has it.
        if (!isSaid(error, /^could not open object name list/)) throw error;
        return this.#run(argv, { ...options, env: { GIT_CONFIG_GLOBAL: devNull } });
      });
    } catch (error) {
      if (isSaid(error, /^no such (?:path|ref)/)) return undefined;
      throw error;
    }
    const printed = said.toString();
    return parseBlame(printed, /^boundary$/m.test(printed) && (await this.isShallow()));
  }

  /** Git would send a file through the programs that its filters name before it compares it with what was committed. */
  #withoutFilters(): Promise<readonly string[]> {
    this.#unfiltered ??= this.#run(['config', '--null', '--name-only', '--get-regexp', '^filter\\.'], { fails: true }).then(names => {
      const drivers = names
        .toString()
        .split('\0')
        .flatMap(name => /^filter\.(.+)\.[^.]+$/s.exec(name)?.[1] ?? []);
      return [...new Set(drivers)].flatMap(name =>
        ['clean=', 'process=', 'required=false'].flatMap(setting => ['-c', `filter.${name}.${setting}`]),
      );
    });
    return this.#unfiltered;
  }

  async #ask(argv: readonly string[], options: RunOptions = {}): Promise<string> {
    return (await this.#run(argv, options)).toString().replace(/\n$/, '');
  }

  /** @throws GitError when it fails, or git is not there. */
  #run(argv: readonly string[], { input = '', config = [], env = {}, fails = false }: RunOptions = {}): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const git = spawn(this.#program, ['-C', this.#folder, ...SAFE, ...config, ...argv], {
        // Windows looks for programs where it stands first, and a repository may hold one of that name.
        cwd: path.dirname(process.execPath),
        env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', ...env },
        stdio: 'pipe',
        windowsHide: true,
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      git.stdout.on('data', bytes => out.push(bytes));
      git.stderr.on('data', bytes => err.push(bytes));
      git.on('error', ({ code, message }: NodeJS.ErrnoException) =>
        reject(new GitError(code === 'ENOENT' ? 'git is not installed, or not on the PATH.' : `git could not be run: ${message}.`)),
      );
      git.on('close', code => {
        if (code === 0 || (fails && code === 1)) return resolve(Buffer.concat(out));
        const said = Buffer.concat(err)
          .toString()
          .split('\n', 1)[0]!
          .replace(/^fatal: /, '');
        reject(new GitError(wordsOf(said || `it ended with ${code}`), said));
      });
      // It may end before it has read everything.
      git.stdin.on('error', () => {});
      git.stdin.end(input);
    });
  }
}

const isSaid = (error: unknown, words: RegExp): boolean => error instanceof GitError && words.test(error.said ?? '');

/** What git says in its own terms, for people. */
function wordsOf(said: string): string {
  if (said.startsWith('not a git repository')) return 'This folder lies in no git repository.';
  if (said.startsWith("bad revision 'HEAD'")) return 'There is no commit yet.';
  if (said.startsWith('detected dubious ownership'))
    return 'git does not trust this repository: it belongs to another user (safe.directory).';
  return `git has no answer: ${said}.`;
}

interface RunOptions {
  readonly input?: string;
  /** Settings for this run: `-c NAME=VALUE`. */
  readonly config?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether 1 is an answer: there is nothing of the kind. */
  readonly fails?: boolean;
}
