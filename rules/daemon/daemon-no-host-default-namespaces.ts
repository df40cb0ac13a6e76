import { defineRule, setTo } from '../../core/judge/rule.js';

const SHARED = {
  'default-cgroupns-mode': ['host', 'Containers see the control groups of the host unless each forbids it.'],
  'default-ipc-mode': ['shareable', 'Other containers may be attached to the shared memory of any container.'],
} as const;

export default defineRule({
  meta: {
    id: 'daemon-no-host-default-namespaces',
    title: 'Containers share namespaces by default',
    layer: 'host',
    per: {
      daemon: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.17', '5.25'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_5_17', 'check_5_25'],
    },

    why: 'Each namespace is a wall. With the control groups of the host a container sees how all the others are arranged; with shareable memory any other container may be attached to its own.',
    remedy: 'Set both to `private`; single containers can ask for more.',
    exceptions: 'Hosts with control groups of version 1, whose agents count on the old default.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "default-cgroupns-mode": «"host"»,\n  "default-ipc-mode": «"shareable"»\n}\n',
        fixed: '{\n  "default-cgroupns-mode": "private",\n  "default-ipc-mode": "shareable"\n}\n',
        message: 'Containers see the control groups of the host unless each forbids it.',
      },
      { file: 'etc/docker/daemon.json', good: '{ "default-cgroupns-mode": "private", "default-ipc-mode": "private" }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "icc": false }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      for (const [key, [shared, message]] of Object.entries(SHARED)) {
        const mode = daemon.string(key);
        if (mode.value === shared) yield { at: mode, message, fixes: setTo(mode, 'private', `Set ${key} to private`) };
      }
    },
  },
});
