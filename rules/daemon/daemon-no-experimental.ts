import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-no-experimental',
    title: 'Unfinished features are on',
    layer: 'operations',
    per: {
      daemon: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.18'],
      'nist-800-53': ['CM-7'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_18'],
    },

    why: 'Features on trial change without notice and have not been looked over like the others.',
    remedy: 'Take the setting out. Current engines have hardly anything left behind it.',
    exceptions: 'Hosts for trying out, without data that matters.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "experimental": «true»,\n  "icc": false\n}\n',
        fixed: '{\n  "icc": false\n}\n',
        message: 'Unfinished features are on; current engines hardly have any left behind this switch.',
      },
      { file: 'etc/docker/daemon.json', good: '{ "experimental": false }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const setting = daemon.boolean('experimental');
      if (setting.value !== true) return;
      yield {
        at: setting,
        message: 'Unfinished features are on; current engines hardly have any left behind this switch.',
        fixes: without(setting, 'Turn unfinished features off'),
      };
    },
  },
});
