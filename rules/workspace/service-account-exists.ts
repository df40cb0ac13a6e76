import { defineRule } from '../../core/judge/rule.js';
import { addDocument, objectsOf } from '../kubernetes/_workspace.js';

export default defineRule({
  meta: {
    id: 'service-account-exists',
    title: 'Account is nowhere in the workspace',
    layer: 'access',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {},
    alsoKnownAs: {
      kubescape: ['C-0307'],
      'kube-linter': ['non-existent-service-account'],
      monokle: ['LNK001'],
    },
    why: 'Pods without their account do not start. Or an account of that name exists already, with rights that nobody here has looked at.',
    remedy: 'Write the ServiceAccount beside the workload.',
    exceptions: 'Accounts that somebody else makes.',
    examples: [
      {
        file: 'web.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: «web»\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        message: 'The account web of web is not in this workspace.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: web\n  containers: [{ name: web, image: "example/web:1.4" }]\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n',
        files: {
          'accounts.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: db }\n',
        },
      },
      {
        file: 'web.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: web\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
    ],
  },
  mentions: ['serviceAccountName', 'serviceAccount'],
  checks: {
    *pod(pod, { workspace }) {
      const { object, serviceAccount } = pod;
      const { namespace } = object;
      if (!workspace.complete || namespace === undefined || serviceAccount === undefined || serviceAccount === 'default') return;
      const accounts = objectsOf(workspace).filter(({ kind }) => kind === 'ServiceAccount');
      const near = accounts.filter(account => account.namespace === namespace);
      if (near.length === 0 || near.some(({ name }) => name === serviceAccount || name === '?')) return;
      const written = object.fields.text('metadata', 'namespace').value;
      const lines = ['apiVersion: v1', 'kind: ServiceAccount', 'metadata:', `  name: ${serviceAccount}`];
      const edits = () => addDocument(object, written === undefined ? lines : [...lines, `  namespace: ${written}`]);
      const key = pod.fields.has('serviceAccountName') ? 'serviceAccountName' : 'serviceAccount';
      yield {
        at: pod.fields.text(key),
        message: `The account ${serviceAccount} of ${object.title} is not in this workspace.`,
        fixes: edits() ? [{ title: `Create the account ${serviceAccount}`, safety: 'review', edits }] : [],
      };
    },
  },
});
