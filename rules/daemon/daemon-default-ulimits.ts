import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-default-ulimits',
    title: 'Containers have no default limits on files and processes',
    layer: 'host',
    per: {
      daemon: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.8'],
      'owasp-docker': ['RULE #7'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['SC-5', 'SC-6'],
      soc2: ['A1.1'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_8'],
    },

    why: 'A container that names no limits gets those of the engine, which are none. One that leaks files or forks without end then takes its neighbours along.',
    remedy: 'Set `default-ulimits`; containers that need more can ask for it.',
    exceptions: 'Hosts whose service manager limits the engine and what it starts.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '«{»\n  "icc": false\n}\n',
        fixed: '{\n  "icc": false,\n  "default-ulimits": {"nofile":{"Name":"nofile","Soft":4096,"Hard":4096}}\n}\n',
        message: 'Containers may open as many files as they like.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "default-ulimits": «{}» }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "default-ulimits": { "nproc": { "Name": "nproc", "Soft": 512, "Hard": 512 } } }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const limits = daemon.setting(
        ['default-ulimits'],
        node => (node.type === 'map' ? node.entries().length : undefined),
        () => ({}),
      );
      if (limits.value !== 0 && !isAbsent(limits)) return;
      const changesFor = (limit: number) => [[['default-ulimits', 'nofile'], { Name: 'nofile', Soft: limit, Hard: limit }] as const];
      if (!daemon.setAll(changesFor(0))) return;
      yield {
        at: limits,
        message: 'Containers may open as many files as they like.',
        fixes: [
          {
            title: 'Limit the open files of containers ...',
            safety: 'review',
            needs: 'input',
            async edits({ ask }) {
              const limit = Number(await ask({ prompt: 'How many files may a container have open?', placeholder: '4096' }));
              return Number.isInteger(limit) && limit > 0 ? daemon.setAll(changesFor(limit)) : null;
            },
          },
        ],
      };
    },
  },
});
