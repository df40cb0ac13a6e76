import { itemsOf } from '../../core/facts/documents/compose/items.js';
import { mountsOf } from '../../core/facts/documents/compose/mounts.js';
import type { ComposeService } from '../../core/facts/documents/compose/service.js';
import { sensitiveHostPath } from '../../core/facts/tables/mounts.js';
import { runtimeSocket } from '../../core/facts/tables/runtime-sockets.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-volumes-from',
    title: 'Service takes over all mounts of another',
    layer: 'runtime',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: null },
    },
    controls: { 'nist-800-190': ['4.4.3'], 'nist-800-53': ['AC-4', 'AC-6'] },
    alsoKnownAs: { kics: ['8c978947-0ff6-485c-b0c2-0bfca6026466'] },
    why: 'Whatever the other service mounts, now or later, this one gets too: data, sockets and keys that it has no use for.',
    remedy: 'List the volumes that the service needs, read-only where it only reads.',
    exceptions: 'Backup jobs that have to see all data of a service; take them over with `:ro`.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  log:\n    image: example/log:1.4\n    volumes_from:\n      - «web»\n      - «container:old:ro»\n  web:\n    image: example/web:1.4\n',
        message: 'log gets everything that web mounts, and may write to it.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  log:\n    image: example/log:1.4\n    volumes_from: [«agent:ro»]\n  agent:\n    image: example/agent:1.4\n    volumes: ["/var/run/docker.sock:/docker.sock"]\n',
        message: 'log gets everything that agent mounts, /var/run/docker.sock of the host too.',
      },
      { file: 'compose.yaml', good: 'services:\n  log:\n    image: example/log:1.4\n    volumes: ["web:/web:ro"]\n' },
    ],
  },
  mentions: ['volumes_from'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const item of itemsOf(service, 'volumes_from')) {
        const match = /^(container:)?([^:]+)(?::(ro|rw))?$/.exec(item.text ?? '');
        if (!match) continue;
        const [, container, other, mode] = match;
        const reads = mode === 'ro';
        const grave = container ? undefined : graveMount(service.project.service(other!));
        yield {
          at: item,
          message: `${service.name} gets everything that ${other} mounts${grave ? `, ${grave} of the host too` : reads ? '' : ', and may write to it'}.`,
          ...(grave ? { severity: 'medium' as const } : reads && !container ? { severity: 'info' as const } : {}),
        };
      }
    },
  },
});

/** What the service mounts that is worse to pass on than to have: the engine's socket, or a system path of the host. */
const graveMount = (service: ComposeService | undefined): string | undefined =>
  (service ? mountsOf(service) : []).find(({ type, source = '', readOnly, target }) => {
    if (type !== 'bind') return false;
    const risk = sensitiveHostPath(source, readOnly.value === true, target)?.risk;
    return runtimeSocket(source) !== undefined || risk === 'critical' || risk === 'high';
  })?.source;
