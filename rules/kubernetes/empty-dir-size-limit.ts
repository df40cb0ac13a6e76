import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'empty-dir-size-limit',
    title: 'Scratch space without a limit',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['AppB SC-6'],
      'nist-800-53': ['SC-6'],
    },
    alsoKnownAs: {
      'kube-score': ['container-ephemeral-storage-request-and-limit'],
    },
    why: "The pod can fill the node's disk, or its memory, and everything else on the node suffers.",
    remedy: 'Set `sizeLimit`: a pod that writes more is stopped.',
    exceptions: 'Containers with a limit for ephemeral storage.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n  volumes:\n    - name: tmp\n      «emptyDir»: {}\n',
        message: 'The volume tmp of web may fill the disk of its node.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n  volumes:\n    - name: tmp\n      emptyDir: { sizeLimit: 64Mi }\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: "example/web:1.4", resources: { limits: { ephemeral-storage: 1Gi } } }]\n  volumes: [{ name: tmp, emptyDir: {} }]\n',
      },
    ],
  },
  mentions: ['emptyDir'],
  checks: {
    *pod(pod) {
      const limited = (resource: string) => pod.containers.every(({ fields }) => fields.has('resources', 'limits', resource));
      for (const volume of pod.fields.items('volumes')) {
        const limit = volume.text('emptyDir', 'sizeLimit');
        const inMemory = volume.text('emptyDir', 'medium').value === 'Memory';
        if (!volume.has('emptyDir') || !isAbsent(limit) || limited(inMemory ? 'memory' : 'ephemeral-storage')) continue;
        const name = volume.text('name').value ?? 'emptyDir';
        yield {
          at: volume.key('emptyDir'),
          message: `The volume ${name} of ${pod.object.title} may fill the ${inMemory ? 'memory' : 'disk'} of its node.`,
          ...(inMemory ? { severity: 'medium' as const } : {}),
          fixes: limit.set('64Mi')
            ? [
                {
                  title: `Limit the size of ${name} ...`,
                  safety: 'review',
                  needs: 'input',
                  async edits({ ask }) {
                    const size = await ask({ prompt: `How large may ${name} become?`, placeholder: '64Mi' });
                    return size === null ? null : limit.set(size.trim());
                  },
                },
              ]
            : [],
        };
      }
    },
  },
});
