import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-authorization-plugin',
    title: 'Whoever may call the engine may do everything',
    layer: 'access',
    per: {
      daemon: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.12'],
      'nist-800-190': ['4.3.1', '4.5.4'],
      'nist-800-53': ['AC-3', 'AC-6'],
      'pci-dss-4': ['7.2.1'],
      soc2: ['CC6.1', 'CC6.3'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_12'],
    },

    why: 'The engine knows one right only: all or nothing. A plugin decides by caller and request.',
    remedy: 'Install an authorization plugin and name it in `authorization-plugins`.',
    exceptions: 'Hosts on which only root and one service reach the socket.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '«{»\n  "icc": false\n}\n',
        fixed: '{\n  "icc": false,\n  "authorization-plugins": ["opa-docker-authz"]\n}\n',
        message: 'Whoever may call this engine may do everything with it.',
      },
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "authorization-plugins": «[]» }\n',
        fixed: '{ "authorization-plugins": ["opa-docker-authz"] }\n',
      },
      { file: 'etc/docker/daemon.json', good: '{ "authorization-plugins": ["my-authz"] }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const plugins = daemon.strings('authorization-plugins');
      if (plugins.value?.length !== 0 && !isAbsent(plugins)) return;
      yield {
        at: plugins,
        message: 'Whoever may call this engine may do everything with it.',
        fixes: [
          {
            title: 'Ask a plugin about each request ...',
            safety: 'review',
            needs: 'input',
            async edits({ ask }) {
              const plugin = await ask({ prompt: 'Which authorization plugin is installed?', placeholder: 'opa-docker-authz' });
              return plugin === null ? null : plugins.set([plugin]);
            },
          },
        ],
      };
    },
  },
});
