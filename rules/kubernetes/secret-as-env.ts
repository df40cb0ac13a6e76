import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import type { Pod } from '../../core/facts/documents/kubernetes.js';
import { together } from '../../core/facts/documents/yaml/together.js';
import { fileVariableOf } from '../../core/facts/tables/server-images.js';
import type { Container } from '../../core/facts/views/container.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'secret-as-env',
    title: 'Secret is in the environment',
    layer: 'secrets',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.4.1'],
      'owasp-k8s': ['K03'],
    },
    alsoKnownAs: {
      kics: ['3d658f8b-d988-41a0-a841-40043121de1e'],
      kubescape: ['C-0207', 'C-0255'],
      'kube-linter': ['read-secret-from-env-var'],
      kubesec: ['SecretsAsEnvironmentVariables'],
      monokle: ['KBP112'],
      checkov: ['CKV_K8S_35'],
    },
    why: 'Every process that the program starts inherits its environment, and crash reports and debug pages like to show it. A file is read by whom it is for.',
    remedy: 'Mount the Secret as a volume with `defaultMode: 0400` and give the program the path.',
    exceptions: 'Programs that read nothing but the environment.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: «web»\n      image: example/web:1.4\n      env:\n        - name: DB_PASSWORD\n          valueFrom: { secretKeyRef: { name: db, key: password } }\n',
        message: 'web gets secrets by its environment (DB_PASSWORD), which its child processes inherit.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: «db»\n      image: postgres:17.2\n      env:\n        - name: POSTGRES_PASSWORD\n          valueFrom: { secretKeyRef: { name: db, key: password } }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: postgres:17.2\n      env:\n        - name: POSTGRES_PASSWORD_FILE\n          value: /run/secrets/db/password\n      volumeMounts:\n        - name: db\n          mountPath: /run/secrets/db\n          readOnly: true\n  volumes:\n    - name: db\n      secret:\n        secretName: db\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      envFrom: [{ configMapRef: { name: web } }]\n',
      },
    ],
  },
  mentions: ['secretKeyRef', 'secretRef'],
  checks: {
    *pod(pod) {
      for (const { name, fields, view } of pod.containers) {
        const variables = fields.items('env').filter(variable => variable.has('valueFrom', 'secretKeyRef'));
        const whole = fields.items('envFrom').filter(source => source.has('secretRef'));
        const first = variables[0]?.text('name').value ?? whole[0]?.text('secretRef', 'name').value;
        if (variables.length + whole.length === 0) continue;
        yield {
          at: fields,
          message: `${name} gets secrets by its environment${first === undefined ? '' : ` (${first})`}, which its child processes inherit.`,
          // One of several would leave the others, and the finding.
          fixes: () => (variables.length === 1 && whole.length === 0 ? asFile(pod, view, fields, variables[0]!) : []),
          related: [...variables, ...whole].map(at => ({ at, message: 'From a Secret.' })),
        };
      }
    },
  },
});

/** A Secret as a file, for images that are known to read the variable from one. `X` becomes `X_FILE`. */
function asFile(pod: Pod, { image }: Container, container: Fields, variable: Fields): readonly Fix[] {
  const name = variable.text('name').value;
  const secret = variable.text('valueFrom', 'secretKeyRef', 'name').value;
  const key = variable.text('valueFrom', 'secretKeyRef', 'key').value;
  const fileVariable = name !== undefined && image?.reference ? fileVariableOf(image.reference, name) : undefined;
  if (!fileVariable || secret === undefined || key === undefined || !/^[a-z0-9-]+$/.test(secret) || pod.volume(secret)) return [];
  const path = `/run/secrets/${secret}`;
  const edits = () =>
    together(
      variable.text('name').set(fileVariable),
      variable.replaceKey('valueFrom', 'value', `${path}/${key}`),
      container.append(['volumeMounts'], { name: secret, mountPath: path, readOnly: true }),
      pod.fields.append(['volumes'], { name: secret, secret: { secretName: secret } }),
    );
  return edits() ? [{ title: `Give ${name} as a file (${fileVariable})`, safety: 'review', edits }] : [];
}
