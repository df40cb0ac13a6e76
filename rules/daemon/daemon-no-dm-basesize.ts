import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-no-dm-basesize',
    title: 'The size of container file systems is changed for good',
    layer: 'host',
    per: {
      daemon: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.11'],
      'nist-800-53': ['CM-6'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_11'],
    },

    why: 'The size can be raised later and never lowered. A large one lets a single container fill the disk of all.',
    remedy: 'Take the option out; better still, leave `devicemapper` for `overlay2`.',
    exceptions: 'Hosts that need larger file systems and watch their disks.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "icc": false,\n  "storage-opts": [«"dm.basesize=50G"», "dm.fs=xfs"]\n}\n',
        fixed: '{\n  "icc": false,\n  "storage-opts": ["dm.fs=xfs"]\n}\n',
        message: 'dm.basesize sets how much disk each container may fill.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "icc": false, "storage-opts": [«"dm.basesize=50G"»] }\n', fixed: '{ "icc": false }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "storage-opts": ["overlay2.size=10G"] }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      for (const item of daemon.items('storage-opts')) {
        if (!/^dm\.basesize\b/i.test(item.value)) continue;
        yield {
          at: item,
          message: 'dm.basesize sets how much disk each container may fill.',
          fixes: without(item, 'Take dm.basesize out'),
        };
      }
    },
  },
});
