import { isSafeSysctl, normalizeSysctl } from '../../core/facts/tables/sysctls.js';
import { defineRule, setTo, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-unsafe-sysctls',
    title: 'Kernel setting that other pods may feel',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.7.3'],
      pss: ['baseline/Sysctls'],
      'nist-800-190': ['AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['CM-3', 'CM-7'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0026'],
      kics: ['9127f0d9-2310-42e7-866f-5fd9d20dcbad'],
      kubescape: ['C-0211'],
      'kube-linter': ['unsafe-sysctls'],
      monokle: ['PSS111'],
    },
    why: 'Most kernel settings are not kept apart between pods, or let one pod take resources from the others. Kubernetes calls a short list safe; this one is not on it.',
    remedy: 'Take it out, or set it on nodes that are there for this workload only.',
    exceptions: 'Nodes of their own whose kubelet allows it.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    sysctls:\n      - name: «net.core.somaxconn»\n        value: "1024"\n      - name: net.ipv4.tcp_syncookies\n        value: "1"\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        message: 'web changes `net.core.somaxconn`, which is not safe beside other pods.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    sysctls:\n      - name: net.ipv4.tcp_syncookies\n        value: "1"\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    sysctls: [{ name: «net/ipv4/tcp_syncookies», value: "1" }]\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        message: 'Pod Security knows `net/ipv4/tcp_syncookies` only when it is written with dots.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    sysctls: [{ name: net.ipv4.tcp_syncookies, value: "1" }]\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    sysctls: [{ name: net.ipv4.tcp_rmem, value: "4096 87380 16777216" }]\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
    ],
  },
  mentions: ['sysctls'],
  checks: {
    *pod(pod) {
      for (const sysctl of pod.fields.items('securityContext', 'sysctls')) {
        const name = sysctl.text('name');
        if (!name.value) continue;
        if (!isSafeSysctl(name.value)) {
          yield {
            at: name,
            message: `${pod.object.title} changes \`${name.value}\`, which is not safe beside other pods.`,
            fixes: without(sysctl, `Leave \`${name.value}\` as the node has it`),
          };
        } else if (name.value.includes('/')) {
          yield {
            at: name,
            message: `Pod Security knows \`${name.value}\` only when it is written with dots.`,
            severity: 'low',
            fixes: setTo(name, normalizeSysctl(name.value), 'Write it with dots'),
          };
        }
      }
    },
  },
});
