import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { addressIn, downloadOf, isDownloader, isLoopback, LONGEST_PIPELINE, verifies } from '../../core/facts/shell/tools/downloads.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule, type Finding, type Severity } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-gpg-trust-bypass',
    title: 'A signing key is trusted too easily',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['4.12', '4.11'],
      'nist-800-190': ['4.1.3'],
      'nist-800-53': ['SI-7', 'CM-14', 'SR-11'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_12', 'check_4_11'],
    },
    why: 'A signature proves as much as the key behind it. A key that is fetched by a short number, over an open line, or for every repository at once can be that of somebody else.',
    remedy: 'Fetch the key over HTTPS into `/etc/apt/keyrings`, name it with `signed-by=`, and compare the whole fingerprint.',
    exceptions: 'Distributions too old for `signed-by`.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «gpg --keyserver hkps://keys.openpgp.org --recv-keys 9D6D8F6B»\n',
        message: 'Other keys have the same short number: name the whole fingerprint.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN curl -fsSL https://example.com/key | «apt-key add -» && («gpg --verify a.asc a || true»)\n',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nRUN «gpg --verify a.asc a»; tar xf a\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN curl http://example.com/key.asc | «gpg --dearmor -o /etc/apt/keyrings/x.gpg»\nRUN «curl http://example.com/key.asc -o /etc/apt/keyrings/y.asc»\n',
        message: 'The key comes over an open line.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «gpg --keyserver hkp://keys.openpgp.org --recv-keys 0123456789ABCDEF0123456789ABCDEF01234567»\nRUN «gpg --always-trust --verify a.asc a»\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN set -eux; gpg --verify a.asc a; tar xf a\nRUN if gpg --verify a.asc a; then tar xf a; fi\nRUN tar xf a; gpg --verify a.asc a\nSHELL ["/bin/sh", "-ec"]\nRUN gpg --verify a.asc a; tar xf a\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN gpg --keyserver hkps://keys.openpgp.org --recv-keys 0123456789ABCDEF0123456789ABCDEF01234567 && gpg --verify a.asc a && apt-key list && gpg --recv-keys $KEY\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: [
    'apt-key add',
    'apt-key adv',
    'gpg --verify',
    'gpg --recv',
    'gpg --receive',
    'http: gpg',
    'http: keyrings',
    'gpg --skip-verify',
    'gpg --no-verify',
  ],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      for (const { shell, span, place } of instruction.commands) {
        const found = reasonOf(shell, instruction);
        if (!found) continue;
        const { message, severity, end } = found;
        yield { at: { span: { start: span.start, end: end ?? span.end }, place }, message, ...(severity ? { severity } : {}) };
      }
    },
  },
});

interface Reason {
  readonly message: string;
  readonly severity?: Severity;
  readonly end?: number;
}

function reasonOf(command: ShellCommand, instruction: Instruction): Reason | undefined {
  const { name, words, next } = command;
  if (name === 'apt-key') {
    const subcommand = toolOptions(command)?.subcommand;
    if (subcommand !== 'add' && subcommand !== 'adv') return undefined;
    // A keyring of its own is trusted where a repository names it.
    const ring = toolOptions(command)?.values('--keyring').at(-1)?.text;
    if (ring !== undefined && !/^["']?\/etc\/apt\/trusted/.test(ring)) return isOpen(command, true) ? { message: OPEN } : undefined;
    return isOpen(command, true)
      ? { message: 'The key comes over an open line, and APT trusts it for every repository.' }
      : { message: 'APT trusts this key for every repository.', severity: 'low' };
  }
  if (isDownloader(command))
    return KEYRING.test(downloadOf(command)?.file ?? '') && isOpen(command) && !instruction.script.commands.some(verifies)
      ? { message: OPEN }
      : undefined;
  if (name !== 'gpg' && name !== 'gpg2') return undefined;
  const values = words.slice(1).map(({ value }) => value ?? '');
  const receives = values.some(value => /^--(?:recv|receive)-keys?$|^--recv$/.test(value));
  if (receives && values.some(value => /^(?:0x)?[0-9a-f]{8}$/i.test(value)))
    return { message: 'Other keys have the same short number: name the whole fingerprint.' };
  if (values.includes('--import') && isOpen(command)) return { message: OPEN };
  if (values.includes('--dearmor') && isOpen(command)) return { message: OPEN };
  if (values.includes('--skip-verify') || values.includes('--no-verify')) return { message: 'gpg leaves out the check of the signature.' };
  const verifiesIt = values.includes('--verify');
  if (
    verifiesIt &&
    values.some(
      (value, i) =>
        value === '--always-trust' || value === '--trust-model=always' || (value === '--trust-model' && values[i + 1] === 'always'),
    )
  )
    return { message: 'gpg trusts any key of its ring for this signature.' };
  const commands = instruction.script.commands;
  const after = commands[commands.indexOf(command) + 1];
  if (verifiesIt && next === '||' && (after?.name === 'true' || after?.name === ':' || after?.name === 'echo'))
    return { message: 'The build goes on when the signature is wrong.', end: after.span.end };
  if (verifiesIt && next === ';' && after && goesOn(command, instruction))
    return { message: 'The build goes on when the signature is wrong.', end: command.span.end };
  const server = values.find((value, i) => values[i - 1] === '--keyserver' || value.startsWith('--keyserver='));
  if (receives && server?.includes('sks-keyservers.net')) return { message: 'This key server is gone: its name may belong to anyone.' };
  if (receives && server && /(?:^|=)(?:hkp|http):\/\//.test(server)) return { message: OPEN, severity: 'info' };
  return undefined;
}

const OPEN = 'The key comes over an open line.';

const KEYRING = /\/(?:keyrings|trusted\.gpg\.d)\//;

/** Whether what a command reads, or its own address, comes over HTTP from elsewhere. */
const isOpen = ({ pipeline, words }: ShellCommand, own = false): boolean =>
  pipeline.length <= LONGEST_PIPELINE &&
  [...pipeline.flatMap(each => downloadOf(each)?.addresses ?? []), ...(own ? words.flatMap(word => addressIn(word) ?? []) : [])].some(
    ({ url }) => url.startsWith('http:') && !isLoopback(url),
  );

/** Whether a failure is passed over: nothing asked for the script's end (`set -e`), and neither `if` nor `$?` looks at it. */
function goesOn(command: ShellCommand, { script, stage, text, span, heredocs }: Instruction): boolean {
  if (heredocs.length > 0 || text.slice(command.span.end, span.end).includes('$?')) return false;
  const asked = script.commands.some(
    ({ name, words }) => name === 'set' && words.some(({ value }) => /^-\w*e|^errexit$/.test(value ?? '')),
  );
  const shells = stage?.all('SHELL').some(({ json }) => json?.some(({ value }) => /^-\w*e|^errexit$/.test(value)));
  const before = text.slice(Math.max(0, command.span.start - 20), command.span.start);
  return !asked && !shells && !command.within && !/\b(?:if|elif|while|until|!)\s+(?:!\s*)?$/.test(before);
}
