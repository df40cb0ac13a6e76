import { memo } from '../../memo.js';
import type { OptionTable } from '../option-table.js';
import { type Options, readOptions } from '../options.js';
import type { ShellCommand } from '../types.js';
import { accounts } from './accounts.js';
import { alpine } from './apk.js';
import { debian } from './apt.js';
import { containerTools } from './container.js';
import { download } from './download.js';
import { files } from './files.js';
import { nodeTools } from './node.js';
import { otherTools } from './other.js';
import { pythonTools } from './python.js';
import { redHat } from './rpm.js';

const tables: ReadonlyMap<string, OptionTable> = new Map(
  [download, containerTools, debian, redHat, alpine, pythonTools, nodeTools, files, accounts, otherTools].flatMap(family =>
    Object.entries(family),
  ),
);

/** Letters come behind it, and most names end in one. */
const NINE = '9'.charCodeAt(0);

/**
 * The name that a tool is known by, without the version that its program may carry: `pip` for `pip3.11`, `dnf` for `dnf5`.
 * `undefined` when no table knows it.
 */
export function toolName({ name }: ShellCommand): string | undefined {
  if (name === undefined || tables.has(name)) return name;
  const bare = name.charCodeAt(name.length - 1) <= NINE ? /^([a-z-]*[a-z])-?\d[\d.]*$/.exec(name)?.[1] : undefined;
  return bare !== undefined && tables.has(bare) ? bare : undefined;
}

/** The options of a command of a known tool; `undefined` for any other. */
export function toolOptions(command: ShellCommand): Options | undefined {
  const tool = toolName(command);
  return tool === undefined ? undefined : optionsOf(command);
}

const optionsOf = memo((command: ShellCommand): Options => readOptions(command, tables.get(toolName(command)!)!));
