import { defineRule } from '../../core/judge/rule.js';
import { isEverywhere } from './_service.js';

export default defineRule({
  meta: {
    id: 'network-policy-no-allow-all-egress',
    title: 'Network policy lets everything out',
    layer: 'network',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.3.2'],
      'pci-dss-4': ['1.3.2', '1.4.4'],
      mitre: ['Discovery/Instance Metadata API'],
      'owasp-k8s': ['K05', 'K08'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0038'],
      kubescape: ['C-0052'],
    },
    why: 'An open way out carries data away, and leads to the address where clouds hand credentials to whoever asks (169.254.169.254).',
    remedy: 'Name what the program calls. Where it must reach the internet, leave the metadata address out by `except`.',
    exceptions: 'Pods whose work is to call the internet, with the metadata address left out.',
    examples: [
      {
        file: 'policy.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n    - to:\n        - ipBlock:\n            cidr: «0.0.0.0/0»\n',
        message: "web lets its pods reach every address, the cloud's metadata included.",
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n    - to:\n        - ipBlock:\n            cidr: 0.0.0.0/0\n            except:\n              - 169.254.169.254/32\n',
      },
      {
        file: 'policy.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  egress: [«{}»]\n',
      },
      {
        file: 'policy.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web }\nspec:\n  podSelector: {}\n  egress:\n    - ports: [{ port: 53, protocol: UDP }]\n    - to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [169.254.0.0/16] } }]\n    - to: [{ ipBlock: { cidr: 0.0.0.0/0 } }]\n      ports: [{ port: 443 }]\n',
      },
    ],
  },
  kinds: ['NetworkPolicy'],
  checks: {
    *object(object) {
      if (!object.is('networking.k8s.io', 'NetworkPolicy')) return;
      for (const rule of object.fields.items('spec', 'egress')) {
        const message = `${object.title} lets its pods reach every address, the cloud's metadata included.`;
        if (rule.isEmpty('to')) {
          if (rule.isEmpty('ports')) yield { at: rule, message };
          continue;
        }
        // The metadata service answers on port 80.
        const ports = rule.items('ports');
        if (
          ports.length > 0 &&
          ports.every(port => port.number('port').value !== undefined && port.number('port').value !== 80 && !port.has('endPort'))
        )
          continue;
        for (const peer of rule.items('to')) {
          const range = peer.text('ipBlock', 'cidr');
          const except = peer.texts('ipBlock', 'except').value ?? [];
          if (
            range.value === undefined ||
            !isEverywhere(range.value) ||
            except.some(one => /^169\.254\.(?:169\.254\/32|0\.0\/16)$/.test(one))
          )
            continue;
          if (range.value.includes(':') && except.length > 0) continue;
          const edits = () => peer.append(['ipBlock', 'except'], '169.254.169.254/32');
          yield {
            at: range,
            message,
            fixes:
              range.value === '0.0.0.0/0' && edits() ? [{ title: "Leave the cloud's metadata address out", safety: 'review', edits }] : [],
          };
        }
      }
    },
  },
});
