import { type Diagnostic, MessageType } from 'vscode-languageserver';
import { BASELINE, LineIndex } from '../../../core/index.js';
import type { Baselines } from '../baselines.js';
import { problemDiagnosticOf } from '../convert.js';
import type { Session } from '../session.js';
import { isSameFile } from '../uris.js';
import { nameOf } from './audit-report.js';
import { say } from './commands.js';

/** What is wrong with a baseline, what that means, and what to do. */
const messageOf = (what: string, why: string): string =>
  `${what} cannot be read: ${why}. It hides nothing until it can: take its last version from git, or write it anew with seaworthy baseline write.`;

/** What is underlined in a baseline that cannot be read. */
export function brokenDiagnostic({ broken }: Baselines, uri: string): Diagnostic | undefined {
  const home = broken.find(each => isSameFile(each.uri, uri));
  if (!home) return undefined;
  const { span, message } = home.wrong;
  return problemDiagnosticOf(new LineIndex(home.text ?? ''), { span, severity: 'error', message: messageOf('The baseline', message) });
}

/** Says once of each baseline that cannot be read what is wrong with it; of one that is open its diagnostic does. */
export async function tellBroken(session: Session, told: Set<string>): Promise<void> {
  for (const { uri, top, wrong } of session.baselines.broken) {
    const { folder, path } = session.files.locate(uri);
    const message = messageOf(`${nameOf(top)}/${BASELINE}`, wrong.message);
    if (folder.open.has(path) || told.has(message)) continue;
    told.add(message);
    await say(session, MessageType.Warning, `Seaworthy: ${message}`);
  }
}
