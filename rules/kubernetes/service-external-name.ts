import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'service-external-name',
    title: 'Service is another name for a host outside',
    layer: 'network',
    per: {
      kubernetes: { severity: 'low', preset: 'strict', fix: null },
    },
    controls: {},
    alsoKnownAs: {
      trivy: ['KSV-0108'],
    },
    why: 'Programs that trust a name of the cluster are led to a host that nobody here controls. An ingress controller may even pass requests from outside on to it.',
    remedy: 'Call the host by its own name.',
    exceptions: 'Names of managed databases and the like, as long as no Ingress leads to them.',
    examples: [
      {
        file: 'service.yaml',
        bad: 'apiVersion: v1\nkind: Service\nmetadata: { name: db }\nspec:\n  type: «ExternalName»\n  externalName: db.example.com\n',
        message: 'db leads out of the cluster, to db.example.com.',
      },
      {
        file: 'service.yaml',
        good: 'apiVersion: v1\nkind: Service\nmetadata: { name: db }\nspec: { type: ClusterIP }\n',
      },
    ],
  },
  kinds: ['Service'],
  checks: {
    *object(object) {
      const { fields, title, namespace } = object;
      const type = fields.text('spec', 'type');
      if (!object.is('', 'Service') || type.value !== 'ExternalName') return;
      const host = fields.text('spec', 'externalName').value?.replace(/\.$/, '');
      const inside = host !== undefined && /\.cluster\.local$/.test(host) && !host.includes(`.${namespace}.svc`);
      const near = host !== undefined && /^(?:localhost|127\.|169\.254\.|\[?::1)/.test(host);
      yield {
        at: type,
        message: `${title} leads ${inside ? 'into another namespace' : near ? 'to the node or proxy itself' : 'out of the cluster'}${host ? `, to ${host}` : ''}.`,
        ...(inside || near ? { severity: 'medium' as const } : {}),
      };
    },
  },
});
