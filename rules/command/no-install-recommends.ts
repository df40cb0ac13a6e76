import type { Stage } from '../../core/facts/documents/dockerfile.js';
import { type PackageCommand, packageCommand } from '../../core/facts/shell/tools/packages.js';
import { defineRule } from '../../core/judge/rule.js';
import { behind, fixWith } from './_edits.js';

/** What keeps each manager from installing more than is asked for. */
const ONLY: Readonly<Record<string, { readonly option: string; readonly set: RegExp }>> = {
  apt: { option: '--no-install-recommends', set: /^APT::Install-Recommends="?(?:false|0|no)"?$/i },
  'apt-get': { option: '--no-install-recommends', set: /^APT::Install-Recommends="?(?:false|0|no)"?$/i },
  dnf: { option: '--setopt=install_weak_deps=False', set: /^install_weak_deps=(?:false|0|no)$/i },
  microdnf: { option: '--setopt=install_weak_deps=0', set: /^install_weak_deps=(?:false|0|no)$/i },
  zypper: { option: '--no-recommends', set: /^$/ },
};

export default defineRule({
  meta: {
    id: 'no-install-recommends',
    title: 'Recommended packages are installed as well',
    layer: 'image',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.3'],
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-7'],
      'pci-dss-4': ['2.2.4'],
      soc2: ['CC6.8'],
    },
    alsoKnownAs: {
      kics: ['7384dfb2-fcd1-4fbf-91cd-6c44c318c33c'],
      trivy: ['DS-0029'],
      hadolint: ['DL3015'],
      semgrep: ['missing-no-install-recommends'],
      terrascan: ['AC_DOCKER_0014'],
      dockerfilelint: ['apt-get_recommends'],
      'docker-bench': ['check_4_3'],
    },
    why: 'The package manager adds whatever goes well with a package: documentation, daemons, whole desktops. Each of them has holes to be patched and programs to be misused.',
    remedy: 'Say that only what is needed is wanted, and name what is missed then.',
    exceptions: 'Stages that do not ship are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get update && «apt-get -y install» curl\n',
        fixed: 'FROM debian:12\nRUN apt-get update && apt-get -y install --no-install-recommends ca-certificates curl\n',
        message: 'apt-get also installs what goes well with these packages.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN [«"apt-get", "install"», "-y", "curl"]\n',
        fixed: 'FROM debian:12\nRUN ["apt-get", "install", "--no-install-recommends", "ca-certificates", "-y", "curl"]\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get update && «apt-get install» -y vim\n',
        fixed: 'FROM debian:12\nRUN apt-get update && apt-get install --no-install-recommends -y vim\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12 AS build\nRUN apt-get install -y gcc\nFROM debian:12\nRUN apt-get --no-install-recommends install curl && apt-get -o APT::Install-Recommends=0 install git && apt-get build-dep x && apt-get install --install-recommends vim\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nRUN echo \'APT::Install-Recommends "false";\' > /etc/apt/apt.conf.d/99x\nRUN apt-get install -y curl\n',
      },
    ],
  },
  mentions: ['apt', 'dnf', 'microdnf', 'zypper'],
  checks: {
    *stage(stage: Stage) {
      if (!stage.ships) return;
      let configured: boolean | undefined;
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== 'RUN') continue;
        for (const { shell, place } of instruction.commands) {
          const command = packageCommand(shell);
          const only = command?.does === 'install' && Object.hasOwn(ONLY, command.tool) ? ONLY[command.tool] : undefined;
          if (!command || !only || command.options.operands.length === 0 || isSet(command, only)) continue;
          configured ??= isConfigured(stage);
          if (configured) return;
          yield {
            at: { span: command.head, place },
            message: `${command.tool} also installs what goes well with these packages.`,
            ...(command.manager === 'apt' ? {} : { severity: 'info' as const }),
            fixes: () => {
              const added = lacksRoots(command, stage) ? ' ca-certificates' : '';
              const edits = behind(instruction, command.options.subcommandSpan!, ` ${only.option}${added}`);
              return fixWith(`Install only what is asked for${added && ', and the certificates that https needs'}`, edits);
            },
          };
        }
      }
    },
  },
});

/** Programs that only recommend what they cannot check a certificate without. */
const WITHOUT_ROOTS: ReadonlySet<string> = new Set(['curl', 'wget', 'git', 'libcurl4', 'libcurl4-openssl-dev', 'aria2']);

const lacksRoots = ({ manager, packages }: PackageCommand, { chain }: Stage): boolean =>
  manager === 'apt' &&
  packages.some(({ name }) => WITHOUT_ROOTS.has(name)) &&
  !chain.some(({ instructions }) => instructions.some(({ logical }) => logical.includes('ca-certificates')));

const isSet = ({ options }: PackageCommand, { option, set }: { readonly option: string; readonly set: RegExp }): boolean =>
  options.has(option) ||
  // Then it is wanted.
  options.has('--install-recommends') ||
  options.has('--recommends') ||
  ['--option', '--setopt'].some(name => options.values(name).some(({ value }) => value === undefined || set.test(value)));

/** Whether a file of APT's configuration says so for all of the stage. */
const isConfigured = ({ chain }: Stage): boolean =>
  chain.some(({ instructions }) =>
    instructions.some(({ writes }) => writes.some(({ text }) => /APT::Install-Recommends\s+"?(?:false|0|no)/i.test(text))),
  );
