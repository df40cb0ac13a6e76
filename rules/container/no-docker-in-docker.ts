import { imageBaseName } from '../../core/facts/image-reference.js';
import { downloadOf } from '../../core/facts/shell/tools/downloads.js';
import { toolOptions } from '../../core/facts/shell/tools/index.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { wellKnownName } from '../../core/facts/tables/image-names.js';
import { defineRule, NOTHING } from '../../core/judge/rule.js';

const MANAGERS: ReadonlySet<string | undefined> = new Set(['apt', 'apt-get', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'tdnf']);
const ENGINES: ReadonlySet<string> = new Set([
  'docker-ce',
  'docker.io',
  'moby-engine',
  'docker',
  'docker-engine',
  'containerd.io',
  'containerd',
  'k3s',
  'podman',
]);

export default defineRule({
  meta: {
    id: 'no-docker-in-docker',
    title: 'A container engine runs in a container',
    layer: 'runtime',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: null },
      compose: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'owasp-docker': ['RULE #1'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'cis-docker-1.6': ['5.5'],
    },
    alsoKnownAs: { 'docker-bench': ['check_5_5'] },
    why: 'An engine inside a container needs almost all rights over the host, so that whoever gets to it gets out of the container too. Its images and layers are looked after by nobody.',
    remedy: 'Build with a remote or rootless builder; put only the client into the image.',
    exceptions: 'Build machines that are thrown away after each job.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nRUN apt-get update && «apt-get install -y docker-ce docker-ce-cli»\n',
        message: 'This image carries a container engine: docker-ce.',
      },
      { file: 'Dockerfile', bad: 'FROM «docker:28-dind»\n', message: 'This image carries a container engine: docker:28-dind.' },
      {
        file: 'compose.yaml',
        bad: 'services:\n  engine:\n    image: «docker:28-dind»\n    privileged: true\n',
        message: 'engine runs a container engine of its own, with rights over the host.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nRUN «curl -fsSL https://get.docker.com» | sh\n' },
      {
        file: 'Dockerfile',
        good: 'FROM docker:28-dind AS build\nFROM debian:12\nRUN apt-get install -y docker-ce-cli docker-buildx-plugin\n',
      },
      { file: 'compose.yaml', good: 'services:\n  cli:\n    image: docker:28-cli\n' },
    ],
  },
  keywords: ['RUN'],
  mentions: ['docker', 'dind', 'moby-engine', 'containerd', 'k3s', 'podman'],
  checks: {
    image(image) {
      const { reference, use, units, text } = image;
      if (use !== 'base' || units.length === 0 || !reference) return NOTHING;
      if (wellKnownName(reference) !== 'docker' || !/(?:^|-)dind(?:-|$)/.test(reference.tag ?? '')) return NOTHING;
      const message = `This image carries a container engine: ${text}.`;
      return [{ at: image, message, ...(/rootless/.test(reference.tag!) ? { severity: 'info' as const } : {}) }];
    },
    *instruction({ commands, keyword, units, logical }) {
      if (keyword !== 'RUN' || units.length === 0) return;
      const isScripted = logical.includes('get.docker.com');
      for (const command of commands) {
        const engine = isScripted && isDockersScript(command.shell) ? 'docker-ce' : engineIn(command.shell);
        if (engine === undefined) continue;
        yield {
          at: command,
          message: `This image carries a container engine: ${engine}.`,
          ...(engine === 'podman' ? { severity: 'info' as const } : {}),
        };
      }
    },
    *container({ name, image, privileged, dialect }) {
      const { reference } = image ?? {};
      if (dialect !== 'compose' || !reference) return;
      const dind = wellKnownName(reference) === 'docker' && /(?:^|-)dind(?:-|$)/.test(reference.tag ?? '');
      if (!dind && !(privileged.value === true && imageBaseName(reference) === 'docker' && !/cli/.test(reference.tag ?? ''))) return;
      yield {
        at: image!,
        message: `${name} runs a container engine of its own, with rights over the host.`,
        ...(/rootless/.test(reference.tag ?? '') ? { severity: 'low' as const } : {}),
      };
    },
  },
});

/** Whether a command fetches Docker's own script, which installs the engine. */
const isDockersScript = (shell: ShellCommand): boolean =>
  downloadOf(shell)?.addresses.some(({ url }) => /^https?:\/\/get\.docker\.com\/?$/.test(url)) === true;

/** The engine that a command installs with a package manager. */
function engineIn(shell: ShellCommand): string | undefined {
  if (!MANAGERS.has(shell.name)) return undefined;
  const options = toolOptions(shell);
  if (!/^(?:install|add|in)$/.test(options?.subcommand ?? '')) return undefined;
  return options!.operands.map(({ value }) => value?.split('=')[0] ?? '').find(value => ENGINES.has(value));
}
