import type { LineAuthor } from '../git.js';

/**
 * Reads what `git blame --porcelain` prints, by line from 1. Names and subjects are anybody's words.
 * @param isShallow whether the oldest commits here stand for those before them.
 */
export function parseBlame(text: string, isShallow: boolean): ReadonlyMap<number, LineAuthor> {
  const commits = new Map<string, { author: string; date: string; subject: string; isOldest: boolean }>();
  const lines = new Map<number, string>();
  let id = '';
  for (const line of text.split('\n')) {
    const [, named, at] = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(line) ?? [];
    if (named) {
      id = named;
      lines.set(Number(at), id);
      if (!commits.has(id)) commits.set(id, { author: '', date: '', subject: '', isOldest: false });
      continue;
    }
    const commit = commits.get(id);
    if (!commit) continue;
    // A line of the file stands behind a tab: none of these.
    if (line.startsWith('author ')) commit.author = line.slice(7);
    else if (line.startsWith('author-time ')) commit.date = new Date(Number(line.slice(12)) * 1000).toISOString().slice(0, 10);
    else if (line.startsWith('summary ')) commit.subject = line.slice(8);
    else if (line === 'boundary') commit.isOldest = true;
  }
  const authorOf = (commit: string): LineAuthor => {
    const { isOldest, ...known } = commits.get(commit)!;
    if (/^0+$/.test(commit)) return 'uncommitted';
    return isOldest && isShallow ? 'beyond' : { commit, ...known };
  };
  return new Map([...lines].map(([at, commit]) => [at, authorOf(commit)]));
}
