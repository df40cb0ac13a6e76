import { defineRule } from '../../core/judge/rule.js';

/** Source: the stack deploy documentation: keys that a stack leaves out. */
const IGNORED = ['security_opt', 'privileged', 'devices', 'cgroup_parent', 'userns_mode', 'tmpfs', 'network_mode', 'restart', 'build'];

export default defineRule({
  meta: {
    id: 'no-swarm-ignored-hardening',
    title: 'A stack leaves this key out',
    layer: 'runtime',
    per: {
      compose: { severity: 'low', preset: 'strict', fix: null },
    },
    controls: { 'nist-800-53': ['CM-6'] },
    why: 'A swarm takes only a part of what Compose knows. Hardening that is written here, but not in force, is worse than none: everybody believes in it.',
    remedy: 'Set it where a swarm reads it (`deploy`, the engine of each node), or start the file with Compose.',
    exceptions: 'Files that are only ever started with `docker compose up`.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    «security_opt»: ["no-new-privileges:true"]\n    deploy:\n      replicas: 2\n      placement: { constraints: [node.role == worker] }\n',
        message: 'When this file is deployed as a stack, security_opt of web has no effect.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    security_opt: ["no-new-privileges:true"]\n    deploy: { resources: { limits: { memory: 1g } } }\n',
      },
    ],
  },
  mentions: ['deploy'],
  checks: {
    *service(service) {
      const deploy = service.get('deploy')?.value;
      // Compose itself honours `replicas`: they tell nothing of a swarm.
      if (service.provided || deploy?.type !== 'map' || !['placement', 'mode', 'update_config'].some(key => deploy.get(key))) return;
      for (const key of IGNORED) {
        const entry = service.map.get(key);
        if (!entry) continue;
        yield {
          at: { span: entry.keySpan, place: `${service.place}.${key}` },
          message: `When this file is deployed as a stack, ${key} of ${service.name} has no effect.`,
        };
      }
    },
  },
});
