import { isIgnored } from '../../core/facts/documents/compose/ignored.js';
import { servicesOf } from '../../core/facts/documents/compose.js';
import { textOf } from '../../core/facts/documents/yaml/values.js';
import { defineRule } from '../../core/judge/rule.js';
import { builderWith, dockerIgnoreFix } from './_build-context.js';
import { ignoreFix, isSample, pathFrom } from './_gitignore.js';

export default defineRule({
  meta: {
    id: 'secret-file-tracked',
    title: "A secret's file is not kept out of the repository",
    layer: 'secrets',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['7.4'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
    },
    alsoKnownAs: { 'docker-bench': ['check_7_4'] },
    why: 'What git does not ignore is committed sooner or later, and history keeps it for everybody who ever clones the repository.',
    remedy:
      'Ignore the file, and take it out of the index (`git rm --cached`) when it is in there. Then change the secret. Leave it out of images too (`.dockerignore`).',
    exceptions: 'Made-up secrets of examples and tests; name them so (`db.example.txt`).',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: postgres:17.2\n    secrets: [db]\nsecrets:\n  db:\n    file: «./secrets/db.txt»\n',
        fixed: 'services:\n  db:\n    image: postgres:17.2\n    secrets: [db]\nsecrets:\n  db:\n    file: ./secrets/db.txt\n',
        fixedFiles: { '.gitignore': '/secrets/db.txt\n' },
        message: 'secrets/db.txt holds the secret db, and git does not ignore it.',
      },
      {
        file: 'compose.yaml',
        files: { '.gitignore': 'secrets/\n', Dockerfile: 'FROM node:24\nCOPY . .\n' },
        bad: 'services:\n  web:\n    build: .\n    secrets: [db]\nsecrets:\n  db:\n    file: «./secrets/db.txt»\n',
        fixed: 'services:\n  web:\n    build: .\n    secrets: [db]\nsecrets:\n  db:\n    file: ./secrets/db.txt\n',
        fixedFiles: { '.dockerignore': 'secrets/db.txt\n' },
        message: 'secrets/db.txt holds the secret db, and the image of web gets it: no .dockerignore keeps it out.',
      },
      {
        file: 'compose.yaml',
        files: {
          '.gitignore': 'secrets/\n',
          Dockerfile: 'FROM node:24\nCOPY src package.json ./\n',
          'api/Dockerfile': 'FROM node:24\nCOPY . .\n',
        },
        good: 'services:\n  web:\n    build: .\n  api:\n    build: api\nsecrets:\n  db:\n    file: ./secrets/db.txt\n',
      },
      {
        file: 'compose.yaml',
        files: { '.gitignore': 'secrets/\n', '.dockerignore': 'secrets\n', Dockerfile: 'FROM node:24\nCOPY . .\n' },
        good: 'services:\n  web:\n    build: .\nsecrets:\n  db:\n    file: ./secrets/db.txt\n',
      },
      {
        file: 'compose.yaml',
        files: { '.gitignore': '# local\nsecrets/\n*.key\n' },
        good: 'services:\n  db:\n    image: postgres:17.2\nsecrets:\n  a: { file: secrets/db.txt }\n  b: { file: ./tls/web.key }\n  c: { external: true }\n  d: { environment: TOKEN }\n  e: { file: /etc/app/token }\n  f: { file: db.example.txt }\n',
      },
    ],
  },
  mentions: ['secrets'],
  checks: {
    *compose(document, { workspace }) {
      const secrets = document.root?.get('secrets')?.value;
      if (secrets?.type !== 'map' || !workspace.complete) return;
      for (const { key, value } of secrets.entries()) {
        const node = value?.type === 'map' ? value.get('file')?.value : undefined;
        const path = node && pathFrom(workspace, textOf(node) ?? '$');
        if (!node || !path || isSample(path)) continue;
        const at = { span: node.useSpan, place: `secrets.${key}.file` };
        if (isIgnored(workspace, path)) {
          const builder = builderWith(servicesOf(document, workspace), workspace, path);
          if (builder)
            yield {
              at,
              message: `${path} holds the secret ${key}, and the image of ${builder.name} gets it: no .dockerignore keeps it out.`,
              severity: 'medium',
              fixes: () => dockerIgnoreFix(workspace, path),
            };
          continue;
        }
        yield {
          at,
          message: `${path} holds the secret ${key}, and git does not ignore it.`,
          severity: 'medium',
          fixes: ignoreFix(workspace, path),
        };
      }
    },
  },
});
