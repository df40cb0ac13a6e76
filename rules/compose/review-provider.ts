import { textOf } from '../../core/facts/documents/yaml/values.js';
import { defineRule } from '../../core/judge/rule.js';

/** Providers that come with the engine. */
const KNOWN: ReadonlySet<string> = new Set(['model', 'sandbox']);

export default defineRule({
  meta: {
    id: 'review-provider',
    title: 'A program outside the project runs this service',
    layer: 'supply-chain',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: null },
    },
    controls: { 'nist-800-53': ['CM-7', 'SR-3'] },
    why: 'Compose starts the program that `type` names, on this machine and with your rights, with what stands under `options`. Nothing in the file says what it does.',
    remedy: 'Check where the program comes from, and that everybody who starts the project has the same one.',
    exceptions: 'Providers that your team installs and keeps up to date.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    provider:\n      type: «awesomecloud»\n',
        message: 'Compose runs the program awesomecloud on this machine for db.',
      },
      { file: 'compose.yaml', bad: 'services:\n  db:\n    provider:\n      type: «./tools/cloud»\n' },
      { file: 'compose.yaml', good: 'services:\n  ai:\n    provider:\n      type: model\n' },
    ],
  },
  mentions: ['provider'],
  checks: {
    *service(service) {
      const provider = service.get('provider')?.value;
      const node = provider?.type === 'map' ? provider.get('type')?.value : undefined;
      const type = textOf(node);
      if (!node || type === undefined || type.includes('$') || KNOWN.has(type)) return;
      yield {
        at: { span: node.useSpan, place: `${service.place}.provider.type` },
        message: `Compose runs the program ${type} on this machine for ${service.name}.`,
        ...(/[\\/]/.test(type) ? { severity: 'medium' as const } : {}),
      };
    },
  },
});
