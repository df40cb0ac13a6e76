import type { Stage } from '../../core/facts/documents/dockerfile.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import { at, lineEnd, lineEndOf } from '../../core/text.js';

const SOURCE = 'org.opencontainers.image.source';
const REVISION = 'org.opencontainers.image.revision';

export default defineRule({
  meta: {
    id: 'require-provenance-labels',
    title: 'The image does not say where it comes from',
    layer: 'operations',
    per: {
      dockerfile: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['CM-8', 'SR-4'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC8.1'],
    },
    alsoKnownAs: {
      hadolint: ['DL3049'],
      sonar: ['S7028'],
    },

    why: 'When a hole is found, labels tell which images were built from which source. Without them somebody has to guess.',
    remedy:
      'Add the labels `org.opencontainers.image.source` and `org.opencontainers.image.revision`, or let the build add them (`docker buildx build --label`).',
    exceptions: 'Images whose pipeline adds the labels.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM «alpine:3.22»\nCMD ["serve"]\n',
        fixed:
          'FROM alpine:3.22\nCMD ["serve"]\nARG GIT_SHA\nLABEL org.opencontainers.image.source="https://github.com/example/app"\nLABEL org.opencontainers.image.revision="${GIT_SHA}"\n',
        message: 'The image lacks org.opencontainers.image.source and org.opencontainers.image.revision.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM «alpine:3.22»\nLABEL org.opencontainers.image.source=https://example.com\n',
        fixed:
          'FROM alpine:3.22\nLABEL org.opencontainers.image.source=https://example.com\nARG GIT_SHA\nLABEL org.opencontainers.image.revision="${GIT_SHA}"\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22 AS base\nLABEL "org.opencontainers.image.source"=a\nFROM base\nLABEL org.opencontainers.image.revision $SHA\n',
      },
      {
        file: 'Dockerfile',
        files: {
          'compose.yaml':
            'services:\n  web:\n    build:\n      context: .\n      labels:\n        org.opencontainers.image.source: https://example.com\n        org.opencontainers.image.revision: ${SHA}\n',
        },
        good: 'FROM alpine:3.22\nCMD ["serve"]\n',
      },
      { file: 'Dockerfile', options: { labels: ['team'] }, good: 'FROM alpine:3.22\nLABEL team=a\n' },
    ],
  },
  options: {
    labels: { default: [SOURCE, REVISION], description: 'The labels that an image has to have.' },
  },
  checks: {
    *stage(stage, { options, workspace }) {
      if (!stage.final) return;
      const present = stage.all('LABEL').flatMap(({ pairs }) => pairs.map(({ name }) => name));
      const added = addedByCompose(workspace);
      const missing = (options.labels as readonly string[]).filter(
        label => !present.includes(label) && !added.some(text => text.includes(label)),
      );
      if (missing.length === 0 || present.some(name => name.includes('$'))) return;
      yield { at: stage, message: `The image lacks ${missing.join(' and ')}.`, fixes: fixesFor(stage, missing) };
    },
  },
});

/** The Compose files with a service that builds this file: they may add labels. */
const addedByCompose = ({ path, summaries, text }: Workspace): readonly string[] =>
  [...summaries].flatMap(file => (file.services.some(({ build }) => build?.dockerfile === path) ? [text(file.path) ?? ''] : []));

function fixesFor(stage: Stage, missing: readonly string[]): readonly Fix[] {
  const last = stage.instructions.at(-1)!;
  if (missing.some(label => label !== SOURCE && label !== REVISION)) return [];
  return [
    {
      title: 'Add labels that say where the image comes from ...',
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const placeholder = 'https://github.com/example/app';
        const source = missing.includes(SOURCE) ? await ask({ prompt: 'Where is the source?', placeholder }) : '';
        if (source === null || /["$\\\r\n]/.test(source)) return null;
        const lines = [
          ...(missing.includes(REVISION) ? ['ARG GIT_SHA'] : []),
          ...(missing.includes(SOURCE) ? [`LABEL ${SOURCE}="${source}"`] : []),
          ...(missing.includes(REVISION) ? [`LABEL ${REVISION}="\${GIT_SHA}"`] : []),
        ];
        const eol = lineEndOf(last.text);
        return [{ span: at(lineEnd(last.text, last.span.end)), text: lines.map(line => eol + line).join('') }];
      },
    },
  ];
}
