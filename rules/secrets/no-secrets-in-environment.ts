import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { type ClassifiedSecret, classifySecret } from '../../core/facts/secrets/classify.js';
import { isPublishedName, isSecretName } from '../../core/facts/secrets/names.js';
import type { Variable } from '../../core/facts/views/variable.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Finding, NOTHING } from '../../core/judge/rule.js';
import { isForDevelopment } from './_files.js';
import { credentialsIn } from './_urls.js';
import { environmentFixes, suppliedFix } from './_ways-out.js';

export default defineRule({
  meta: {
    id: 'no-secrets-in-environment',
    title: 'A secret is written into the environment',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.10', '7.4'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1', 'CC6.6', 'CC6.7'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
      'cis-k8s-1.12': ['5.4.1'],
      nsa: ['Kubescape NSA C-0012'],
      mitre: ['Credential access/Applications credentials in configuration files'],
      'owasp-k8s': ['K03', 'K08'],
    },
    alsoKnownAs: {
      kics: ['a88baa34-e2ad-44ea-ad6f-8cac87bc7c71'],
      trivy: ['DS-0031'],
      hadolint: ['DL3064'],
      buildkit: ['SecretsUsedInArgOrEnv'],
      dockle: ['CIS-DI-0010'],
      sonar: ['S6472'],
      'docker-bench': ['check_4_10', 'check_7_4'],
      kubescape: ['C-0012', 'C-0259'],
      'kube-linter': ['env-var-secret'],
      polaris: ['sensitiveContainerEnvVar'],
      monokle: ['KBP111'],
    },
    why: 'An ENV of an image is in its history for everyone who can pull it; an environment in a manifest is in the repository for everyone who can read it. Both are shown by `inspect`.',
    remedy:
      'Take the value out and supply it when the program starts: a mounted secret, a secret store, or an environment file that is not tracked. Then change the secret, since history keeps it.',
    exceptions: 'Passwords of databases that exist only inside a test run.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nENV PORT=8080 «DB_PASSWORD=s3cr3t-Tr0ub4dor»\n',
        fixed: 'FROM alpine:3.22\nENV PORT=8080\n',
        message: 'DB_PASSWORD is readable by anyone who can pull this image.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      - LOG=info\n      - «API_TOKEN=9f8e7d6c5b4a3f2e1d0c»\n',
        fixedFiles: { 'secrets/api.env': 'API_TOKEN=9f8e7d6c5b4a3f2e1d0c\n', '.gitignore': '/secrets/api.env\n' },
        fixed:
          'services:\n  api:\n    image: example/api:1.4\n    env_file:\n      - ./secrets/api.env\n    environment:\n      - LOG=info\n',
        message: 'API_TOKEN of api is readable by anyone who can read this file.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n      env:\n        - name: DB_PASSWORD\n          value: «s3cr3t-Tr0ub4dor»\n',
        fixedFiles: {
          'secrets/api.env':
            '# kubectl create secret generic api --from-env-file=secrets/api.env --dry-run=client -o yaml | kubectl apply --server-side --field-manager=secrets -f -\nDB_PASSWORD=s3cr3t-Tr0ub4dor\n',
          '.gitignore': '/secrets/api.env\n',
        },
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n      env:\n        - name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: api\n              key: DB_PASSWORD\n---\n# Its data comes from a file that is not tracked.\napiVersion: v1\nkind: Secret\nmetadata:\n  name: api\ntype: Opaque\n',
      },
      {
        file: 'compose.yaml',
        files: { '.gitignore': 'node_modules', 'web/Dockerfile': 'FROM scratch\n' },
        bad: 'services:\n  db:\n    image: postgres:17.2\n    environment:\n      POSTGRES_PASSWORD: «s3cr3t-Tr0ub4dor»\n      TZ: UTC\n  web:\n    build: web\n  app:\n    build: .\n',
        fixed:
          'services:\n  db:\n    image: postgres:17.2\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password\n      TZ: UTC\n    secrets:\n      - postgres_password\n  web:\n    build: web\n  app:\n    build: .\nsecrets:\n  postgres_password:\n    file: ./secrets/postgres_password.txt\n',
        fixedFiles: {
          'secrets/postgres_password.txt': 's3cr3t-Tr0ub4dor',
          '.gitignore': 'node_modules\n/secrets/postgres_password.txt\n',
          '.dockerignore': 'secrets/postgres_password.txt\n',
        },
      },
      {
        file: 'Dockerfile',
        files: { 'compose.yaml': 'services:\n  api:\n    build:\n      context: .\n    environment:\n      LOG: info\n' },
        bad: 'FROM alpine:3.22\nENV «DB_PASSWORD=s3cr3t-Tr0ub4dor»\nCMD ["/api"]\n',
        fixed: 'FROM alpine:3.22\nCMD ["/api"]\n',
        fixedFiles: {
          'compose.yaml':
            'services:\n  api:\n    build:\n      context: .\n    env_file:\n      - ./secrets/api.env\n    environment:\n      LOG: info\n',
          'secrets/api.env': 'DB_PASSWORD=s3cr3t-Tr0ub4dor\n',
          '.gitignore': '/secrets/api.env\n',
          '.dockerignore': 'secrets/api.env\n',
        },
      },
      {
        file: 'Dockerfile',
        files: { 'compose.yaml': 'services:\n  api:\n    build: .\n    environment:\n      DB_PASSWORD: ${DB_PASSWORD}\n' },
        bad: 'FROM alpine:3.22\nENV «DB_PASSWORD=s3cr3t-Tr0ub4dor»\nCMD ["/api"]\n',
        fixed: 'FROM alpine:3.22\nCMD ["/api"]\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nARG API_TOKEN\nARG TOKEN_URL\nENV «API_TOKEN=$API_TOKEN» URL=$TOKEN_URL PW=$DB_PASSWORD\n',
        message: 'API_TOKEN keeps the build argument API_TOKEN: anyone who can pull this image can read it.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: mysql:8.4\n      env:\n        - name: MYSQL_ROOT_PASSWORD\n          value: «password»\n        - name: MYSQL_USER\n          value: root\n',
        message: 'MYSQL_ROOT_PASSWORD of db is a secret that everybody tries first.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nENV «DB_PASSWORD=""»\nCMD ["/api"]\n',
        fixed: 'FROM alpine:3.22\nCMD ["/api"]\n',
        message: 'DB_PASSWORD is empty: what is filled in here is readable by anyone who can pull this image.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    build:\n      dockerfile_inline: |\n        FROM alpine:3.22\n        ENV «DB_PASSWORD=s3cr3t-Tr0ub4dor»\n        CMD ["/db"]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: example/db:1.4\n    environment:\n      - «DB_PASSWORD=changeme»\n',
        message: 'DB_PASSWORD of db is a secret that everybody tries first.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DB_PASSWORD_FILE: /run/secrets/db\n      API_TOKEN: ${API_TOKEN}\n      KEY_PASSWORD: ${KEY_PASSWORD:-changeme}\n      DATABASE_URL: postgres://app:app@db/app\n',
      },
    ],
  },
  keywords: ['ENV'],
  mentions: { dockerfile: ['ENV'] },
  checks: {
    instruction: keptArguments,
    variable(variable, { workspace }): readonly Finding[] {
      if (variable.kind !== 'env' || variable.value === undefined || variable.byDefault) return NOTHING;
      if (isOpenPlace(variable)) {
        const message = `${variable.name} is empty: what is filled in here is readable by anyone who can pull this image.`;
        return [{ at: variable, message, severity: 'info', fixes: () => suppliedFix(variable, workspace) }];
      }
      const secret = classifySecret(variable.name, variable.value);
      if (!secret || isOfUrl(secret, variable)) return NOTHING;
      const message =
        variable.exposure === 'image'
          ? `${variable.name} is readable by anyone who can pull this image.`
          : `${variable.name} of ${variable.owner} is ${secret.kind === 'default-credential' ? 'a secret that everybody tries first' : 'readable by anyone who can read this file'}.`;
      return [{ at: variable, message, ...severityOf(secret, variable, workspace), fixes: () => environmentFixes(variable, workspace) }];
    },
  },
});

