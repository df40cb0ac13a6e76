import { type ClassifiedSecret, classifySecret } from '../../core/facts/secrets/classify.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import { classifyValue } from '../../core/facts/secrets/values.js';
import type { Variable } from '../../core/facts/views/variable.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import { buildSecretFix } from './_ways-out.js';

export default defineRule({
  meta: {
    id: 'no-secrets-in-arg',
    title: 'A secret is a build argument',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
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
    alsoKnownAs: {
      kics: ['a88baa34-e2ad-44ea-ad6f-8cac87bc7c71'],
      trivy: ['DS-0031'],
      hadolint: ['DL3064'],
      buildkit: ['SecretsUsedInArgOrEnv'],
      semgrep: ['secret-in-build-arg'],
      dockle: ['CIS-DI-0010'],
      sonar: ['S6472'],
      'docker-bench': ['check_4_10'],
    },
    why: 'Build arguments stay in the history of the image, and in its provenance: whoever can pull it can read them.',
    remedy: 'Give the secret to the RUN that needs it, and to no other: `RUN --mount=type=secret,id=...`. Build with `--secret id=...`.',
    exceptions: 'Names that only sound like a secret; suppress those with a reason.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22.11\nWORKDIR /app\nARG «NPM_TOKEN»\nRUN npm ci && npm run build\nRUN npm publish --token "$NPM_TOKEN"\n',
        fixed:
          '# syntax=docker/dockerfile:1\nFROM node:22.11\nWORKDIR /app\nRUN npm ci && npm run build\nRUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN,required=true npm publish --token "$NPM_TOKEN"\n',
        message: 'NPM_TOKEN stays in the history of this image for anyone who can pull it.',
      },
      { file: 'Dockerfile', bad: 'FROM busybox:1.36\nARG «GITHUB_TOKEN=placeholder»\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM busybox:1.36\nARG «DB_PASSWORD=s3cr3t-Tr0ub4dor»\n',
        fixed: 'FROM busybox:1.36\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22.11 AS build\nRUN make\nARG «NPM_TOKEN»\nFROM node:22.11\nCOPY --from=build /app /app\n',
        fixed: 'FROM node:22.11 AS build\nRUN make\nFROM node:22.11\nCOPY --from=build /app /app\n',
        message: 'NPM_TOKEN stays in the cache of the build, and in what the stage makes of it.',
      },
      { file: 'Dockerfile', bad: 'FROM node:22.11\nARG «NPM_TOKEN»\nCOPY .npmrc .\nRUN npm ci\n' },
      {
        file: 'Dockerfile',
        good: 'FROM node:22.11\nARG TOKEN_TTL=60\nARG GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305\nARG DB_PASSWORD_FILE\n',
      },
    ],
  },
  mentions: { dockerfile: ['ARG'] },
  checks: {
    *variable(variable, { workspace }) {
      const { kind, name, value } = variable;
      if (kind !== 'arg') return;
      // A default that stands for a value says the same as none: the real one comes with the build.
      const open = value === undefined || value === '' || classifyValue(value) === 'placeholder';
      const secret = open ? undefined : classifySecret(name, value);
      if (open ? !isSecretName(name) : !secret) return;
      yield {
        at: variable,
        message:
          variable.units.length > 0
            ? `${name} stays in the history of this image for anyone who can pull it.`
            : `${name} stays in the cache of the build, and in what the stage makes of it.`,
        ...severityOf(secret, variable),
        fixes: () => buildSecretFix(variable, workspace),
      };
    },
  },
});

/** What stands in the file needs no build to be read; what a stage leaves behind, and no command of it reads, is in its history only. */
function severityOf(secret: ClassifiedSecret | undefined, { units, isRead }: Variable): Pick<Finding, 'severity'> {
  if (!secret) return units.length === 0 && !isRead ? { severity: 'medium' } : {};
  return PROVEN.has(secret.kind) ? { severity: 'critical' } : {};
}

/** Others are guessed by everybody, or belong to an address. */
const PROVEN: ReadonlySet<ClassifiedSecret['kind']> = new Set(['literal', 'vendor-token', 'private-key']);
