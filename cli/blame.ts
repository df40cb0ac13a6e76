import { type Blame, blamedFile, isOpen, type Report } from '../core/index.js';
import type { LineAuthor } from '../server/src/git.js';
import type { Repository } from '../server/src/node/git.js';

/** The report with who last wrote the line of each open finding. One question to git for each file that has any. */
export async function withBlame(report: Report, repository: Repository): Promise<Report> {
  const files = [...report.files];
  for (const [i, file] of files.entries()) {
    if (!file.findings.some(isOpen)) continue;
    const lines = await repository.blame(file.path);
    files[i] = blamedFile(file, line => known(lines?.get(line)));
  }
  return { ...report, files };
}

/** Of what is not committed, and of what lies beyond a shallow clone, nobody can be named. */
const known = (author: LineAuthor | undefined): Blame | undefined => (typeof author === 'object' ? author : undefined);
