import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-legacy-token-secret',
    title: 'Token that never ends',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'owasp-k8s': ['K09'],
    },
    why: 'The cluster fills this Secret with a token of an account that is valid for ever. Who copies it once can use it until somebody deletes the Secret.',
    remedy: 'Ask for a token that ends (`kubectl create token`), or mount one as a projected volume with `expirationSeconds`.',
    exceptions: 'Programs outside the cluster that cannot fetch a new token.',
    examples: [
      {
        file: 'token.yaml',
        bad: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: ci\n  annotations: { kubernetes.io/service-account.name: ci }\ntype: «kubernetes.io/service-account-token»\n',
        message: 'ci gets a token of an account that never ends.',
      },
      {
        file: 'token.yaml',
        good: 'apiVersion: v1\nkind: Secret\nmetadata: { name: ci }\ntype: Opaque\n',
      },
    ],
  },
  kinds: ['Secret'],
  checks: {
    *object(object) {
      const type = object.fields.text('type');
      if (!object.is('', 'Secret') || type.value !== 'kubernetes.io/service-account-token') return;
      yield { at: type, message: `${object.title} gets a token of an account that never ends.` };
    },
  },
});
