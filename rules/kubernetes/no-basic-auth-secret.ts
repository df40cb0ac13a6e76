import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-basic-auth-secret',
    title: 'Secret for a plain password login',
    layer: 'secrets',
    per: {
      kubernetes: { severity: 'low', preset: 'strict', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.4.2'],
      nsa: ['GKE nsa-cisa bundle block-secrets-of-type-basic-auth'],
      'nist-800-190': ['AppB CM-3', 'AppB CM-6', 'AppB AC-4', 'AppB SI-7'],
      'nist-800-53': ['SC-7', 'SA-8', 'CM-3', 'CM-6', 'AC-4', 'AC-16', 'SI-7'],
    },
    why: 'A name and a password that never change are sent with every request. Whoever sees one request has them.',
    remedy: 'Use tokens that end, or client certificates.',
    exceptions: 'Systems that know nothing else.',
    examples: [
      {
        file: 'secret.yaml',
        bad: 'apiVersion: v1\nkind: Secret\nmetadata: { name: ci }\ntype: «kubernetes.io/basic-auth»\n',
        message: 'ci is for a plain password login, which is sent with every request.',
      },
      {
        file: 'secret.yaml',
        good: 'apiVersion: v1\nkind: Secret\nmetadata: { name: ci }\ntype: Opaque\n',
      },
    ],
  },
  kinds: ['Secret'],
  checks: {
    *object(object) {
      const type = object.fields.text('type');
      if (!object.is('', 'Secret') || type.value !== 'kubernetes.io/basic-auth') return;
      yield { at: type, message: `${object.title} is for a plain password login, which is sent with every request.` };
    },
  },
});
