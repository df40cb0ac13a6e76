import type { Pod } from '../../core/facts/documents/kubernetes.js';
import type { Setting } from '../../core/facts/fact.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';

const POD = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';

export default defineRule({
  meta: {
    id: 'no-legacy-seccomp-annotation',
    title: 'Seccomp annotation without effect',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.7.2'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0030'],
      checkov: ['CKV_K8S_31'],
    },
    why: 'Since Kubernetes 1.27 nothing reads this annotation. The pod looks filtered and is not.',
    remedy: 'Write the profile into `securityContext.seccompProfile`.',
    exceptions: 'Clusters older than 1.19.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations:\n    «seccomp.security.alpha.kubernetes.io/pod»: runtime/default\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n',
        message: 'This annotation has no effect any more: no profile filters the system calls of web.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
      {
        file: 'psp.yaml',
        good: 'apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata:\n  name: web\n  annotations: { seccomp.security.alpha.kubernetes.io/defaultProfileName: runtime/default }\nspec: { privileged: false }\n',
      },
    ],
  },
  mentions: ['seccomp.security.alpha.kubernetes.io'],
  checks: {
    *pod(pod) {
      const { object } = pod;
      // On the workload's own metadata it never worked.
      const holders = object.kind === 'Pod' ? [pod.metadataFields] : [pod.metadataFields, object.fields.child('metadata')];
      for (const metadata of holders) {
        for (const key of metadata?.keys('annotations') ?? []) {
          const container = key === POD ? undefined : key.startsWith(CONTAINER) ? key.slice(CONTAINER.length) : null;
          if (!metadata || container === null) continue;
          yield {
            at: metadata.key('annotations', key),
            message: `This annotation has no effect any more: no profile filters the system calls of ${container ?? object.title}.`,
            fixes: fixesFor(pod, metadata.text('annotations', key), container),
          };
        }
      }
    },
  },
});

/** The annotation becomes the field that replaced it; where the field is there already, it just goes. */
function fixesFor(pod: Pod, annotation: Setting<string>, container: string | undefined): readonly Fix[] {
  const level = container === undefined ? pod.fields : pod.containers.find(({ name }) => name === container)?.fields;
  const { value } = annotation;
  if (!level || value === undefined) return [];
  const has = level.has('securityContext', 'seccompProfile') || value === 'unconfined' || value === '';
  const profile = value.startsWith('localhost/')
    ? { type: 'Localhost', localhostProfile: value.slice('localhost/'.length) }
    : { type: 'RuntimeDefault' };
  const edits = () => {
    const removed = annotation.remove();
    const added = has ? [] : level.setAll([[['securityContext', 'seccompProfile'], profile]]);
    return removed && added ? [...removed, ...added] : null;
  };
  const title = has ? 'Remove the annotation' : 'Write the profile into the security context';
  return edits() ? [{ title, safety: 'review', edits }] : [];
}