/** Whether the rule about URLs speaks of it, which leaves the default passwords of an image to this one. */
const isOfUrl = ({ kind }: ClassifiedSecret, { exposure, value = '' }: Variable): boolean =>
  kind === 'url-credential' || (kind === 'default-credential' && exposure === 'file' && credentialsIn(value).length > 0);

/** Build arguments that ENV keeps. */
function* keptArguments({ pairs, stage }: Instruction): Iterable<Finding> {
  for (const { name, value, span } of pairs) {
    const argument = value && /^"?\$(?:\{(\w+)\}|(\w+))"?$/.exec(value.text)?.slice(1).find(Boolean);
    if (!argument || !isSecretName(argument) || !stage?.all('ARG').some(arg => declaresOpen(arg, argument))) continue;
    yield {
      at: { span, place: `${stage.place}/ENV/${name}` },
      message: `${name} keeps the build argument ${argument}: anyone who can pull this image can read it.`,
      ...(stage.units.length === 0 ? { severity: 'medium' as const } : {}),
    };
  }
}

/** An ARG without a default: one with a default is a value, and judged as that. */
const declaresOpen = ({ pairs }: Instruction, name: string): boolean => pairs.some(pair => pair.name === name && !pair.value?.text);

/** A secret of an image that has a name and no value yet. */
const isOpenPlace = ({ exposure, name, value }: Variable): boolean => exposure === 'image' && value === '' && isSecretName(name);

/**
 * A token of a provider is worth more than a password; one that everybody tries first needs no leak. What a front-end tool publishes is in
 * the pages that everybody loads, and what a stage leaves behind is in no image.
 */
function severityOf({ kind }: ClassifiedSecret, variable: Variable, workspace: Workspace): Pick<Finding, 'severity'> {
  const { exposure, name, units, value } = variable;
  const { path } = workspace;
  const ofImage = exposure === 'image';
  if (kind === 'vendor-token' || (ofImage && kind === 'literal' && isPublishedName(name))) return { severity: 'critical' };
  if (kind !== 'default-credential') return ofImage && units.length === 0 ? { severity: 'medium' } : {};
  // A manifest is applied to many clusters, and says so by such a value.
  const isSample = /^change[-_ ]?(?:me|this|it)/i.test(value ?? '') && workspace.document(path)?.kind === 'kubernetes';
  return { severity: exposure === 'file' && (isSample || isForDevelopment(path)) ? 'low' : 'medium' };
}
