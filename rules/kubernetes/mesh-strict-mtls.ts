import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'mesh-strict-mtls',
    title: 'Mesh accepts traffic in clear text',
    layer: 'network',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['AppB SC-8'],
      'nist-800-53': ['SC-8'],
      'pci-dss-4': ['2.2.7', '4.2.1', '8.3.2'],
    },
    why: 'The mesh could encrypt and check every connection, and here it lets others through. Whoever gets into the network can talk to the workload unencrypted and under any name.',
    remedy: 'Set `STRICT`.',
    exceptions: 'The time of a migration, and single ports for probes.',
    examples: [
      {
        file: 'mesh.yaml',
        bad: 'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default }\nspec:\n  mtls: { mode: «PERMISSIVE» }\n',
        message: 'default lets connections in that are neither encrypted nor known.',
        fixed: 'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default }\nspec:\n  mtls: { mode: STRICT }\n',
      },
      {
        file: 'mesh.yaml',
        bad: 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: db }\nspec:\n  host: db\n  trafficPolicy:\n    portLevelSettings:\n      - port: { number: 5432 }\n        tls: { mode: «DISABLE» }\n  subsets:\n    - name: old\n      trafficPolicy: { tls: { mode: «DISABLE» } }\n',
        message: 'db has the mesh call in clear text.',
      },
      {
        file: 'mesh.yaml',
        good: 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: db }\nspec: { host: db, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }\n',
      },
    ],
  },
  kinds: ['PeerAuthentication', 'DestinationRule'],
  checks: {
    *object(object) {
      const { fields, title } = object;
      if (object.is('security.istio.io', 'PeerAuthentication')) {
        const message = `${title} lets connections in that are neither encrypted nor known.`;
        const mode = fields.text('spec', 'mtls', 'mode');
        if (mode.value && mode.value !== 'STRICT') {
          yield {
            at: mode,
            message,
            ...(mode.value === 'UNSET' ? { severity: 'info' as const } : {}),
            fixes: setTo(mode, 'STRICT', 'Accept connections of the mesh only'),
          };
        }
        for (const port of fields.keys('spec', 'portLevelMtls')) {
          const own = fields.text('spec', 'portLevelMtls', port, 'mode');
          if (own.value !== 'PERMISSIVE' && own.value !== 'DISABLE') continue;
          yield { at: own, message, severity: 'info', fixes: setTo(own, 'STRICT', 'Accept connections of the mesh only') };
        }
      }
      if (object.is('networking.istio.io', 'DestinationRule')) {
        for (const holder of [fields.child('spec'), ...fields.items('spec', 'subsets')]) {
          const ports = holder?.items('trafficPolicy', 'portLevelSettings') ?? [];
          for (const mode of [holder?.text('trafficPolicy', 'tls', 'mode'), ...ports.map(port => port.text('tls', 'mode'))]) {
            if (mode?.value !== 'DISABLE') continue;
            yield {
              at: mode,
              message: `${title} has the mesh call in clear text.`,
              fixes: setTo(mode, 'ISTIO_MUTUAL', "Call with the mesh's own certificates"),
            };
          }
        }
      }
    },
  },
});
