import { containerOf } from '../../core/facts/documents/compose/container.js';
import { servicesOf } from '../../core/facts/documents/compose.js';
import { setAt } from '../../core/facts/documents/yaml/edit.js';
import { booleanOf, textOf } from '../../core/facts/documents/yaml/values.js';
import { defineRule } from '../../core/judge/rule.js';
import { roleOf } from './_roles.js';

export default defineRule({
  meta: {
    id: 'backend-network-internal',
    title: 'Network of a data store leads outside',
    layer: 'network',
    per: {
      compose: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: { 'owasp-docker': ['RULE #5'], 'nist-800-190': ['4.4.2'], 'nist-800-53': ['SC-7'] },
    why: 'A data store has nobody to call outside. If it can, whoever breaks into it can send the data away and fetch tools.',
    remedy: 'Set `internal: true` on the network; services that have to go outside join another one besides.',
    exceptions: 'Stores that replicate to other sites or fetch extensions.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  app:\n    image: example/app:1.4\n    networks: [front, back]\n  db:\n    image: postgres:17.2\n    networks: [back]\nnetworks:\n  front: {}\n  «back»:\n    driver: bridge\n',
        fixed:
          'services:\n  app:\n    image: example/app:1.4\n    networks: [front, back]\n  db:\n    image: postgres:17.2\n    networks: [back]\nnetworks:\n  front: {}\n  back:\n    driver: bridge\n    internal: true\n',
        message: 'db can connect to the outside through back.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  db:\n    image: postgres:17.2\n    networks: [back, own]\n    ports: ["${DB}:5432"]\n  db2:\n    image: postgres:17.2\n    networks: [in]\nnetworks:\n  back: {}\n  own: { external: true }\n  in: { internal: true }\n',
      },
    ],
  },
  mentions: ['networks'],
  checks: {
    *compose(document, { workspace }) {
      const networks = document.root?.get('networks')?.value;
      if (networks?.type !== 'map' || document.override) return;
      const services = servicesOf(document, workspace).filter(service => !service.provided);
      if (services.some(service => service.partial)) return;
      for (const entry of networks.entries()) {
        const { key, keySpan, value } = entry;
        const options = value?.type === 'map' ? value : undefined;
        if (
          options?.get('external') ||
          booleanOf(options?.get('internal')?.value) === true ||
          textOf(options?.get('internal')?.value)?.includes('$')
        )
          continue;
        const members = services.filter(service => service.networks.includes(key)).flatMap(service => containerOf(service) ?? []);
        if (members.some(({ ports }) => ports.some(port => port.published))) continue;
        const store = members.find(({ image }) => roleOf(image) === 'data-store');
        if (!store) continue;
        const edits = () => (options ? setAt(options, ['internal'], true) : setAt(networks, [key, 'internal'], true));
        yield {
          at: { span: keySpan, place: `networks.${key}` },
          message: `${store.name} can connect to the outside through ${key}.`,
          fixes: edits() ? [{ title: `Close ${key} to the outside`, safety: 'review', edits }] : [],
        };
      }
    },
  },
});
