import { buildOf } from '../../core/facts/documents/compose/build.js';
import { variablesOf } from '../../core/facts/documents/compose/container.js';
import type { ComposeService } from '../../core/facts/documents/compose.js';
import { moveToBuildSecret } from '../../core/facts/documents/dockerfile/service-secret.js';
import { classifySecret } from '../../core/facts/secrets/classify.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import { classifyValue } from '../../core/facts/secrets/values.js';
import type { Variable } from '../../core/facts/views/variable.js';
import { seenFrom, type Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import type { TextEdit } from '../../core/text.js';
import { BY_SYNTAX_LINE } from './_ways-out.js';

export default defineRule({
  meta: {
    id: 'no-secrets-in-build-args',
    title: 'A secret is passed as a build argument',
    layer: 'secrets',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
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
      {
        file: 'compose.yaml',
        files: { Dockerfile: 'FROM node:22.11\nARG GITHUB_TOKEN\nRUN npm ci --token "$GITHUB_TOKEN"\n' },
        bad: 'services:\n  web:\n    build:\n      context: .\n      args: [«GITHUB_TOKEN»]\n',
        fixed:
          'services:\n  web:\n    build:\n      context: .\n      secrets:\n        - GITHUB_TOKEN\nsecrets:\n  GITHUB_TOKEN:\n    environment: GITHUB_TOKEN\n',
        fixedFiles: {
          Dockerfile:
            '# syntax=docker/dockerfile:1\nFROM node:22.11\nRUN --mount=type=secret,id=GITHUB_TOKEN,env=GITHUB_TOKEN,required=true npm ci --token "$GITHUB_TOKEN"\n',
        },
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    build:\n      context: .\n      args: { TOKEN_FILE: /run/secrets/t, TOKEN_TTL: 60, USE_PASSWORD: "true", DB_PASSWORD: "" }\n      secrets: [npm]\n',
      },
    ],
  },
  checks: {
    *service(service, { workspace }) {
      for (const variable of variablesOf(service)) yield* judge(service, variable, workspace);
    },
  },
});

function* judge(service: ComposeService, { kind, name, value, owner, span, place }: Variable, workspace: Workspace): Generator<Finding> {
  if (kind !== 'arg') return;
  const literal = value !== undefined && value !== '' ? classifySecret(name, value) : undefined;
  const passed = isSecretName(name) && (value === undefined || classifyValue(value) === 'reference');
  if (!literal && !passed) return;
  const edits = () => asBuildSecret(service, name, workspace);
  yield {
    at: { span, place },
    message: `${name} stays in the history of the image of ${owner} for anyone who can pull it.`,
    ...(literal ? { severity: literal.kind === 'default-credential' ? ('medium' as const) : ('critical' as const) } : {}),
    fixes: () =>
      edits()
        ? [
            {
              title: `Give ${name} to the commands that use it as a build secret`,
              safety: 'review',
              assumes: `Nobody else builds the image with the argument ${name}.`,
              edits,
              expects: BY_SYNTAX_LINE,
            },
          ]
        : [],
  };
}

/** The Dockerfile's argument becomes a secret there; the services that build it follow. */
function asBuildSecret(service: ComposeService, name: string, workspace: Workspace): readonly TextEdit[] | null {
  const path = buildOf(service)?.dockerfile;
  const document = path === undefined ? undefined : workspace.document(path);
  if (path === undefined || document?.kind !== 'dockerfile') return null;
  const declared = document.instructions.filter(({ keyword, pairs }) => keyword === 'ARG' && pairs.some(pair => pair.name === name));
  const pair = declared[0]?.pairs.find(one => one.name === name);
  if (declared.length !== 1 || !pair) return null;
  const edits = moveToBuildSecret(document, declared[0]!, pair, seenFrom(workspace, path));
  const own = workspace.path;
  if (!edits?.some(edit => edit.path === own)) return null;
  return edits.map(edit => (edit.path === own ? { span: edit.span, text: edit.text } : { ...edit, path: edit.path ?? path }));
}
