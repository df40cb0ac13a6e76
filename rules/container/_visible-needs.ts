import { serverByData } from '../../core/facts/tables/server-images.js';
import type { Command } from '../../core/facts/views/command.js';
import type { Container } from '../../core/facts/views/container.js';
import type { Variable } from '../../core/facts/views/variable.js';

/** Capabilities that what is written shows a start as root to need, and the reason, to stand in brackets. */
export interface VisibleNeeds {
  readonly capabilities: readonly string[];
  readonly why: string;
}

const OWNS = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'];
const SWITCHES = ['SETGID', 'SETUID'];

const USER_ID = /^(?:PUID|PGID)$/;

const BY_PROGRAM: Readonly<Record<string, readonly string[]>> = {
  chown: OWNS,
  chgrp: OWNS,
  chmod: OWNS,
  ...Object.fromEntries(['gosu', 'su-exec', 'setpriv', 'runuser', 's6-setuidgid', 'chpst'].map(name => [name, SWITCHES])),
  ...Object.fromEntries(
    ['apt-get', 'apt', 'apk', 'yum', 'dnf', 'microdnf', 'useradd', 'adduser', 'usermod'].map(name => [name, [...OWNS, ...SWITCHES]]),
  ),
};

/** The variable that names the user whom the image's init system makes and goes on as. */
export const userVariable = (environment: readonly Variable[]): Variable | undefined =>
  environment.find(({ kind, name }) => kind === 'env' && USER_ID.test(name));

/** What a container that starts as root visibly needs, whether or not its image is known. */
export function visibleNeeds({ name, mounts, environment, commands }: Container): VisibleNeeds | undefined {
  // Whatever the image is called, its start gives the folder to the user of the server.
  for (const { target } of mounts) {
    const server = serverByData(target ?? '');
    if (server) return { capabilities: server.capabilities, why: `it takes over ${target} at its start` };
  }
  const variable = userVariable(environment);
  if (variable) return { capabilities: [...OWNS, 'KILL', ...SWITCHES], why: `its start goes on as the user of ${variable.name}` };
  const programs = commands.flatMap(programsOf).filter(program => Object.hasOwn(BY_PROGRAM, program));
  const capabilities = [...new Set(programs.flatMap(program => BY_PROGRAM[program]!))].sort();
  return capabilities.length > 0 ? { capabilities, why: `${name} runs ${programs[0]}` } : undefined;
}

const programsOf = ({ shell: { name, wrappers } }: Command): readonly string[] => [...wrappers, { name }].flatMap(one => one.name ?? []);
