import { assuming, defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-no-insecure-registries',
    title: 'Registries are used without verification',
    layer: 'supply-chain',
    per: {
      daemon: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.5'],
      'nist-800-190': ['4.2.1'],
      'nist-800-53': ['SC-8', 'SI-7'],
      'pci-dss-4': ['4.2.1'],
      soc2: ['CC6.7'],
      hipaa: ['164.312(e)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_2_5'],
    },
    why: 'For these registries the engine accepts any certificate, or none at all. Whoever sits on the network decides which image runs.',
    remedy: 'Give the registry a certificate; one of a private authority goes to `/etc/docker/certs.d/HOST/ca.crt`.',
    exceptions: 'A registry on this very machine (`127.0.0.0/8`) is not reported.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "debug": false,\n  "insecure-registries": [«"registry.example.com:5000"», "127.0.0.1:5000"]\n}\n',
        fixed: '{\n  "debug": false,\n  "insecure-registries": ["127.0.0.1:5000"]\n}\n',
        message: 'The engine does not verify registry.example.com:5000: anybody on the way can swap images.',
      },
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "insecure-registries": [«"10.0.0.0/8"», «"192.168.1.0/24"»] }\n',
        fixed: '{ "insecure-registries": ["192.168.1.0/24"] }\n',
      },
      { file: 'etc/docker/daemon.json', good: '{ "insecure-registries": ["localhost:5000", "127.0.0.0/8", "::1/128"] }\n' },
    ],
  },
  checks: {
    *daemon(daemon) {
      for (const item of daemon.items('insecure-registries')) {
        if (/^(?:localhost|127\.[\d.]+|\[?::1\]?)(?:[:/]|$)/.test(item.value)) continue;
        yield {
          at: item,
          ...(isWide(item.value) ? { severity: 'critical' as const } : {}),
          message: `The engine does not verify ${item.value}: anybody on the way can swap images.`,
          fixes: assuming(without(item, `Verify ${item.value}`), `${item.value} has a certificate that this host trusts.`),
        };
      }
    },
  },
});

/** Whether a range takes in more than a single network's hosts, so that anybody's registry can be in it. */
function isWide(range: string): boolean {
  const [, address, bits] = /^([\da-f.:]+)\/(\d+)$/i.exec(range) ?? [];
  return address !== undefined && Number(bits) < (address.includes(':') ? 64 : 24);
}
