import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { type Package, packageCommand } from '../../core/facts/shell/tools/packages.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';

/** Programs with which an entrypoint goes on as somebody else. */
const SWITCHES: ReadonlySet<string> = new Set(['gosu', 'su-exec', 'setpriv', 'chpst', 's6-setuidgid']);

/** Whether an entrypoint goes on as somebody else. */
export const dropsPrivileges = (stage: Stage): boolean => startsThrough(stage.last('ENTRYPOINT')) || startsThrough(stage.last('CMD'));

const startsThrough = (instruction: Instruction | undefined): boolean =>
  instruction !== undefined &&
  instruction.script.commands.some(
    ({ name, wrappers, words }) => isSwitch(name) || isSwitch(words[0]?.value) || wrappers.some(wrapper => isSwitch(wrapper.name)),
  );

/** What only root starts, and packages that are there for that or to go on as somebody else. */
const ROOT_PROGRAMS: ReadonlySet<string> = new Set(
  'service cron crond sshd supervisord runsvdir s6-svscan systemd init rsyslogd syslogd syslog-ng dockerd openvpn wg-quick keepalived'.split(
    ' ',
  ),
);
const ROOT_PACKAGES: ReadonlySet<string> = new Set(
  'gosu su-exec cron cronie dcron openssh openssh-server dropbear supervisor s6 s6-overlay runit rsyslog syslog-ng systemd'.split(' '),
);

/** Whether the file shows that its program starts as root on purpose. */
export const needsRoot = (stage: Stage): boolean =>
  dropsPrivileges(stage) ||
  [stage.last('ENTRYPOINT'), stage.last('CMD')].some(instruction =>
    instruction?.script.commands.some(({ words }) => ROOT_PROGRAMS.has(words[0]?.value?.split('/').at(-1) ?? '')),
  ) ||
  stage.all('RUN').some(({ script }) => script.commands.some(command => installed(command).some(({ name }) => ROOT_PACKAGES.has(name))));

const installed = (command: ShellCommand): readonly Package[] => packageCommand(command)?.packages ?? [];

const isSwitch = (program: string | undefined): boolean => program !== undefined && SWITCHES.has(program);
