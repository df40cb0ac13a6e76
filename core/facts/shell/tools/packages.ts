import type { Span } from '../../../text.js';
import { memo } from '../../memo.js';
import { type Manager, type PackageManager, packageManagers } from '../../tables/package-managers.js';
import type { Options } from '../options.js';
import type { ShellCommand, ShellWord } from '../types.js';
import { toolName, toolOptions } from './index.js';

/** A command of a package manager. */
export interface PackageCommand {
  readonly tool: string;
  readonly manager: Manager;
  readonly system: boolean;
  readonly does: 'install' | 'refresh' | 'upgrade' | 'release' | 'other';
  readonly options: Options;
  /** The tool and its subcommand: `apt-get install`. */
  readonly head: Span;
  /** What is installed. Words that a variable makes unknown are left out. */
  readonly packages: readonly Package[];
}

/** A package as a command names it. */
export interface Package {
  readonly word: ShellWord;
  /** Without version, release and architecture. */
  readonly name: string;
  /** Whatever narrows the version down: `=1.2`, `~=3`, `@latest`. Empty when nothing does. */
  readonly version: string;
}

const managers: ReadonlyMap<string, PackageManager> = new Map(Object.entries(packageManagers));

/** What a command does with packages; `undefined` when it is no package manager. */
export function packageCommand(command: ShellCommand): PackageCommand | undefined {
  const tool = toolName(command);
  return tool !== undefined && managers.has(tool) ? readPackageCommand(command) : undefined;
}

const readPackageCommand = memo((command: ShellCommand): PackageCommand => {
  const tool = toolName(command)!;
  const table = managers.get(tool)!;
  const options = toolOptions(command)!;
  const { manager, system } = table;
  const does = deed(table, options.subcommand);
  const [first] = command.words;
  const head = { start: first!.span.start, end: Math.max(first!.span.end, options.subcommandSpan?.end ?? 0) };
  const packages = does === 'install' ? packagesIn(options.operands, manager) : [];
  return { tool, manager, system, does, options, head, packages };
});

function deed({ install, refresh, upgrade, release }: PackageManager, subcommand: string | undefined): PackageCommand['does'] {
  if (subcommand === undefined) return 'other';
  if (install.includes(subcommand)) return 'install';
  if (refresh?.includes(subcommand)) return 'refresh';
  if (upgrade?.includes(subcommand)) return 'upgrade';
  return release?.includes(subcommand) ? 'release' : 'other';
}

function packagesIn(operands: readonly ShellWord[], manager: Manager): readonly Package[] {
  const packages: Package[] = [];
  for (const word of operands) {
    const found = packageOf(manager, word);
    if (found) packages.push(found);
  }
  return packages;
}

const ARCHITECTURE = /\.(?:x86_64|i[3-6]86|aarch64|noarch|ppc64le|s390x|armv7hl)$/;
const FILE = /^(?:\.{0,2}\/|~\/|[a-z][a-z0-9+.-]*:\/\/|@)|\.(?:deb|rpm|apk|whl|zip|gem|tgz|tar(?:\.\w+)?)$/i;

/** A name without anything else in every notation but that of Go. */
const PLAIN = /^[a-z][a-z\d]*(?:-[a-z][a-z\d]*)*$/;

/** Longer than any name with its version: the patterns below do not apply. */
const LONGEST = 300;

/** Name and version, each manager in its own notation; `undefined` for files, groups, addresses and unknown words. */
function packageOf(manager: Manager, word: ShellWord): Package | undefined {
  const { value } = word;
  if (value === undefined || value === '' || value.length > LONGEST) return undefined;
  if (manager !== 'go' && PLAIN.test(value)) return { word, name: value, version: '' };
  if (/[*?{}]/.test(value)) return undefined;
  const parts = (pattern: RegExp): Package | undefined => {
    const match = pattern.exec(value);
    return match ? { word, name: match[1]!, version: match[2] ?? '' } : undefined;
  };
  switch (manager) {
    case 'npm':
      return /^(?!@?[\w.-]+@?\/?.*(?:[:#]))(?:@[\w.-]+\/)?[\w.-]+(?:@.*)?$/.test(value) ? parts(/^(@?[^@]+)(@.*)?$/) : undefined;
    case 'go':
      return /^[\w-]+\.[\w.-]+\//.test(value) ? parts(/^([^@]+)(@.*)?$/) : undefined;
    case 'luarocks':
      return /\.(?:rockspec|rock)$/.test(value) || FILE.test(value) ? undefined : parts(/^([\w.-]+)$/);
    case 'nuget':
      return parts(/^([\w.-]+)(@.*)?$/);
    case 'cargo':
    case 'gem':
      return FILE.test(value) ? undefined : parts(/^([\w.-]+)([@:].*)?$/);
    case 'pip':
      return FILE.test(value) ? undefined : parts(/^([A-Za-z0-9][\w.-]*(?:\[[\w,. -]*\])?)\s*([=<>~!@;].*)?$/);
    case 'apt':
      return FILE.test(value) ? undefined : parts(/^([a-z0-9][a-z0-9+.-]*?)(?:(?<!\+)[+-])?(?::[a-z0-9-]+)?([=/].*)?$/i);
    case 'apk':
      return FILE.test(value) ? undefined : parts(/^([\w][\w+.-]*)([=<>~@].*)?$/);
    default: {
      const match = FILE.test(value)
        ? null
        : /^([\w][\w+.:-]*?)([-=<>]\d[\w.+~:^]*(?:-\d[\w.+~^]*)?)?$/.exec(value.replace(ARCHITECTURE, ''));
      return match ? { word, name: match[1]!, version: match[2] ?? '' } : undefined;
    }
  }
}
