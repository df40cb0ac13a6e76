import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'admission-policy-not-enforced',
    title: 'Admission policy only warns',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.1'],
      'owasp-k8s': ['K04'],
    },
    why: 'Objects that break the policy get in all the same. People who see the policy think otherwise.',
    remedy: 'Add `Deny`.',
    exceptions: 'The time in which a new policy is tried.',
    examples: [
      {
        file: 'binding.yaml',
        bad: 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: { name: limits }\nspec:\n  policyName: limits\n  validationActions: «[Audit]»\n',
        message: 'limits stops nothing: it only tells.',
        fixed:
          'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: { name: limits }\nspec:\n  policyName: limits\n  validationActions: [Audit, Deny]\n',
      },
      {
        file: 'policy.yaml',
        bad: 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: { name: limits }\nspec: { failurePolicy: «Ignore» }\n',
      },
      {
        file: 'binding.yaml',
        good: 'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: { name: limits }\nspec: { policyName: limits, validationActions: [Deny] }\n',
      },
    ],
  },
  kinds: ['ValidatingAdmissionPolicyBinding', 'ValidatingAdmissionPolicy'],
  checks: {
    *object(object) {
      const { fields, title } = object;
      if (object.is('admissionregistration.k8s.io', 'ValidatingAdmissionPolicyBinding')) {
        const actions = fields.texts('spec', 'validationActions');
        if (!actions.value || actions.value.length === 0 || actions.value.includes('Deny')) return;
        // The API takes either a warning or a refusal.
        const next = [...actions.value.filter(action => action !== 'Warn'), 'Deny'];
        yield {
          at: actions,
          message: `${title} stops nothing: it only tells.`,
          fixes: setTo(actions, next, 'Refuse what breaks the policy'),
        };
      }
      if (object.is('admissionregistration.k8s.io', 'ValidatingAdmissionPolicy')) {
        const policy = fields.text('spec', 'failurePolicy');
        if (policy.value !== 'Ignore') return;
        const fixes = setTo(policy, 'Fail', 'Refuse what cannot be checked');
        yield { at: policy, message: `${title} lets through what it fails to check.`, fixes };
      }
    },
  },
});
