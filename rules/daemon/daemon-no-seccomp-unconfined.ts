import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-no-seccomp-unconfined',
    title: 'Containers may use every system call',
    layer: 'host',
    per: {
      daemon: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.17'],
      'owasp-docker': ['RULE #6'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_17'],
    },

    why: 'The default profile keeps containers from some forty system calls that programs do not need and break-outs do. Without it all of the kernel is open to them.',
    remedy: 'Take the setting out, so that the built-in profile holds; loosen it for single containers only.',
    exceptions: 'A profile of your own is reported as information: it takes the place of the built-in one and has to be kept in step.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "icc": false,\n  "seccomp-profile": «"unconfined"»\n}\n',
        fixed: '{\n  "icc": false\n}\n',
        message: 'Containers of this engine may use every system call of the kernel.',
      },
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "seccomp-profile": «"/etc/docker/seccomp.json"» }\n',
        message: '/etc/docker/seccomp.json takes the place of the built-in profile: keep it in step.',
      },
      { file: 'etc/docker/daemon.json', good: '{ "seccomp-profile": "builtin" }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const profile = daemon.string('seccomp-profile');
      if (!profile.value || profile.value === 'builtin') return;
      if (profile.value !== 'unconfined') {
        yield { at: profile, message: `${profile.value} takes the place of the built-in profile: keep it in step.`, severity: 'info' };
        return;
      }
      yield {
        at: profile,
        message: 'Containers of this engine may use every system call of the kernel.',
        fixes: without(profile, 'Use the built-in profile'),
      };
    },
  },
});
