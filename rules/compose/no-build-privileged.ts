import { removeItem } from '../../core/facts/documents/yaml/remove.js';
import { textOf } from '../../core/facts/documents/yaml/values.js';
import { defineRule, without } from '../../core/judge/rule.js';

const ENTITLEMENTS = {
  'security.insecure': ['high', 'may do to the host what root may'],
  'network.host': ['medium', 'sees the network of the host'],
  device: ['low', 'gets devices of the host'],
} as const;

export default defineRule({
  meta: {
    id: 'no-build-privileged',
    title: 'Build has rights over the host',
    layer: 'host',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
    },
    why: 'A build runs whatever its packages and scripts bring along. With these rights one of them is enough to take over the machine that builds.',
    remedy: 'Take the key out; do what needs the right outside the build.',
    exceptions: 'Builders that are thrown away after each build.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    build:\n      context: .\n      privileged: «true»\n',
        fixed: 'services:\n  web:\n    build:\n      context: .\n',
        message: 'The build of web is privileged: what it runs owns the machine that builds.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    build:\n      context: .\n      entitlements: [«security.insecure», «network.host»]\n',
        message: 'The build of web may do to the host what root may.',
      },
      { file: 'compose.yaml', good: 'services:\n  web:\n    build:\n      context: .\n      privileged: false\n      entitlements: []\n' },
    ],
  },
  mentions: ['privileged', 'entitlements'],
  checks: {
    *service(service) {
      const privileged = service.flag('build', 'privileged');
      if (privileged.value === true)
        yield {
          at: privileged,
          message: `The build of ${service.name} is privileged: what it runs owns the machine that builds.`,
          fixes: without(privileged, 'Build without privileged'),
        };
      const build = service.get('build')?.value;
      const list = build?.type === 'map' ? build.get('entitlements')?.value : undefined;
      if (list?.type !== 'seq') return;
      for (const [index, item] of list.items().entries()) {
        const name = textOf(item)?.split('=')[0];
        if (!item || name === undefined || !Object.hasOwn(ENTITLEMENTS, name)) continue;
        const [severity, effect] = ENTITLEMENTS[name as keyof typeof ENTITLEMENTS];
        yield {
          at: { span: item.useSpan, place: `${service.place}.build.entitlements.${name}` },
          message: `The build of ${service.name} ${effect}.`,
          severity,
          fixes: without({ remove: () => removeItem(list, index) }, `Build without ${name}`),
        };
      }
    },
  },
});
