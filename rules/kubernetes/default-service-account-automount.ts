import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'default-service-account-automount',
    title: 'Default account hands out its token',
    layer: 'access',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.5', '5.1.6'],
      'owasp-k8s': ['K09'],
    },
    alsoKnownAs: {
      kubescape: ['C-0189'],
      checkov: ['CKV_K8S_41'],
    },
    why: 'Every pod that names no account runs as this one and gets its token mounted. Set it off here and none does unasked.',
    remedy: 'Add `automountServiceAccountToken: false` at the top level of the ServiceAccount.',
    exceptions: 'None; a pod that calls the API should have an account of its own.',
    examples: [
      {
        file: 'account.yaml',
        bad: 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: «default»\n',
        message: 'The default account hands its API token to every pod that names no other.',
        fixed: 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: default\nautomountServiceAccountToken: false\n',
      },
      {
        file: 'account.yaml',
        good: 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web }\n',
      },
    ],
  },
  kinds: ['ServiceAccount'],
  checks: {
    *object(object) {
      if (object.group !== '' || object.kind !== 'ServiceAccount' || object.name !== 'default') return;
      const setting = object.fields.boolean('automountServiceAccountToken');
      if (setting.value !== true && !isAbsent(setting)) return;
      yield {
        at: setting,
        message: 'The default account hands its API token to every pod that names no other.',
        fixes: setTo(setting, false, 'Keep the token of the default account back'),
      };
    },
  },
});
