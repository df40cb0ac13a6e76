import { hooksOf } from '../../core/facts/documents/compose/hooks.js';
import { removeEntry } from '../../core/facts/documents/yaml/remove.js';
import { booleanOf, textOf } from '../../core/facts/documents/yaml/values.js';
import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-privileged-hooks',
    title: 'A hook runs with more rights than its service',
    layer: 'runtime',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.23', '5.24'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: { 'docker-bench': ['check_5_23', 'check_5_24'] },
    why: 'The hook runs inside the container, as root or with all rights over the host, whatever user the service has. What the service may write, such as the script of the hook, then runs with those rights.',
    remedy: 'Run the hook as the user of the service; prepare files when the image is built or in a service of its own.',
    exceptions: 'Hooks that only change the owner of a volume, with a command that the service cannot change.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    user: "1000"\n    post_start:\n      - command: chown -R 1000 /data\n        user: «root»\n      - command: ./tune\n        privileged: «true»\n',
        fixed:
          'services:\n  web:\n    image: example/web:1.4\n    user: "1000"\n    post_start:\n      - command: chown -R 1000 /data\n      - command: ./tune\n        privileged: true\n',
        message: 'A hook of web runs as root.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    pre_stop:\n      - command: ./flush\n        user: app\n',
      },
    ],
  },
  mentions: ['post_start', 'pre_stop', 'pre_start', 'develop'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const { key, map } of hooksOf(service)) {
        for (const [name, grave] of [
          ['privileged', true],
          ['user', false],
        ] as const) {
          const entry = map.get(name);
          const holds = grave ? booleanOf(entry?.value) === true : /^(?:root|0+)(?::|$)/.test(textOf(entry?.value) ?? '');
          if (!entry?.value || !holds) continue;
          yield {
            at: { span: entry.value.useSpan, place: `${service.place}.${key}.${name}` },
            message: grave
              ? `A hook of ${service.name} is privileged: what it runs owns the host.`
              : `A hook of ${service.name} runs as root.`,
            ...(grave ? {} : { severity: 'medium' as const }),
            fixes: without({ remove: () => removeEntry(entry) }, 'Run the hook with the rights of its service'),
          };
        }
      }
    },
  },
});
