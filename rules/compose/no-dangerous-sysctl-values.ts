import { containerOf } from '../../core/facts/documents/compose/container.js';
import { namedItemsOf } from '../../core/facts/documents/compose/items.js';
import { dangerousSysctl, isNamespacedSysctl, normalizeSysctl } from '../../core/facts/tables/sysctls.js';
import { defineRule, without } from '../../core/judge/rule.js';
import { isRouter } from '../container/_routers.js';

export default defineRule({
  meta: {
    id: 'no-dangerous-sysctl-values',
    title: 'A kernel setting weakens the network of the service',
    layer: 'runtime',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: { 'nist-800-190': ['4.4.3'], 'nist-800-53': ['CM-6', 'SC-7'] },
    why: 'The setting lets the container be used as a router or be misled by forged packets. Settings outside its namespaces would change the whole host, so that engines refuse to start it.',
    remedy: 'Take the entry out.',
    exceptions: 'VPN and router containers, which have to forward packets.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    sysctls:\n      net.core.somaxconn: 1024\n      net.ipv4.conf.all.accept_redirects: «1»\n      vm.swappiness: «10»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    sysctls:\n      net.core.somaxconn: 1024\n      vm.swappiness: 10\n',
        message: 'With net.ipv4.conf.all.accept_redirects=1 web lets others change its routes.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    network_mode: host\n    sysctls:\n      - «net.core.somaxconn=1024»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    network_mode: host\n',
        message: "net.core.somaxconn is the network's, which web shares with its host: engines refuse to start it so.",
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  app:\n    image: ghcr.io/wg-easy/wg-easy:${WG_VERSION}\n    sysctls:\n      - «net.ipv4.ip_forward=1»\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    sysctls:\n      - net.ipv4.ip_unprivileged_port_start=0\n      - net.ipv4.ip_forward=0\n',
      },
    ],
  },
  mentions: ['sysctls'],
  checks: {
    *service(service) {
      if (service.provided) return;
      const routes = isRouter(service.name, containerOf(service)?.image);
      const ofHost = service.networkMode.value?.toLowerCase() === 'host';
      for (const item of namedItemsOf(service, 'sysctls')) {
        const name = normalizeSysctl(item.name);
        const effect = item.value === undefined ? undefined : dangerousSysctl(name, item.value);
        // With the host's network there is none of its own to set them for.
        const hosted = ofHost && name.startsWith('net.');
        const refused = hosted || !isNamespacedSysctl(name);
        if (!effect && !refused) continue;
        const forwards = /forward/.test(name) && routes;
        yield {
          at: item,
          message: effect
            ? `With ${name}=${item.value} ${service.name} ${effect}.`
            : hosted
              ? `${name} is the network's, which ${service.name} shares with its host: engines refuse to start it so.`
              : `${name} would change the whole host: engines refuse to start ${service.name} with it.`,
          ...(refused && !effect ? { severity: 'low' as const } : forwards ? { severity: 'info' as const } : {}),
          fixes: forwards && !refused ? [] : without(item, `Leave ${name} as the engine sets it`),
        };
      }
    },
  },
});
