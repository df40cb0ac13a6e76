import { itemsOf } from '../../core/facts/documents/compose/items.js';
import { defineRule, without } from '../../core/judge/rule.js';

const GROUPS: ReadonlySet<string> = new Set(['0', 'root', 'docker', 'disk', 'shadow', 'sudo', 'wheel', 'kmem', 'lxd', 'kvm']);

export default defineRule({
  meta: {
    id: 'no-privileged-groups',
    title: 'Service joins a group with power over the host',
    layer: 'access',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'owasp-docker': ['RULE #1', 'RULE #2'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
    },
    why: 'Files and sockets that are mounted from the host are opened to this group: the engine, disks, password hashes. Membership is as good as being root there.',
    remedy: 'Take the group out; make a group for the one file that the service shares.',
    exceptions: 'Group 0 in images that are built to run under any user id and keep their files for that group.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  ci:\n    image: example/ci:1.4\n    group_add:\n      - video\n      - «docker»\n',
        fixed: 'services:\n  ci:\n    image: example/ci:1.4\n    group_add:\n      - video\n',
        message: 'ci joins the group docker, which has power over the host.',
      },
      { file: 'compose.yaml', bad: 'services:\n  ci:\n    image: example/ci:1.4\n    group_add: [«"${DOCKER_GID}"», render]\n' },
      { file: 'compose.yaml', good: 'services:\n  tv:\n    image: example/tv:1.4\n    group_add: [video, "1000", "${GID}"]\n' },
    ],
  },
  mentions: ['group_add'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const item of itemsOf(service, 'group_add')) {
        const written = item.node.type === 'scalar' ? item.node.text : '';
        const name = /^\$\{?DOCKER_G(?:ROUP_)?ID\b/i.test(written) ? 'docker' : item.text;
        if (name === undefined || !GROUPS.has(name)) continue;
        yield {
          at: item,
          message: `${service.name} joins the group ${name}, which has power over the host.`,
          ...(name === 'kvm' ? { severity: 'info' as const } : {}),
          fixes: without(item, `Take ${service.name} out of the group ${name}`),
        };
      }
    },
  },
});
