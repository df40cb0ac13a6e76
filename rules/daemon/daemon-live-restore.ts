import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

/** Keys that mean something on a node of a swarm only. */
const SWARM = ['swarm-default-advertise-addr', 'node-generic-resources'];

export default defineRule({
  meta: {
    id: 'daemon-live-restore',
    title: 'Containers stop whenever the engine does',
    layer: 'operations',
    per: {
      daemon: { severity: 'low', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.15'],
      'nist-800-53': ['SI-2', 'CP-10'],
      soc2: ['A1.1'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_15'],
    },

    why: 'An engine that takes everything down when it restarts is an engine that is not updated. So it keeps its holes.',
    remedy: 'Set `"live-restore": true`: containers go on while the engine is replaced.',
    exceptions: 'Swarm nodes, where it cannot be used, are not reported where the file shows that they are.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '«{»\n  "icc": false\n}\n',
        fixed: '{\n  "icc": false,\n  "live-restore": true\n}\n',
        message: 'Updating this engine stops all its containers.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "live-restore": «false» }\n', fixed: '{ "live-restore": true }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "live-restore": true }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "icc": false, "swarm-default-advertise-addr": "10.0.0.5" }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const setting = daemon.boolean('live-restore');
      if ((setting.value !== false && !isAbsent(setting)) || SWARM.some(key => daemon.root?.get(key))) return;
      yield {
        at: setting,
        message: 'Updating this engine stops all its containers.',
        fixes: setTo(setting, true, 'Let containers go on while the engine restarts'),
      };
    },
  },
});
