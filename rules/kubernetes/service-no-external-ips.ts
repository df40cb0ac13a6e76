import { assuming, defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'service-no-external-ips',
    title: 'Service claims addresses from outside',
    layer: 'network',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {},
    alsoKnownAs: {
      trivy: ['KSV-0108'],
    },
    why: 'Nodes take traffic for these addresses out of the network and lead it to the pods, whoever the addresses belong to (CVE-2020-8554).',
    remedy: 'Use a load balancer, an Ingress or a Gateway.',
    exceptions: 'Clusters whose admission allows these very addresses.',
    examples: [
      {
        file: 'service.yaml',
        bad: 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  «externalIPs»: [192.0.2.10]\n',
        fixed: 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\n',
        message: 'web takes the traffic of 192.0.2.10, whoever that belongs to.',
      },
      {
        file: 'service.yaml',
        good: 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { externalIPs: [], type: LoadBalancer, loadBalancerIP: 192.0.2.10 }\n',
      },
    ],
  },
  kinds: ['Service'],
  checks: {
    *object(object) {
      const { fields, title } = object;
      const addresses = fields.words('spec', 'externalIPs').flatMap(({ value }) => value ?? []);
      if (!object.is('', 'Service') || addresses.length === 0) return;
      yield {
        at: fields.key('spec', 'externalIPs'),
        message: `${title} takes the traffic of ${addresses[0]}${addresses.length > 1 ? ' and more' : ''}, whoever that belongs to.`,
        fixes: assuming(
          without(fields.key('spec', 'externalIPs'), 'Take the addresses out'),
          `Nobody reaches ${title} by these addresses.`,
        ),
      };
    },
  },
});
