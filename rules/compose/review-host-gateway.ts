import { namedItemsOf } from '../../core/facts/documents/compose/items.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'review-host-gateway',
    title: 'Service can reach services of the host',
    layer: 'network',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: null },
    },
    controls: { 'nist-800-190': ['4.4.2'], 'nist-800-53': ['SC-7'] },
    why: 'Through this name the container reaches programs of the host that listen for local clients only by habit: databases, debuggers, administration.',
    remedy: 'Check what the host offers on that address; run what the service needs in the project instead.',
    exceptions: 'Development, when a part of the application runs outside.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    extra_hosts:\n      - «host.docker.internal:host-gateway»\n',
        message: 'web reaches services of its host as host.docker.internal.',
      },
      { file: 'compose.yaml', bad: 'services:\n  web:\n    image: example/web:1.4\n    extra_hosts:\n      outside: «host-gateway»\n' },
      { file: 'compose.yaml', good: 'services:\n  web:\n    image: example/web:1.4\n    extra_hosts: ["db=10.1.2.3"]\n' },
    ],
  },
  mentions: ['extra_hosts'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const item of namedItemsOf(service, 'extra_hosts', /[:=]/)) {
        if (item.value === 'host-gateway') yield { at: item, message: `${service.name} reaches services of its host as ${item.name}.` };
      }
    },
  },
});
