import { assuming, defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-host-port',
    title: 'Container takes a port of its node',
    layer: 'host',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.13'],
      nsa: ['Kubescape NSA C-0044'],
      pss: ['baseline/Host Ports'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0024'],
      kics: ['2b1836f1-dcce-416e-8e16-da8c71920633'],
      kubescape: ['C-0044', 'C-0204'],
      'kube-score': ['container-ports-check'],
      polaris: ['hostPortSet'],
      monokle: ['PSS106', 'KSV024'],
      checkov: ['CKV_K8S_26'],
    },
    why: 'The port is open on every address of the node, past Services and often past network policies. It also keeps a second pod from running there.',
    remedy: 'Take `hostPort` out and reach the pod through a Service.',
    exceptions: "Ingress controllers and node agents that must answer on the node's own address.",
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      ports:\n        - containerPort: 8080\n          hostPort: «80»\n          hostIP: 127.0.0.1\n',
        message: 'web answers on port 80 of its node, past Services and most network policies.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      ports:\n        - containerPort: 8080\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n  containers:\n    - name: web\n      image: example/web:1.4\n      ports:\n        - { containerPort: 8080, hostPort: 8080 }\n        - { containerPort: 8081, hostPort: 0 }\n',
      },
    ],
  },
  mentions: ['hostPort'],
  checks: {
    *pod(pod) {
      for (const { name, fields } of pod.containers) {
        for (const port of fields.items('ports')) {
          const host = port.number('hostPort');
          if (!host.value) continue;
          // On the host's network the API sets it to the container's port by itself.
          if (pod.hostNetwork && port.number('containerPort').value === host.value) continue;
          yield {
            at: host,
            message: `${name} answers on port ${host.value} of its node, past Services and most network policies.`,
            fixes: assuming(
              without(
                { remove: () => port.removeKeys('hostPort', 'hostIP') ?? host.remove() },
                `Stop taking port ${host.value} of the node; reach ${name} through a Service`,
              ),
              `Nobody reaches ${name} by the address of its node.`,
            ),
          };
        }
      }
    },
  },
});
