import { DidChangeConfigurationNotification } from 'vscode-languageserver';
import { type Problem, parseConfig, type Said, type Tool } from '../../core/index.js';
import type { Session } from './session.js';

/** What the editor's settings below `seaworthy.` say, as far as the server asks. */
interface Settings {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly baseline?: { readonly hide?: boolean };
  readonly diagnostics?: { readonly leaveTo?: readonly Tool[] };
}

/** Asks to be told of changes, where the client tells. */
export function watchSettings({ connection, client }: Session): void {
  if (client.tellsSettings)
    void connection.client.register(DidChangeConfigurationNotification.type, { section: ['seaworthy', 'files.exclude'] });
}

/** Gives every folder its settings. @returns what is wrong with them, in words for people. */
export async function readSettings({ connection, client, files, baselines, host }: Session): Promise<readonly string[]> {
  if (!client.hasSettings) return [];
  const folders = [...files.folders, files.loose];
  const ask = (section: string) => folders.map(({ uri }) => ({ section, ...(uri ? { scopeUri: uri } : {}) }));
  const answers: readonly unknown[] = await connection.workspace.getConfiguration([...ask('seaworthy'), ...ask('files.exclude')]);
  const all = answers.slice(0, folders.length) as readonly (Settings | null)[];
  const hidden = answers.slice(folders.length) as readonly (Readonly<Record<string, unknown>> | null)[];
  const wrong = new Set<string>();
  for (const [i, folder] of folders.entries()) {
    const { said, problems } = readSaid(all[i]?.config ?? {}, host.rules);
    for (const { message } of problems) wrong.add(message);
    files.configure(folder, said, all[i]?.diagnostics?.leaveTo ?? [], hiddenOf(hidden[i]));
  }
  // One wish for the whole window, as the view of findings is one.
  baselines.hides = all[0]?.baseline?.hide ?? true;
  return [...wrong];
}

/** VS Code's `files.exclude`: globs that are on. Those that hang on a sibling (`{ when }`) are about build output, and left out. */
const hiddenOf = (setting: Readonly<Record<string, unknown>> | null | undefined): readonly string[] =>
  Object.entries(setting ?? {}).flatMap(([glob, isOn]) => (isOn === true ? [glob] : []));

/** Settings are a configuration of another spelling; what is empty says nothing. */
function readSaid(
  config: Readonly<Record<string, unknown>>,
  rules: Session['host']['rules'],
): { said: Said; problems: readonly Problem[] } {
  const entries = Object.entries(config).filter(([, value]) => !isEmpty(value));
  return entries.length === 0 ? { said: {}, problems: [] } : parseConfig(JSON.stringify(Object.fromEntries(entries)), rules);
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
