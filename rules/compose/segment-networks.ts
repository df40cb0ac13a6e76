import { containerOf } from '../../core/facts/documents/compose/container.js';
import { servicesOf } from '../../core/facts/documents/compose.js';
import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';
import { roleOf } from './_roles.js';

export default defineRule({
  meta: {
    id: 'segment-networks',
    title: 'All services share one network',
    layer: 'network',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['5.30'],
      'owasp-docker': ['RULE #5'],
      'nist-800-190': ['4.3.3', '4.4.2'],
      'pci-dss-4': ['1.4.4', '1.2.5', '2.2.4'],
      'nist-800-53': ['SC-7', 'CM-7'],
      soc2: ['CC6.6'],
    },
    alsoKnownAs: { kics: ['ce14a68b-1668-41a0-ab7d-facd9f784742'], 'docker-bench': ['check_5_30'] },
    why: 'The service that faces the outside reaches the database directly. With networks of their own, whoever breaks into the first has to get past the one in between.',
    remedy:
      'Make one network for what is published and one for what stores data, with `internal: true`, and put only the services in between into both.',
    exceptions:
      'Development, and applications of one or two services. Single services that name no network are reported in the preset `strict` only.',
    examples: [
      {
        file: 'compose.yaml',
        bad: '«services»:\n  web:\n    image: nginx:1.29\n    ports: ["80:80"]\n    networks: [all]\n  app:\n    image: example/app:1.4\n    networks: [all]\n  db:\n    image: postgres:17.2\n    networks: [all]\n',
        message: 'web faces the outside and shares a network with db.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: nginx:1.29\n    ports: ["80:80"]\n    networks: [front]\n  app:\n    image: example/app:1.4\n    networks: [front, back]\n  db:\n    image: postgres:17.2\n    networks: [back]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: nginx:1.29\n    networks: [front]\n  «db»:\n    image: postgres:17.2\n',
        message: 'db names no network: every service that names none reaches it.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  job:\n    image: example/job:1.4\n    network_mode: none\n  db:\n    image: postgres:17.2\n    networks: [back]\n',
      },
    ],
  },
  checks: {
    *service(service) {
      if (service.provided || service.partial || service.get('networks') || !isAbsent(service.networkMode)) return;
      if (service.project.section('networks').some(networks => networks.get('default'))) return;
      yield {
        at: { span: service.span, place: `${service.place}.networks` },
        message: `${service.name} names no network: every service that names none reaches it.`,
        severity: 'info',
        preset: 'strict',
      };
    },
    *compose(document, { workspace }) {
      const services = servicesOf(document, workspace).filter(service => !service.provided);
      if (document.override || services.length < 3 || services.some(service => service.partial)) return;
      const containers = services.flatMap(service => {
        const container = containerOf(service);
        return container ? [{ container, networks: service.networks }] : [];
      });
      const [only] = containers[0]?.networks ?? [];
      if (only === undefined || containers.some(({ networks }) => networks.length !== 1 || networks[0] !== only)) return;
      const store = containers.find(({ container: { image } }) => {
        const role = roleOf(image);
        return role === 'data-store' || role === 'broker';
      });
      const entrance = containers.find(one => one !== store && one.container.ports.some(port => port.published));
      if (!store || !entrance) return;
      yield {
        at: { span: document.span, place: 'services' },
        message: `${entrance.container.name} faces the outside and shares a network with ${store.container.name}.`,
      };
    },
  },
});
