import { variablesOf as composeVariablesOf } from '../../core/facts/documents/compose/container.js';
import { servicesOf } from '../../core/facts/documents/compose.js';
import { variablesOf } from '../../core/facts/documents/dockerfile/variable-view.js';
import { type ClassifiedSecret, classifySecret } from '../../core/facts/secrets/classify.js';
import { findVendorTokens } from '../../core/facts/secrets/vendors.js';
import type { Variable } from '../../core/facts/views/variable.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Fix, NOTHING } from '../../core/judge/rule.js';
import { standingKeys, standingTokens } from './_standing.js';
import { buildSecretFix, environmentFixes } from './_ways-out.js';

/** Made up, and put together when the program runs, so that no scanner takes the bundle for a leak. */
const TOKEN = ['ghp', 'x7Kq9Zr2Lm4Np6Qs8Tv0Wy1Ab3Cd5Ef7Gh9J'].join('_');
const KEY = ['AKIA', 'Q3EGRTZ7WVXKUP5M'].join('');

export default defineRule({
  meta: {
    id: 'no-known-secret-pattern',
    title: "A provider's secret token stands in the file",
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'critical', preset: 'essential', fix: 'review' },
      compose: { severity: 'critical', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'critical', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.10', '7.4'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
    },
    alsoKnownAs: {
      kics: ['a88baa34-e2ad-44ea-ad6f-8cac87bc7c71'],
      'docker-bench': ['check_4_10', 'check_7_4'],
    },
    supersedes: [
      'no-secrets-in-environment',
      'no-secrets-in-arg',
      'no-secrets-in-labels',
      'no-secrets-in-build-args',
      'no-secrets-in-command',
      'no-credentials-in-url',
      'no-default-secret',
    ],
    why: 'The value has the shape of a token that its provider hands out. Whoever reads this repository, its history or the image can use it now.',
    remedy:
      'Revoke the token at its provider first, since history keeps it. Then give the new one at run time: a secret mount, a secret store, or an environment file that is not tracked.',
    exceptions: 'Published example tokens; they are recognised where the provider documents them.',
    examples: [
      {
        file: 'compose.yaml',
        bad: `services:\n  ci:\n    image: example/ci:1.4\n    environment:\n      DEPLOY: «${TOKEN}»\n`,
        fixed: 'services:\n  ci:\n    image: example/ci:1.4\n    env_file:\n      - ./secrets/ci.env\n',
        fixedFiles: { 'secrets/ci.env': `DEPLOY=${TOKEN}\n`, '.gitignore': '/secrets/ci.env\n' },
      },
      {
        file: 'Dockerfile',
        bad: `FROM alpine:3.22\nENV PORT=8080 «CI=${TOKEN}»\n`,
        fixed: 'FROM alpine:3.22\nENV PORT=8080\n',
      },
      {
        file: 'compose.yaml',
        bad: `# «${KEY}» until May\nservices:\n  ci:\n    image: example/ci:1.4\n    command: ci --key «${TOKEN}»\nconfigs:\n  key:\n    content: |\n      «-----BEGIN ${'PRIVATE'} KEY-----\n      MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA\n      -----END ${'PRIVATE'} KEY-----»\n`,
      },
      { file: 'Dockerfile', bad: `FROM scratch\nARG «AWS=${KEY}»\n` },
      {
        file: 'Dockerfile',
        bad: `FROM alpine:3.22\n# the old one: «${KEY}»\nLABEL «ci=${TOKEN}»\nCOPY <<E /etc/ci\ntoken: «${TOKEN}»\nE\nRUN curl -H "Authorization: Bearer «${TOKEN}»" https://example.com\nENV «T=${TOKEN}»\n`,
      },
      { file: 'compose.yaml', good: 'services:\n  ci:\n    image: example/ci:1.4\n    environment:\n      DEPLOY: ${GITHUB_TOKEN}\n' },
      {
        file: 'pod.yaml',
        bad: `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      env:\n        - name: DEPLOY\n          value: «${TOKEN}»\n`,
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      env:\n        - name: DEPLOY\n          valueFrom:\n            secretKeyRef:\n              name: web\n              key: DEPLOY\n---\n# Its data comes from a file that is not tracked.\napiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ntype: Opaque\n',
        fixedFiles: {
          'secrets/web.env': `# kubectl create secret generic web --from-env-file=secrets/web.env --dry-run=client -o yaml | kubectl apply --server-side --field-manager=secrets -f -\nDEPLOY=${TOKEN}\n`,
          '.gitignore': '/secrets/web.env\n',
        },
      },
      {
        file: 'pod.yaml',
        bad: `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations: { deploy: «${TOKEN}» }\nspec:\n  containers:\n    - name: web\n      # Once «${KEY}».\n      image: example/web:1.4\n`,
        message: 'web holds a token of GitHub (ghp_***): revoke it, then supply it at run time.',
      },
      {
        file: 'route.yaml',
        bad: `# Once «${KEY}».\napiVersion: route.openshift.io/v1\nkind: Route\nmetadata: { name: web }\nspec:\n  tls:\n    termination: edge\n    key: |\n      «-----BEGIN ${'PRIVATE'} KEY-----\n      MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA\n      -----END ${'PRIVATE'} KEY-----»\n`,
      },
    ],
  },
  checks: {
    /** What stands in commands, comments and configurations, and under keys that nobody reads. Variables have their names said. */
    *compose(document, { workspace }) {
      const { text } = document;
      for (const { span, shown } of standingTokens(text, 0, () => servicesOf(document, workspace).flatMap(composeVariablesOf))) {
        yield { at: { span, place: 'file/token' }, message: `A ${shown} stands here: revoke it, then supply it at run time.` };
      }
      yield* standingKeys(text);
    },
    *dockerfile(document) {
      for (const { span, vendor, shown } of standingTokens(document.text, 0, () => variablesOf(document).filter(one => tokenOf(one)))) {
        yield {
          at: { span, place: `file/${vendor}` },
          message: `A ${shown} stands here: revoke it, everyone who reads this file can use it.`,
        };
      }
    },
    /** Whatever else holds one: arguments, annotations, custom resources, comments. */
    *object(object) {
      const { map, title, place, pods } = object;
      // Rules of their own read what these hold.
      if (object.is('', 'ConfigMap', 'Secret')) return;
      // Comments around the object are nobody else's.
      const { start, end } = map.parent === undefined ? map.document.span : map.span;
      const text = map.document.text.slice(start, end);
      const told = () => pods.flatMap(({ containers }) => containers.flatMap(({ variables }) => variables));
      for (const [index, { span, shown }] of standingTokens(text, start, told).entries()) {
        yield {
          at: { span, place: `${place}/token[${index}]` },
          message: `${title} holds a ${shown}: revoke it, then supply it at run time.`,
        };
      }
      for (const { at, message } of standingKeys(text)) {
        const span = { start: start + at.span.start, end: start + at.span.end };
        if (told().some(one => one.span.start <= span.start && span.end <= one.span.end)) continue;
        yield { at: { span, place: `${place}/private-key` }, message };
      }
    },
    variable(variable: Variable, { workspace }) {
      const secret = tokenOf(variable);
      if (!secret) return NOTHING;
      const message = `${variable.name} holds a token of ${secret.vendor} (${secret.masked}): revoke it, then supply it at run time.`;
      return [{ at: variable, message, fixes: () => fixesFor(variable, workspace) }];
    },
  },
});

/** Those of the rules that would speak of a password there. */
function fixesFor(variable: Variable, workspace: Workspace): readonly Fix[] {
  if (variable.kind === 'env') return variable.byDefault ? [] : environmentFixes(variable, workspace);
  return variable.kind === 'arg' ? buildSecretFix(variable, workspace) : [];
}

function tokenOf({ value }: Variable): ClassifiedSecret | undefined {
  const secret = value === undefined || findVendorTokens(value).length === 0 ? undefined : classifySecret(undefined, value);
  return secret?.kind === 'vendor-token' ? secret : undefined;
}
