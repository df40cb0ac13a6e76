import { removeCommand } from '../../core/facts/documents/dockerfile/remove-command.js';
import { linesOf } from '../../core/facts/shell/tools/writes.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule, type Finding, type Severity } from '../../core/judge/rule.js';
import { fixWith } from './_edits.js';

const LINES: readonly (readonly [path: RegExp, line: RegExp, message: string])[] = [
  [/sshd_config/, /^PermitRootLogin\s+(?:yes|without-password)$/i, 'SSH lets root log in to the container.'],
  [/sshd_config/, /^PasswordAuthentication\s+yes$/i, 'SSH lets people log in with a password: those can be guessed.'],
  [/supervisor/, /^command\s*=\s*(?:\S*\/)?(?:sshd|dropbear)\b/, 'supervisord starts an SSH server in the container.'],
];

export default defineRule({
  meta: {
    id: 'no-sshd',
    title: 'An SSH server runs in the container',
    layer: 'access',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.7'],
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['AC-17', 'CM-7'],
      'pci-dss-4': ['2.2.4', '2.2.7'],
      soc2: ['CC6.1', 'CC6.6'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_5_7'],
    },
    why: 'It is a way in of its own, with keys and passwords that nobody rotates, past everything that the engine logs and restricts. Host keys that the build makes are the same in every container.',
    remedy: 'Leave it out; use `docker exec` or `kubectl exec`.',
    exceptions: 'Images whose purpose is SSH, such as Git and SFTP servers: make the host keys when the container starts.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nCMD [«"/usr/sbin/sshd", "-D"»]\n',
        message: 'An SSH server runs in the container: a way in past the engine.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «service ssh start» && make\n',
        fixed: 'FROM debian:12\nRUN make\n',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nCMD «/etc/init.d/ssh start» && sleep infinity\n' },
      {
        file: 'Dockerfile',
        bad: "FROM debian:12\nRUN sed -i «'s/#PermitRootLogin prohibit-password/PermitRootLogin yes/'» /etc/ssh/sshd_config && «ssh-keygen -A»\n",
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN mkdir /var/run/sshd && ssh-keygen -t ed25519 -f key -N "" && echo "PermitRootLogin no" >> /etc/ssh/sshd_config && sshd -t\nCMD ["ssh", "host"]\n',
      },
    ],
  },
  mentions: ['ssh', 'sshd', 'dropbear', 'PermitRootLogin', 'PasswordAuthentication'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      for (const write of instruction.writes) {
        const patterns = LINES.filter(([path]) => path.test(write.path ?? ''));
        if (patterns.length === 0) continue;
        for (const { text, span } of linesOf(write)) {
          const message = patterns.find(([, line]) => line.test(text))?.[2];
          if (message) yield { at: { span, place: `${instruction.place}/${write.path}` }, message };
        }
      }
      for (const { shell, span, place } of instruction.commands) {
        const found = serverOf(shell);
        if (!found) continue;
        yield {
          at: { span, place },
          ...found,
          fixes: fixWith('Do not start it', shell.name === 'service' ? removeCommand(instruction, shell) : null),
        };
      }
    },
  },
});

function serverOf({ name, words }: ShellCommand): { message: string; severity?: Severity } | undefined {
  const [program = '', ...values] = words.map(({ value }) => value ?? '');
  const starts =
    (/^\/etc\/init\.d\/(?:sshd?|dropbear)$/.test(program) && /^(?:re)?start$/.test(values[0] ?? '')) ||
    (name === 'service' && /^sshd?$/.test(values[0] ?? '') && /^(?:re)?start$/.test(values[1] ?? '')) ||
    (name === 'rc-update' && values[0] === 'add' && /^(?:sshd|dropbear)$/.test(values[1] ?? '')) ||
    (name === 'systemctl' &&
      /^(?:enable|start|restart)$/.test(values[0] ?? '') &&
      values.some(value => /^sshd?(?:\.service)?$/.test(value)));
  const runs = (name === 'sshd' && !values.some(value => /^-[tT]$/.test(value))) || name === 'dropbear';
  if (starts || runs) return { message: 'An SSH server runs in the container: a way in past the engine.' };
  if (name === 'ssh-keygen' && values.includes('-A')) {
    return { message: 'The build makes host keys: every container shows the same, and everyone can pull them.', severity: 'medium' };
  }
  return undefined;
}
