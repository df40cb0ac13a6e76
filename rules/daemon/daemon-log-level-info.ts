import { defineRule, setTo } from '../../core/judge/rule.js';

const LEVELS: Readonly<Record<string, string>> = {
  trace: 'The engine logs requests in full, with whatever secrets they carry.',
  debug: 'The engine logs requests in full, with whatever secrets they carry.',
  warn: 'The engine logs warnings only: what it was asked to do leaves no trace.',
  error: 'The engine logs errors only: what it was asked to do leaves no trace.',
  fatal: 'The engine logs fatal errors only: what it was asked to do leaves no trace.',
  panic: 'The engine logs its own end only: what it was asked to do leaves no trace.',
};

export default defineRule({
  meta: {
    id: 'daemon-log-level-info',
    title: 'The engine logs too little or too much',
    layer: 'operations',
    per: {
      daemon: { severity: 'low', preset: 'recommended', fix: 'safe' },
    },
    controls: {
      'cis-docker-1.6': ['2.3'],
      'owasp-docker': ['RULE #10'],
      'nist-800-53': ['AU-2', 'AU-9', 'AU-12'],
      'pci-dss-4': ['10.2.1'],
      soc2: ['CC7.2'],
      hipaa: ['164.312(b)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_3'],
    },

    why: 'Above `info` the log lacks the events that tell afterwards what happened. At `debug` it holds requests in full, environment included, and whoever reads the log reads those too.',
    remedy: 'Leave the level at `info` and `debug` off; turn them up only while looking for a fault.',
    exceptions: 'A host on which a fault is being looked for.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "icc": false,\n  "log-level": «"error"»\n}\n',
        fixed: '{\n  "icc": false,\n  "log-level": "info"\n}\n',
        message: 'The engine logs errors only: what it was asked to do leaves no trace.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "debug": «true» }\n', fixed: '{ "debug": false }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "log-level": "info", "debug": false }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "icc": false }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const level = daemon.string('log-level');
      const message = level.value !== undefined && Object.hasOwn(LEVELS, level.value) ? LEVELS[level.value] : undefined;
      if (message) yield { at: level, message, fixes: setTo(level, 'info', 'Log at level info', 'safe') };

      const debug = daemon.boolean('debug');
      if (debug.value === true) yield { at: debug, message: LEVELS.debug!, fixes: setTo(debug, false, 'Turn debug off', 'safe') };
    },
  },
});
