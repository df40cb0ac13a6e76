import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'seccomp-profile',
    title: 'No system calls are filtered',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'cis-k8s-1.12': ['5.7.2'],
      nsa: ['1.10 Sets the seccomp profile used to sandbox containers', 'Kubescape NSA C-0055'],
      pss: ['restricted/Seccomp'],
      'nist-800-190': ['AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['CM-3', 'CM-7'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0030'],
      kics: ['f377b83e-bd07-4f48-a591-60c82b14a78b'],
      kubescape: ['C-0055', 'C-0210', 'C-0211'],
      'kube-score': ['container-seccomp-profile'],
      polaris: ['linuxHardening'],
      kubesec: ['SeccompAny'],
      monokle: ['PSS205', 'KSV030'],
      checkov: ['CKV_K8S_31'],
    },
    why: 'Unless the node is set up otherwise, Kubernetes starts containers without a seccomp filter: every system call is open, those that exploits of the kernel go through included.',
    remedy: 'Set `seccompProfile: { type: RuntimeDefault }` once for the pod.',
    exceptions: 'Nodes whose kubelet has `seccompDefault` on; saying it in the pod costs nothing there.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: «web»\n      image: example/web:1.4\n',
        message: 'web may make any system call: it has no seccomp profile.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { seccompProfile: { type: RuntimeDefault } }\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        seccompProfile: «{ type: Localhost }»\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { seccompProfile: { type: RuntimeDefault } }\n  containers:\n    - name: web\n      image: example/web:1.4\n    - name: log\n      image: example/log:1.4\n      securityContext: { seccompProfile: { type: Unconfined } }\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  os: { name: windows }\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
      {
        file: 'deploy/web.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  nodeSelector: { beta.kubernetes.io/os: windows }\n  containers: [{ name: web, image: "example/web:1.4" }]\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n          - matchExpressions: [{ key: kubernetes.io/os, operator: In, values: [windows] }]\n  containers: [{ name: api, image: "example/api:1.4" }]\n',
      },
      {
        file: 'deploy/web.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n          - matchExpressions: [{ key: kubernetes.io/os, operator: In, values: [windows] }]\n          - matchExpressions: [{ key: disk, operator: Exists }]\n  containers:\n    - name: «web»\n      image: example/web:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n          - matchExpressions: [{ key: kubernetes.io/os, operator: In, values: [windows] }]\n          - matchExpressions: [{ key: disk, operator: Exists }]\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
    ],
  },
  checks: {
    *container({ name, os, seccomp, privileged }) {
      // `unconfined` is another rule's.
      const invalid = seccomp.value === '' || seccomp.value === 'localhost/';
      if (os === 'windows' || (!invalid && !isAbsent(seccomp))) return;
      yield {
        at: seccomp,
        message: invalid
          ? `${name} has no valid seccomp profile: it will not start.`
          : `${name} may make any system call: it has no seccomp profile.`,
        // The runtime ignores the profile of a privileged container.
        ...(privileged.value === true ? { severity: 'info' as const } : {}),
        fixes: setTo(seccomp, 'runtime/default', "Filter system calls by the runtime's default profile"),
      };
    },
  },
});
