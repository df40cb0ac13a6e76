import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-privileged-host-port',
    title: 'A privileged port is published',
    layer: 'network',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: null },
    },
    controls: { 'cis-docker-1.6': ['5.8'], 'nist-800-53': ['SC-7', 'CM-7'], 'pci-dss-4': ['1.2.5', '2.2.4'], soc2: ['CC6.6'] },
    alsoKnownAs: { kics: ['bc2908f3-f73c-40a9-8793-c1b7d5544f79'], 'docker-bench': ['check_5_8'] },
    why: 'Ports below 1024 belong to the services of the host itself. A container that answers on one of them can be taken for such a service.',
    remedy:
      'Publish on a port above 1023, and let the program inside listen on one too: some engines let only root or NET_BIND_SERVICE use a lower one.',
    exceptions:
      'Servers whose clients expect the port, such as DNS or mail. Ports 80 and 443 of the host, and low ports inside the container, are reported in the preset `strict` only.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  ssh:\n    image: example/ssh:1.4\n    ports:\n      - «127.0.0.1:22:2222»\n',
        message: 'ssh answers on port 22 of its host, a privileged one.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    ports: [«"8080:80"»]\n',
        message: 'Port 80 inside web: some engines let only root or NET_BIND_SERVICE listen on it.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    cap_drop: [NET_BIND_SERVICE]\n    ports: ["8080:8080", "2222:22", "3000"]\n',
      },
    ],
  },
  mentions: ['ports'],
  checks: {
    *container({ name, ports, droppedCapabilities }) {
      const dropped = droppedCapabilities.value?.some(capability => /^(?:CAP_)?(?:ALL|NET_BIND_SERVICE)$/i.test(capability));
      for (const port of ports) {
        const { container, host } = port;
        if (!port.published) continue;
        if (isPrivileged(host)) {
          const web = host === 80 || host === 443;
          yield {
            at: port,
            message: `${name} answers on port ${host} of its host, a privileged one.`,
            ...(web ? { preset: 'strict' as const } : {}),
          };
        } else if (isPrivileged(container) && !dropped)
          yield {
            at: port,
            message: `Port ${container} inside ${name}: some engines let only root or NET_BIND_SERVICE listen on it.`,
            preset: 'strict',
          };
      }
    },
  },
});

const isPrivileged = (port: number | undefined): port is number => port !== undefined && port > 0 && port < 1024;
