import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'apparmor-profile',
    title: 'AppArmor profile is not written out',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      nsa: ["1.9 Restrict a container's access to resources with AppArmor"],
      'nist-800-190': ['AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['CM-3', 'CM-7'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0002'],
      kics: ['8b36775e-183d-4d46-b0f7-96a6f34a723f'],
      kubescape: ['C-0055'],
      polaris: ['linuxHardening'],
      kubesec: ['ApparmorAny'],
    },
    why: 'Runtimes apply their default profile where the node has AppArmor and nothing is said. Written out, it also holds after somebody changes that.',
    remedy: 'Set `appArmorProfile: { type: RuntimeDefault }` for the pod.',
    exceptions: 'Nodes with SELinux in place of AppArmor.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: «web»\n      image: example/web:1.4\n',
        message: 'Nothing says which AppArmor profile holds for web.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    appArmorProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations: { container.apparmor.security.beta.kubernetes.io/web: runtime/default }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
    ],
  },
  checks: {
    *pod(pod) {
      if (pod.os === 'windows') return;
      const path = ['securityContext', 'appArmorProfile'];
      const shared = pod.fields.key(...path);
      const isAnnotated = (name: string) =>
        pod.metadataFields?.has('annotations', `container.apparmor.security.beta.kubernetes.io/${name}`);
      // A field of the pod would have to agree with every annotation.
      const isShared = !pod.containers.some(({ name }) => isAnnotated(name));
      for (const { name, fields } of pod.containers) {
        const own = fields.key(...path);
        if (isAnnotated(name) || !isAbsent(own) || !isAbsent(shared)) continue;
        const edits = () => (isShared ? pod.fields : fields).setAll([[path, { type: 'RuntimeDefault' }]]);
        yield {
          at: own,
          message: `Nothing says which AppArmor profile holds for ${name}.`,
          fixes: () => (edits() ? [{ title: "Write out the runtime's default profile", safety: 'review', edits }] : []),
        };
      }
    },
  },
});
