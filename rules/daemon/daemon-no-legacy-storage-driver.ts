import { defineRule, setTo } from '../../core/judge/rule.js';

const ABANDONED = new Set(['aufs', 'devicemapper', 'overlay']);

export default defineRule({
  meta: {
    id: 'daemon-no-legacy-storage-driver',
    title: 'An abandoned storage driver holds the images',
    layer: 'host',
    per: {
      daemon: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.6'],
      'nist-800-190': ['4.5.3'],
      'nist-800-53': ['SI-2', 'SA-22'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_6'],
    },

    why: 'Its code gets no repairs any more, and current engines refuse to start with it. It is what keeps the files of containers apart.',
    remedy: 'Use `overlay2`, or the containerd image store. Images and containers of the old driver have to be made anew.',
    exceptions: 'None; `vfs`, which works anywhere and wastes space, is reported as low.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "icc": false,\n  "storage-driver": «"devicemapper"»\n}\n',
        fixed: '{\n  "icc": false,\n  "storage-driver": "overlay2"\n}\n',
        message: 'The storage driver devicemapper gets no repairs any more.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "storage-driver": «"vfs"» }\n', fixed: '{ "storage-driver": "overlay2" }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "storage-driver": "overlay2" }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "storage-driver": "btrfs" }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const driver = daemon.string('storage-driver');
      const wasteful = driver.value === 'vfs';
      if (driver.value === undefined || !(wasteful || ABANDONED.has(driver.value))) return;
      // Options belong to their driver: another one would not start with them.
      const bound = daemon.items('storage-opts').length > 0;
      yield {
        at: driver,
        message: wasteful
          ? 'The storage driver vfs copies every layer: one image can fill the disk.'
          : `The storage driver ${driver.value} gets no repairs any more.`,
        ...(wasteful ? { severity: 'low' as const } : {}),
        fixes: bound ? [] : setTo(driver, 'overlay2', 'Use overlay2; images and containers have to be made anew'),
      };
    },
  },
});
