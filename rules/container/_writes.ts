import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import { isAtOrBelow, normalizeHostPath } from '../../core/facts/tables/paths.js';
import type { Container, Mount } from '../../core/facts/views/container.js';

/** Programs that make, change or take away what they name. */
const WRITERS: ReadonlySet<string | undefined> = new Set(
  ['chgrp', 'chmod', 'chown', 'cp', 'dd', 'install', 'ln', 'mkdir', 'mv', 'rm', 'rsync', 'tee', 'touch', 'truncate', 'unzip'].concat([
    'curl',
    'mysqldump',
    'pg_basebackup',
    'pg_dump',
    'pg_dumpall',
    'tar',
    'wget',
  ]),
);
/** Of these the first operand is no file. */
const CHANGERS: ReadonlySet<string | undefined> = new Set(['chgrp', 'chmod', 'chown']);
/** Options that name where a program keeps what it writes: `--certificatesresolvers.le.acme.storage=/acme.json`. */
const KEEPS = /^-{1,2}[\w.-]*(?:storage|data|log|cache|output|state|db)[\w.-]*$/i;
const INTO = /^(?:1|2|&)?>{1,2}\|?$/;

/** A path of a container that something writes to. */
export interface Written {
  readonly path: string;
  /** With all that is below it. */
  readonly deep: boolean;
}

/**
 * Whether what is written shows that one of the containers writes to what `mount` holds, be it at another place. Containers of other
 * files, and what scripts do, stay unseen.
 */
export function isVisiblyWritten(mount: Mount, containers: readonly Container[]): boolean {
  const wanted = placeOf(mount);
  return (
    wanted !== undefined &&
    containers.some(({ mounts, commands }) => {
      const sources = mounts.filter(({ readOnly }) => readOnly.value !== true);
      return commands
        .flatMap(({ shell }) => pathsWritten(shell))
        .some(({ path, deep }) =>
          sources.some(source => {
            const isBelow = deep && source.target !== undefined && isAtOrBelow(source.target, path);
            const place = isBelow ? placeOf(source) : placeBehind(source, path);
            return place !== undefined && (isAtOrBelow(place, wanted) || (deep && isAtOrBelow(wanted, place)));
          }),
        );
    })
  );
}

/** What a mount holds: a path of the host that begins with `/`, `~` or `./`, or the name of a volume. */
export function placeOf({ source, type }: Mount): string | undefined {
  if (!source || type !== 'bind') return source;
  const path = normalizeHostPath(source);
  return /^(?:[/~]|[a-z]:)/.test(path) ? path : ['.', path].filter(Boolean).join('/');
}

/** What stands behind a path of the container, when it is the mount's; `undefined` for other paths. */
function placeBehind(mount: Mount, path: string): string | undefined {
  const place = placeOf(mount);
  const target = mount.target?.replace(/(?<=.)\/+$/, '');
  return place !== undefined && target !== undefined && isAtOrBelow(path, target) ? place + path.slice(target.length) : undefined;
}

/** Paths that a command visibly writes to. */
export function pathsWritten(command: ShellCommand): readonly Written[] {
  const { name, words, redirects } = command;
  const into = redirects.filter(({ operator }) => INTO.test(operator)).flatMap(({ target }) => (target ? pathsOf(target) : []));
  const kept = words.flatMap(({ value = '' }, i) => {
    const [option = '', path = words[i + 1]?.value ?? ''] = value.split('=', 2);
    return KEEPS.test(option) && path.startsWith('/') ? [path] : [];
  });
  const operands = WRITERS.has(name) ? words.slice(1).filter(({ text }) => !/^["']?-/.test(text)) : [];
  const named = (CHANGERS.has(name) ? operands.slice(1) : operands).flatMap(pathsOf);
  const deep = CHANGERS.has(name) && words.some(({ value }) => /^-\w*R|^--recursive$/.test(value ?? ''));
  return [...into, ...kept, ...named].filter(path => path.startsWith('/')).map(path => ({ path: path.replace(/\/\*?$/, ''), deep }));
}

/** The paths that a word stands for: `/a/{b,c}` for two. None where a variable decides. */
function pathsOf({ value, text }: ShellWord): readonly string[] {
  const path = value ?? text;
  if (/[$`]/.test(path)) return [];
  const [, before = '', choices, after = ''] = /^([^{}]*)\{([^{}]*)\}([^{}]*)$/.exec(path) ?? [];
  return choices === undefined ? [path] : choices.split(',').map(choice => before + choice + after);
}
