import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-default-cgroup-parent',
    title: 'Containers are counted under another control group',
    layer: 'host',
    per: {
      daemon: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.10'],
      'nist-800-53': ['SC-6'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_10'],
    },

    why: 'Limits and accounting of the host hang on the control group. Under one of your own, containers may escape the limits that the host set for them.',
    remedy: 'Take the setting out, unless the group exists and has limits.',
    exceptions: 'A group (or systemd slice) that was made to limit all containers together.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "icc": false,\n  "cgroup-parent": «"/foobar"»\n}\n',
        fixed: '{\n  "icc": false\n}\n',
        message: 'Containers are counted under /foobar: limits of the default group do not hold there.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "cgroup-parent": «"/foobar"» }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "cgroup-parent": "" }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const setting = daemon.string('cgroup-parent');
      if (!setting.value) return;
      yield {
        at: setting,
        message: `Containers are counted under ${setting.value}: limits of the default group do not hold there.`,
        fixes: without(setting, 'Use the default control group'),
      };
    },
  },
});
