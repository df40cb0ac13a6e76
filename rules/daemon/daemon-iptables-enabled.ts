import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-iptables-enabled',
    title: 'The engine may not write firewall rules',
    layer: 'network',
    per: {
      daemon: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.4'],
      'nist-800-53': ['SC-7', 'CM-7'],
      'pci-dss-4': ['1.2.5', '2.2.4'],
      soc2: ['CC6.6'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_4'],
    },

    why: 'The rules of the engine keep containers of different networks apart and unpublished ports closed. Without them that holds only as far as somebody keeps rules of his own in step.',
    remedy: 'Leave it to the engine; put your own rules into the chain `DOCKER-USER`.',
    exceptions: 'Hosts whose firewall is written as a whole by another program that knows the containers.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "iptables": «false»,\n  "ip6tables": false\n}\n',
        fixed: '{\n  "iptables": true,\n  "ip6tables": false\n}\n',
        message: 'The engine may not write firewall rules: nothing keeps networks of containers apart.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "ipv6": true, "ip6tables": «false» }\n', fixed: '{ "ipv6": true, "ip6tables": true }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "ipv6": false, "ip6tables": false }\n' },
      { file: 'etc/docker/daemon.json', good: '{ "iptables": true }\n' },
    ],
  },

  checks: {
    *daemon(daemon) {
      const settings = [daemon.boolean('iptables'), ...(daemon.boolean('ipv6').value === true ? [daemon.boolean('ip6tables')] : [])];
      for (const setting of settings) {
        if (setting.value !== false) continue;
        const protocol = setting.place === 'ip6tables' ? ' for IPv6' : '';
        yield {
          at: setting,
          message: `The engine may not write firewall rules${protocol}: nothing keeps networks of containers apart.`,
          fixes: setTo(setting, true, `Let the engine write firewall rules${protocol}`),
        };
      }
    },
  },
});
