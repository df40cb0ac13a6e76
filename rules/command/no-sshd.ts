import { removeCommand } from '../../core/facts/documents/dockerfile/remove-command.js';
import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { linesOf } from '../../core/facts/shell/tools/writes.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { assuming, defineRule, type Finding, type Severity } from '../../core/judge/rule.js';
import { fixWith } from './_edits.js';
import { mendLine } from './_switch-edits.js';

interface Line {
  readonly path: RegExp;
  readonly line: RegExp;
  readonly message: string;
  /** What the setting says of who logs in so far; without it nothing is offered. */
  readonly assumes?: string;
}

const LINES: readonly Line[] = [
  {
    path: /sshd_config/,
    line: /^PermitRootLogin\s+(?:yes|without-password)$/i,
    message: 'SSH lets root log in to the container.',
    assumes: 'Nobody logs in as root.',
  },
  {
    path: /sshd_config/,
    line: /^PasswordAuthentication\s+yes$/i,
    message: 'SSH lets people log in with a password: those can be guessed.',
    assumes: 'Whoever logs in has a key.',
  },
  {
    path: /sshd_config/,
    line: /^PermitEmptyPasswords\s+yes$/i,
    message: 'SSH lets people log in without a password.',
    assumes: 'Whoever logs in has a key or a password.',
  },
  {
    path: /supervisor/,
    line: /^command\s*=\s*(?:\S*\/)?(?:sshd|dropbear)\b/,
    message: 'supervisord starts an SSH server in the container.',
  },
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
        bad: 'FROM debian:12\nRUN echo "«PermitRootLogin yes»" >> /etc/ssh/sshd_config\n',
        fixed: 'FROM debian:12\nRUN echo "PermitRootLogin no" >> /etc/ssh/sshd_config\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\n«COPY authorized_keys /root/.ssh/»\nRUN «update-rc.d ssh enable»\n',
        fixed: 'FROM debian:12\nRUN update-rc.d ssh enable\n',
        message: 'Whoever has one of these keys may log in to the container by SSH.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «ssh-keygen -t ed25519 -N "" -f /etc/ssh/ssh_host_ed25519_key»\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN mkdir /var/run/sshd && ssh-keygen -t ed25519 -f key -N "" && echo "PermitRootLogin no" >> /etc/ssh/sshd_config && sshd -t\nCMD ["ssh", "host"]\n',
      },
    ],
  },
  mentions: ['ssh', 'sshd', 'dropbear', 'PermitRootLogin', 'PasswordAuthentication', 'PermitEmptyPasswords', 'authorized_keys'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      for (const write of instruction.writes) {
        const patterns = LINES.filter(({ path }) => path.test(write.path ?? ''));
        if (patterns.length === 0) continue;
        for (const found of linesOf(write)) {
          const pattern = patterns.find(({ line }) => line.test(found.text));
          if (!pattern) continue;
          const { message, assumes } = pattern;
          const edits = assumes ? mendLine(instruction, write, found, found.text.replace(/\S+$/, 'no')) : undefined;
          yield {
            at: { span: found.span, place: `${instruction.place}/${write.path}` },
            message,
            fixes: assuming(fixWith('Forbid it', edits), assumes),
          };
        }
      }
      const target = instruction.words.at(-1)?.text ?? '';
      if (
        (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
        instruction.heredocs.length === 0 &&
        bringsKeys(instruction, target)
      )
        yield {
          at: instruction,
          message: 'Whoever has one of these keys may log in to the container by SSH.',
          severity: 'info',
          fixes: instruction.words.length === 2 ? assuming(fixWith('Do not copy it', instruction.remove()), 'Nobody logs in by SSH.') : [],
        };
      for (const { shell, span, place } of instruction.commands) {
        const found = serverOf(shell);
        if (!found) continue;
        yield {
          at: { span, place },
          ...found,
          fixes: fixWith('Do not start it', STARTERS.has(shell.name ?? '') ? removeCommand(instruction, shell) : null),
        };
      }
    },
  },
});

/** Without these commands the server just does not start. */
const STARTERS = new Set(['service', 'systemctl', 'rc-update', 'update-rc.d']);

/** Keys that let in: by their own name, or by the name that they get. */
const bringsKeys = ({ words }: Instruction, target: string): boolean =>
  /(?:^|\/)authorized_keys2?$/.test(target) || words.slice(0, -1).some(({ text }) => /(?:^|\/)authorized_keys2?$/.test(text));

function serverOf({ name, words }: ShellCommand): { message: string; severity?: Severity } | undefined {
  const [program = '', ...values] = words.map(({ value }) => value ?? '');
  const starts =
    (/^\/etc\/init\.d\/(?:sshd?|dropbear)$/.test(program) && /^(?:re)?start$/.test(values[0] ?? '')) ||
    (name === 'service' && /^sshd?$/.test(values[0] ?? '') && /^(?:re)?start$/.test(values[1] ?? '')) ||
    (name === 'rc-update' && values[0] === 'add' && /^(?:sshd|dropbear)$/.test(values[1] ?? '')) ||
    (name === 'update-rc.d' && /^sshd?$/.test(values[0] ?? '') && /^(?:enable|defaults)$/.test(values[1] ?? '')) ||
    (name === 'systemctl' &&
      /^(?:enable|start|restart)$/.test(values[0] ?? '') &&
      values.some(value => /^sshd?(?:\.service)?$/.test(value)));
  const runs = (name === 'sshd' && !values.some(value => /^-[tT]$/.test(value))) || name === 'dropbear';
  if (starts || runs) return { message: 'An SSH server runs in the container: a way in past the engine.' };
  if (name === 'ssh-keygen' && (values.includes('-A') || values.some(value => /\/ssh_host_\w+_key$/.test(value)))) {
    return { message: 'The build makes host keys: every container shows the same, and everyone can pull them.', severity: 'medium' };
  }
  return undefined;
}
