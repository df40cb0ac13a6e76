import { defineRule, type Finding } from '../../core/judge/rule.js';

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
    *command({ shell, span, place, phase }): Iterable<Finding> {
      const sudo = isSudo(shell) ? shell : shell.wrappers.find(isSudo);
      if (!sudo) return;
      // Only the plain form can go: with options it changes the user or the environment.
      const [program] = shell.words;
      const plain = sudo !== shell && phase === 'build' && sudo.words.length === 1 && program !== undefined;
      yield {
        at: { span, place },
        message:
          phase === 'build'
            ? `${sudo.name} has no place in a build: RUN is root already, and the image keeps it for intruders.`
            : `${sudo.name} at run time means that the container can become root.`,
        fixes: plain
          ? [
              {
                title: `Run it without ${sudo.name}`,
                safety: 'review',
                edits: () => [{ span: { start: sudo.span.start, end: program.span.start }, text: '' }],
              },
            ]
          : [],
      };
    },
  },
});

const isSudo = ({ name }: { readonly name: string | undefined }): boolean => name === 'sudo' || name === 'doas';
