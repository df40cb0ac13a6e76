import { configNames, parseConfig } from '../../core/index.js';
import type { Host } from './host.js';
import { uriBelow } from './uris.js';

/**
 * Uri of the folder that paths of reports and baselines are relative to, as the command line has it: the git root around `folder`, else
 * the nearest folder whose configuration says `root: true`, else `otherwise`.
 */
export async function topOf(host: Host, folder: string, otherwise: string): Promise<string> {
  const above = upward(folder);
  for (const at of above) if (await isRepository(host, at)) return at;
  for (const at of above) if (await saysRoot(host, at)) return at;
  return otherwise;
}

/** `.git` is a folder, or a file where the repository is a worktree or a submodule. */
const isRepository = async (host: Host, folder: string): Promise<boolean> =>
  (await host.read(uriBelow(folder, '.git/HEAD'))) !== undefined || (await host.read(uriBelow(folder, '.git'))) !== undefined;

async function saysRoot({ read, rules }: Host, folder: string): Promise<boolean> {
  for (const name of [...configNames, 'package.json']) {
    const text = await read(uriBelow(folder, name));
    const inside = name === 'package.json' ? 'seaworthy' : undefined;
    if (text !== undefined && parseConfig(text, rules, inside).said.root === true) return true;
  }
  return false;
}

/** A folder's uri and those of every folder above it, the nearest first; without slashes at their ends. */
function upward(folder: string): readonly string[] {
  const [, top = '', path = ''] = /^([A-Za-z][A-Za-z0-9+.-]*:(?:\/\/[^/]*)?)(.*)$/.exec(folder.replace(/\/+$/, '')) ?? [];
  const names = path.split('/').slice(1);
  return names.map((_, i) => `${top}/${names.slice(0, names.length - i).join('/')}`);
}
