import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule, type Finding, type Fix } from '../../core/judge/rule.js';
import { at, lineEndOf, type TextEdit } from '../../core/text.js';
import { type BuildUser, isRootName, userAt } from './_build-user.js';

export default defineRule({
  meta: {
    id: 'no-sudo',
    title: 'A command runs through sudo',
    layer: 'runtime',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'owasp-docker': ['RULE #4'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: {
      kics: ['8ada6e80-0ade-439e-b176-0b28f6bce35a'],
      trivy: ['DS-0010'],
      checkov: ['CKV2_DOCKER_1'],
      hadolint: ['DL3004'],
      semgrep: ['no-sudo-in-dockerfile'],
      dockle: ['DKL-DI-0001'],
      terrascan: ['AC_DOCKER_0007'],
      dockerfilelint: ['sudo_usage'],
      kubescape: ['C-0062'],
    },
    why: '`sudo` in an image is a way to become root that stays there for an intruder. In a build it is not needed: RUN is root until USER says otherwise.',
    remedy: 'Run the command directly as root before `USER`, and leave `sudo` out of the image.',
    exceptions: 'Development containers in which a person works.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «sudo apt-get update» && apt-get install -y sudo\n',
        fixed: 'FROM debian:12\nRUN apt-get update && apt-get install -y sudo\n',
        message: 'sudo has no place in a build: RUN is root already, and the image keeps it for intruders.',
      },
      { file: 'Dockerfile', bad: 'FROM alpine:3.22\nRUN «doas apk upgrade»\n', fixed: 'FROM alpine:3.22\nRUN apk upgrade\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «sudo -E -nH apt-get update» && «sudo -u root make»\n',
        fixed: 'FROM debian:12\nRUN apt-get update && sudo -u root make\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nUSER app:app\nRUN «sudo apt-get update» && «sudo apt-get install -y git»\nCMD ["serve"]\n',
        fixed: 'FROM debian:12\nUSER app:app\nUSER root\nRUN apt-get update && apt-get install -y git\nUSER app:app\nCMD ["serve"]\n',
        message: 'sudo in a build means that app can become root in the image, too.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN «sudo -u git git clone https://example.com/a»\n',
        message: 'sudo goes on as another user here: USER does that, and leaves intruders no sudo.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nUSER $WHO\nRUN «sudo make»\n' },
      { file: 'Dockerfile', bad: 'FROM debian:12\nUSER app\nRUN npm ci && «sudo npm link»\nRUN «sudo -u git make»\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nRUN usermod -aG sudo app && echo "use sudo"\n' },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      command: [«sudo, serve»]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      command: [/bin/sh, -c]\n      args: ["umask 027 && «sudo serve»"]\n    - name: log\n      image: example/log:1.4\n      command: [/docker-entrypoint.sh]\n      args: [«sudo, -u, log, serve»]\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      args: [sudo-rules, serve]\n      command: [grep]\n',
      },
    ],
  },
  mentions: ['sudo', 'doas'],
  checks: {
    *instruction(instruction, { images }): Iterable<Finding> {
      for (const { shell, span, place, phase } of instruction.commands) {
        const sudo = sudoOf(shell);
        if (!sudo) continue;
        if (phase === 'run') {
          yield { at: { span, place }, message: atRunTime(sudo) };
          continue;
        }
        const user = userAt(instruction, images);
        const isOther = user.name !== undefined && !isRootName(user.name);
        yield {
          at: { span, place },
          message: isOther
            ? `${sudo.name} in a build means that ${user.name} can become root in the image, too.`
            : dropsTo(sudo)
              ? `${sudo.name} goes on as another user here: USER does that, and leaves intruders no ${sudo.name}.`
              : `${sudo.name} has no place in a build: RUN is root already, and the image keeps it for intruders.`,
          fixes: isOther ? asRoot(instruction, user) : without(shell, user),
        };
      }
    },
    *command({ shell, span, place, units }): Iterable<Finding> {
      const sudo = sudoOf(shell);
      // Those of a Dockerfile are asked about with the user who is in force there.
      if (sudo && units.some(({ kind }) => kind !== 'stage')) yield { at: { span, place }, message: atRunTime(sudo) };
    },
  },
});

