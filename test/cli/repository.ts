import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tree } from './support.js';

/** A subject of a commit that neither Markdown, nor HTML, nor a list, nor a parser may take for its own. */
export const HOSTILE = '<img src=x onerror=alert(1)> [fix](command:evil) $(flame) author Mallory';

/** A git repository to write a history in. */
export class TestRepository {
  readonly top = tree({});
  #day = 1;

  constructor() {
    rmSync(path.join(this.top, '.git'), { recursive: true });
    this.git('init', '--quiet', '--initial-branch=main');
  }

  git(...argv: readonly string[]): string {
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
      GIT_AUTHOR_DATE: `2026-01-0${this.#day}T12:00:00Z`,
      GIT_COMMITTER_DATE: `2026-01-0${this.#day}T12:00:00Z`,
    };
    return execFileSync('git', argv, { cwd: this.top, env, encoding: 'utf8' });
  }

  write(files: Readonly<Record<string, string | undefined>>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.top, name);
      mkdirSync(path.dirname(file), { recursive: true });
      if (text === undefined) rmSync(file);
      else writeFileSync(file, text);
    }
  }

  /** One commit a day. */
  commit(files: Readonly<Record<string, string | undefined>>, message = `day ${this.#day}`): void {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
    this.#day++;
  }
}
