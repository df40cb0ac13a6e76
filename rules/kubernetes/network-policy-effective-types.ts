import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import { defineRule, type Fix, setTo } from '../../core/judge/rule.js';

const DIRECTIONS: readonly string[] = ['Ingress', 'Egress'];

export default defineRule({
  meta: {
    id: 'network-policy-effective-types',
    title: 'Rules of a network policy without effect',
    layer: 'network',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.3.2'],
      'owasp-k8s': ['K05'],
    },
    why: '`policyTypes` says which directions a policy is about; rules for another direction are ignored. Traffic that looks filtered is not.',
    remedy: 'Add the missing direction to `policyTypes`.',
    exceptions: 'None.',
    examples: [
      {
        file: 'policy.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n  ingress: []\n  «egress»:\n    - to: [{ podSelector: {} }]\n',
        message: 'The egress rules of web have no effect: policyTypes lacks Egress.',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  policyTypes: [Ingress, Egress]\n  ingress: []\n  egress:\n    - to: [{ podSelector: {} }]\n',
      },
      {
        file: 'policy.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  policyTypes: [«ingress»]\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n',
      },
      {
        file: 'policy.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  «policyType»: [Ingress, Egress]\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  policyTypes:\n    - Ingress\n    - Egress\n',
      },
      {
        file: 'policy.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  egress:\n    - to: [{ podSelector: {} }]\n',
      },
    ],
  },
  kinds: ['NetworkPolicy'],
  checks: {
    *object(object) {
      if (!object.is('networking.k8s.io', 'NetworkPolicy')) return;
      const { fields, title } = object;
      const types = fields.words('spec', 'policyTypes');
      for (const type of types) {
        const right = DIRECTIONS.find(one => one.toLowerCase() === type.value?.trim().toLowerCase());
        if (type.value === undefined || right === type.value) continue;
        yield {
          at: type,
          message: `\`${type.value}\` is no direction: ${title} is refused or filters nothing.`,
          fixes: right ? setTo(type, right, `Write ${right}`) : [],
        };
      }
      const misspelt = fields.key('spec', 'policyType');
      if (misspelt.value) {
        yield {
          at: misspelt,
          message: `\`policyType\` has no effect: the field is called \`policyTypes\`.`,
          fixes: () => renamed(fields),
        };
      }
      if (types.length === 0 || types.some(type => !DIRECTIONS.includes(type.value ?? ''))) return;
      for (const direction of DIRECTIONS) {
        const rules = fields.key('spec', direction.toLowerCase());
        if (!rules.value || types.some(type => type.value === direction)) continue;
        const edits = () => fields.append(['spec', 'policyTypes'], direction);
        yield {
          at: rules,
          message: `The ${direction.toLowerCase()} rules of ${title} have no effect: policyTypes lacks ${direction}.`,
          fixes: edits() ? [{ title: `Add ${direction} to policyTypes`, safety: 'review', edits }] : [],
        };
      }
    },
  },
});

/** What was written, under the name that counts. */
function renamed(fields: Fields): readonly Fix[] {
  const types = fields.texts('spec', 'policyType').value ?? fields.text('spec', 'policyType').value;
  const known = (typeof types === 'string' ? [types] : (types ?? [])).filter(type => DIRECTIONS.includes(type));
  const edits = () => fields.child('spec')?.replaceKey('policyType', 'policyTypes', known) ?? null;
  if (known.length === 0 || fields.has('spec', 'policyTypes') || !edits()) return [];
  return [
    {
      title: 'Call it policyTypes',
      safety: 'review',
      assumes: `What is not allowed in the direction${known.length > 1 ? 's' : ''} ${known.join(' and ')} need not get through.`,
      edits,
    },
  ];
}
