import { defineRule } from '../../core/judge/rule.js';

const SHARED: Readonly<Record<string, string>> = { pid: 'processes', ipc: 'shared memory', network_mode: 'network' };
/** Through these the others go on purpose. */
const TUNNEL = /vpn|gluetun|wireguard|tailscale|openvpn|tor\b/i;

export default defineRule({
  meta: {
    id: 'review-namespace-sharing',
    title: 'Service shares a namespace with another container',
    layer: 'runtime',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: null },
    },
    controls: { 'nist-800-190': ['4.3.3'], 'nist-800-53': ['SC-39'] },
    why: 'Both then stand in one room: each reaches the local ports, processes or memory of the other, and the weaker one decides how safe both are.',
    remedy: 'Check that the two trust each other, and that the project itself starts the other one.',
    exceptions: 'Sidecars, and services that go out through a VPN container.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  spy:\n    image: example/spy:1.4\n    pid: «service:web»\n    network_mode: «container:web-1»\n  web:\n    image: example/web:1.4\n',
        message: 'spy shares the processes of web: each can act on the other.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: example/db:1.4\n    ipc: «shareable»\n',
        message: 'Other containers may join the IPC namespace of db.',
      },
      { file: 'compose.yaml', good: 'services:\n  spy:\n    image: example/spy:1.4\n    network_mode: none\n    ipc: private\n' },
    ],
  },
  mentions: ['ipc', 'pid', 'network_mode'],
  checks: {
    *service(service) {
      if (service.provided) return;
      const ipc = service.text('ipc');
      if (ipc.value?.toLowerCase() === 'shareable')
        yield { at: ipc, message: `Other containers may join the IPC namespace of ${service.name}.` };
      for (const [key, what] of Object.entries(SHARED)) {
        const setting = service.text(key);
        const match = /^(service|container):(.+)$/.exec(setting.value ?? '');
        if (!match) continue;
        const [, kind, other] = match;
        const tunnel = key === 'network_mode' && TUNNEL.test(other!);
        yield {
          at: setting,
          message: `${service.name} shares the ${what} of ${other}: each can act on the other.`,
          ...(tunnel ? { severity: 'info' as const } : kind === 'container' ? { severity: 'medium' as const } : {}),
        };
      }
    },
  },
});
