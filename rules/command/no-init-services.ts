import { removeCommand } from '../../core/facts/documents/dockerfile/remove-command.js';
import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule } from '../../core/judge/rule.js';
import { fixWith } from './_edits.js';

const ADMIN = new Set(['mount', 'umount', 'modprobe', 'insmod', 'swapon', 'shutdown', 'reboot', 'halt', 'poweroff']);
const INFO = new Set(['iptables', 'ip6tables', 'supervisord', 'kill']);

/** All programs that something may be said of, besides scripts of `/etc/init.d`. */
const PROGRAMS: ReadonlySet<string> = new Set([...ADMIN, ...INFO, 'systemctl', 'service', 'init', 'telinit', 'systemd', 'sysctl']);

export default defineRule({
  meta: {
    id: 'no-init-services',
    title: 'A command for whole machines is used',
    layer: 'runtime',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-7'],
    },
    alsoKnownAs: {
      kics: ['9b6b0f38-92a2-41f9-b881-3a1083d99f1b'],
      hadolint: ['DL3001'],
      semgrep: ['nonsensical-command'],
    },
    why: 'A container has no service manager, and may not mount, load modules or tune the kernel unless it is given rights that it should not have. In a build, what is started is gone with the step.',
    remedy: 'Start the program itself, in the foreground, with CMD.',
    exceptions: 'Images that are made to run systemd are not reported for `systemctl`.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN make && «systemctl enable nginx»\nCMD «service nginx start» && tail -f /var/log/nginx/access.log\n',
        fixed: 'FROM debian:12\nRUN make\nCMD service nginx start && tail -f /var/log/nginx/access.log\n',
        message: 'systemctl needs a service manager; a container has none.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nRUN «/etc/init.d/nginx start» && make\nCMD [«"/sbin/init"»]\n' },
      { file: 'Dockerfile', bad: 'FROM debian:12\nRUN «sysctl -w vm.swappiness=1» && «mount -t tmpfs tmpfs /x»\n' },
      { file: 'Dockerfile', bad: 'FROM debian:12\nRUN server & sleep 5 && «kill %1»\nCMD [«"/lib/systemd/systemd"»]\n' },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN ./init --build && /opt/app/mount --help\nCMD ["/scripts/init"]\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM registry.access.redhat.com/ubi9-init:9.4\nRUN systemctl enable httpd && apt-get install -y mount && echo reboot && sysctl net.core.somaxconn && systemctl --version\nRUN --security=insecure mount --bind /a /b\n',
      },
    ],
  },
  keywords: ['RUN', 'CMD', 'ENTRYPOINT'],
  mentions: [...PROGRAMS],
  checks: {
    *instruction(instruction) {
      if (!['RUN', 'CMD', 'ENTRYPOINT'].includes(instruction.keyword)) return;
      for (const { shell, span, place } of instruction.commands) {
        const message = messageFor(shell, instruction);
        if (!message) continue;
        yield {
          at: { span, place },
          message,
          ...(INFO.has(shell.name!) ? { severity: 'info' as const } : {}),
          fixes: fixWith('Leave it out', shell.name === 'systemctl' || shell.name === 'sysctl' ? removeCommand(instruction, shell) : null),
        };
      }
    },
  },
});

function messageFor({ name = '', words }: ShellCommand, instruction: Instruction): string | undefined {
  if (!PROGRAMS.has(name) && !words[0]?.value?.startsWith('/etc/init.d/')) return undefined;
  const [program = '', ...values] = words.map(({ value }) => value ?? '');
  // A program of one's own under such a name.
  if (program.includes('/') && !/^\/(?:usr\/(?:local\/)?)?(?:s?bin|lib\/systemd)\/|^\/etc\/init\.d\//.test(program)) return undefined;
  const manager = `${name} needs a service manager; a container has none.`;
  if (name === 'systemctl') return values.every(value => value.startsWith('-')) || runsSystemd(instruction) ? undefined : manager;
  if (/^\/etc\/init\.d\//.test(program))
    return /^(?:re)?start$/.test(values[0] ?? '') && !/^sshd?$/.test(name)
      ? `${program} is for a service manager; a container has none.`
      : undefined;
  if (name === 'service') return /^(?:re)?start$/.test(values[1] ?? '') && !/^sshd?$/.test(values[0]!) ? manager : undefined;
  if (name === 'init' || name === 'telinit' || name === 'systemd')
    return isMadeForSystemd(instruction) ? undefined : `${name} starts a whole system in the container.`;
  if (name === 'sysctl')
    return values.some(value => /^-\w*w|^--write$/.test(value)) ? 'sysctl changes the kernel of the host, or fails.' : undefined;
  if (name === 'supervisord') return 'supervisord hides which of its programs has died.';
  if (name === 'iptables' || name === 'ip6tables') return `${name} needs a capability that a container should not have.`;
  // `-0` and `-l` only ask.
  if (name === 'kill')
    return /^-[0l]$/.test(values[0] ?? '') ? undefined : 'A program is started and ended here by hand: let CMD start it.';
  if (!ADMIN.has(name) || (values.length === 0 && /mount/.test(name)) || instruction.flag('security')?.value === 'insecure')
    return undefined;
  return `${name} is for whole machines: a container may not do it, or should not.`;
}

function isMadeForSystemd({ stage }: Instruction): boolean {
  const { tag = '', name = '' } = stage?.root?.reference ?? {};
  return /init|systemd/.test(`${name}:${tag}`);
}

/** An image that is made for it, by its name or by what it starts. */
function runsSystemd(instruction: Instruction): boolean {
  const { stage } = instruction;
  const starts = [...(stage?.all('CMD') ?? []), ...(stage?.all('ENTRYPOINT') ?? [])];
  return isMadeForSystemd(instruction) || starts.some(({ logical }) => /systemd|\/sbin\/init\b/.test(logical));
}