const isSudo = ({ name }: { readonly name: string | undefined }): boolean => name === 'sudo' || name === 'doas';

const sudoOf = (shell: ShellCommand): ShellCommand | undefined => (isSudo(shell) ? shell : shell.wrappers.find(isSudo));

/** Whether it is there to leave root: `sudo -u git`. */
const dropsTo = ({ words }: ShellCommand): boolean =>
  words.some(({ text }, i) => {
    const user = /^--user=(.+)$/.exec(text)?.[1] ?? (/^-\w*u$|^--user$/.test(text) ? words[i + 1]?.text : undefined);
    return user !== undefined && !isRootName(user);
  });

const atRunTime = ({ name }: ShellCommand): string => `${name} at run time means that the container can become root.`;

/** Options that change nothing for root: what is kept of the environment, and who is asked for a password. */
const IDLE = /^(?:-[EHn]+|--preserve-env|--set-home|--non-interactive|-uroot|--user=root|--)$/;

/** The edit that takes sudo off a command; `undefined` where its options make another user or environment. */
function withoutSudo(shell: ShellCommand): TextEdit | undefined {
  const sudo = sudoOf(shell);
  const [program] = shell.words;
  if (!sudo || sudo === shell || !program) return undefined;
  const options = sudo.words.slice(1).map(({ value }) => value ?? '');
  const isIdle = options.every((option, i) =>
    option === '-u' ? options[i + 1] === 'root' : IDLE.test(option) || (option === 'root' && options[i - 1] === '-u'),
  );
  return isIdle ? { span: { start: sudo.span.start, end: program.span.start }, text: '' } : undefined;
}

function without(shell: ShellCommand, { name, instruction }: BuildUser): readonly Fix[] {
  const edit = withoutSudo(shell);
  // A variable that names the user may name anybody.
  if (!edit || (instruction && name === undefined)) return [];
  const fix: Fix = { title: `Run it without ${sudoOf(shell)!.name}`, safety: 'review', edits: () => [edit] };
  return [name === undefined ? { ...fix, assumes: 'The build is root at this step: the base image names no other user.' } : fix];
}

/** Commands that are the same for every user, as long as they write to no file. */
const SAME: ReadonlySet<string | undefined> = new Set(['echo', 'printf', 'cd', 'set', 'true', 'export', ':']);

/** Makes root of the whole step, where all of it runs through sudo, and goes back to the account from before. */
function asRoot(instruction: Instruction, { name, instruction: user }: BuildUser): readonly Fix[] {
  const commands = instruction.script.commands.filter(({ within }) => within === undefined);
  if (!user || instruction.onbuild || commands.some(command => !sudoOf(command) && !(SAME.has(command.name) && !command.redirects[0])))
    return [];
  const edits = commands.filter(sudoOf).map(withoutSudo);
  if (edits.some(edit => edit === undefined)) return [];
  const { text, span } = instruction;
  const eol = lineEndOf(text);
  const back = `${text.slice(user.keywordSpan.start, user.keywordSpan.end)} ${text.slice(user.argumentsSpan.start, user.argumentsSpan.end).trim()}`;
  const root = `${text.slice(user.keywordSpan.start, user.keywordSpan.end)} root`;
  return [
    {
      title: `Switch to root for this step, and back to ${name}`,
      safety: 'review',
      // What root builds may have set-uid programs in it.
      expects: ['strip-setuid-binaries'],
      edits: () => [instruction.insertAbove(root), ...edits.filter(edit => edit !== undefined), { span: at(span.end), text: eol + back }],
    },
  ];
}
