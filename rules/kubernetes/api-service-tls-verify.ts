import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import type { Setting } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';
import { isForOneNode } from './_workspace.js';

const OPTION = /^--(?:insecure-skip-tls-verify|kubelet-insecure-tls)(?:=true)?$/;

export default defineRule({
  meta: {
    id: 'api-service-tls-verify',
    title: 'Certificate of the other side is not checked',
    layer: 'network',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {},
    alsoKnownAs: {
      semgrep: ['skip-tls-verify-cluster', 'skip-tls-verify-service'],
    },
    why: "TLS without a check of the certificate is a conversation with anyone. For an APIService that is the cluster's own API.",
    remedy: 'Give the certificate authority (`caBundle`, `ca`) and take the switch out.',
    exceptions: 'Clusters for development; metrics from endpoints with certificates that nobody signs.',
    examples: [
      {
        file: 'api.yaml',
        bad: 'apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: { name: v1.example.com }\nspec:\n  insecureSkipTLSVerify: «true»\n',
        message: 'v1.example.com does not check whom it talks to.',
      },
      {
        file: 'config.yaml',
        bad: 'apiVersion: v1\nkind: Config\nclusters:\n  - name: prod\n    cluster: { server: "https://10.0.0.1", insecure-skip-tls-verify: «true» }\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: metrics }\nspec:\n  containers:\n    - name: metrics\n      image: example/metrics:1.4\n      args:\n        - --secure-port=10250\n        - «--kubelet-insecure-tls»\n',
        message: 'metrics does not check whom it talks to.',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: metrics }\nspec:\n  containers:\n    - name: metrics\n      image: example/metrics:1.4\n      args: [--kubelet-insecure-tls=false]\n',
      },
      {
        file: 'api.yaml',
        good: 'apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: { name: v1.example.com }\nspec: { insecureSkipTLSVerify: false, caBundle: LS0t }\n',
      },
    ],
  },
  mentions: ['insecureSkipTLSVerify', 'insecure-skip-tls-verify', 'insecureSkipVerify', 'kubelet-insecure-tls'],
  checks: {
    *container({ name, commands }, { workspace }) {
      for (const { shell, place } of commands) {
        const option = shell.words.find(({ value }) => value !== undefined && OPTION.test(value));
        if (!option) continue;
        // Nodes of such clusters have certificates that nobody signs.
        const isTryOut = option.value!.includes('kubelet') && isForOneNode(workspace.path);
        yield {
          at: { span: option.span, place },
          message: `${name} does not check whom it talks to.`,
          ...(isTryOut ? { severity: 'low' as const } : {}),
        };
      }
    },
    *object(object) {
      const { fields, title } = object;
      const message = `${title} does not check whom it talks to.`;
      const found: Setting<boolean>[] = [];
      if (object.is('apiregistration.k8s.io', 'APIService')) found.push(fields.boolean('spec', 'insecureSkipTLSVerify'));
      if (object.is('', 'Config')) {
        found.push(...fields.items('clusters').map(cluster => cluster.boolean('cluster', 'insecure-skip-tls-verify')));
      }
      for (const at of found) if (at.value === true) yield { at, message };
      if (object.group !== 'monitoring.coreos.com') return;
      for (const at of skips(fields, 8)) yield { at, message, severity: 'medium' };
    },
  },
});

/** `insecureSkipVerify` wherever a monitor has a `tlsConfig`. */
function skips(fields: Fields, depth: number): readonly Setting<boolean>[] {
  const own = fields.boolean('tlsConfig', 'insecureSkipVerify');
  const inner = fields.keys().flatMap(key => {
    if (depth === 0 || key === 'tlsConfig') return [];
    const child = fields.child(key);
    return [...(child ? [child] : []), ...fields.items(key)].flatMap(one => skips(one, depth - 1));
  });
  return own.value === true ? [own, ...inner] : inner;
}
