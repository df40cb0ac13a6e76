import { classifySecret } from '../../core/facts/secrets/classify.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import { classifyValue } from '../../core/facts/secrets/values.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-secrets-in-build-args',
    title: 'A secret is passed as a build argument',
    layer: 'secrets',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['4.10'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
    },
    alsoKnownAs: { kics: ['a88baa34-e2ad-44ea-ad6f-8cac87bc7c71'] },
    why: 'Build arguments stay in the history of the image, and in its provenance: whoever can pull it can read them, wherever the value came from.',
    remedy: 'Name it under `build.secrets`, and read it in the Dockerfile with `RUN --mount=type=secret,id=...`.',
    exceptions: 'Names that only sound like a secret; suppress those with a reason.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    build:\n      context: .\n      args:\n        NPM_TOKEN: «${NPM_TOKEN}»\n        VERSION: 1.4\n        DB_PASSWORD: «s3cr3t-Tr0ub4dor»\n',
        message: 'NPM_TOKEN stays in the history of the image of web for anyone who can pull it.',
      },
      { file: 'compose.yaml', bad: 'services:\n  web:\n    build:\n      context: .\n      args: [«GITHUB_TOKEN»]\n' },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    build:\n      context: .\n      args: { TOKEN_FILE: /run/secrets/t, TOKEN_TTL: 60, USE_PASSWORD: "true", DB_PASSWORD: "" }\n      secrets: [npm]\n',
      },
    ],
  },
  checks: {
    *variable({ kind, name, value, owner, span, place }) {
      if (kind !== 'arg') return;
      const literal = value !== undefined && value !== '' ? classifySecret(name, value) : undefined;
      const passed = isSecretName(name) && (value === undefined || classifyValue(value) === 'reference');
      if (!literal && !passed) return;
      yield {
        at: { span, place },
        message: `${name} stays in the history of the image of ${owner} for anyone who can pull it.`,
        ...(literal ? { severity: literal.kind === 'default-credential' ? ('medium' as const) : ('critical' as const) } : {}),
      };
    },
  },
});
