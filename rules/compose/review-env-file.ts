import { isIgnored } from '../../core/facts/documents/compose/ignored.js';
import { itemsOf } from '../../core/facts/documents/compose/items.js';
import { textOf } from '../../core/facts/documents/yaml/values.js';
import { classifySecret } from '../../core/facts/secrets/classify.js';
import { defineRule } from '../../core/judge/rule.js';
import { builderWith, dockerIgnoreFix } from './_build-context.js';
import { ignoreFix, isSample, pathFrom } from './_gitignore.js';

export default defineRule({
  meta: {
    id: 'review-env-file',
    title: 'An environment file with secrets is not kept out of the repository',
    layer: 'secrets',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['7.4'],
      'nist-800-190': ['4.1.4'],
      'nist-800-53': ['IA-5(7)', 'AC-6'],
      'pci-dss-4': ['8.6.2'],
      soc2: ['CC6.1'],
    },
    alsoKnownAs: { 'docker-bench': ['check_7_4'] },
    why: 'The file hands all its secrets to the service, shown by `inspect` and passed to every process. While git does not ignore it, they are a commit away from everybody who clones the repository.',
    remedy: 'Ignore the file; give each service its secrets one by one with `secrets:`.',
    exceptions: 'Files with settings only, and samples.',
    examples: [
      {
        file: 'compose.yaml',
        files: { '.env': 'LOG=info\nDB_PASSWORD=s3cr3t-Tr0ub4dor\n' },
        bad: 'services:\n  api:\n    image: example/api:1.4\n    env_file: «.env»\n',
        fixed: 'services:\n  api:\n    image: example/api:1.4\n    env_file: .env\n',
        fixedFiles: { '.gitignore': '/.env\n' },
        message: '.env gives api secrets such as DB_PASSWORD, and git does not ignore it.',
      },
      {
        file: 'compose.yaml',
        files: { '.env': 'DB_PASSWORD=s3cr3t-Tr0ub4dor\n', '.gitignore': '.env\n' },
        good: 'services:\n  api:\n    image: example/api:1.4\n    env_file:\n      - .env\n      - path: other.env\n        required: false\n',
      },
      {
        file: 'compose.yaml',
        files: { '.env': 'DB_PASSWORD=s3cr3t-Tr0ub4dor\n', '.gitignore': '.env\n', Dockerfile: 'FROM node:24\nCOPY . .\n' },
        bad: 'services:\n  api:\n    build: .\n    env_file: «.env»\n',
        fixed: 'services:\n  api:\n    build: .\n    env_file: .env\n',
        fixedFiles: { '.dockerignore': '.env\n' },
        message: '.env holds secrets such as DB_PASSWORD, and the image of api gets it: no .dockerignore keeps it out.',
      },
      {
        file: 'compose.yaml',
        files: { '.env': 'PORT=80\nDB_PASSWORD_FILE=/run/secrets/db\n' },
        good: 'services:\n  api:\n    image: example/api:1.4\n    env_file: .env\n',
      },
    ],
  },
  mentions: ['env_file'],
  checks: {
    *service(service, { workspace }) {
      if (service.provided || !workspace.complete) return;
      for (const item of itemsOf(service, 'env_file')) {
        const written = item.text ?? (item.node.type === 'map' ? textOf(item.node.get('path')?.value) : undefined);
        const path = written && pathFrom(workspace, written);
        const text = path && !isSample(path) ? workspace.text(path) : undefined;
        const secret = text && secretIn(text);
        if (!path || secret === undefined) continue;
        if (isIgnored(workspace, path)) {
          if (builderWith([service], workspace, path))
            yield {
              at: item,
              message: `${path} holds secrets such as ${secret}, and the image of ${service.name} gets it: no .dockerignore keeps it out.`,
              severity: 'info',
              fixes: () => dockerIgnoreFix(workspace, path),
            };
          continue;
        }
        yield {
          at: item,
          message: `${path} gives ${service.name} secrets such as ${secret}, and git does not ignore it.`,
          severity: 'medium',
          fixes: ignoreFix(workspace, path),
        };
      }
    },
  },
});

/** The name of the first secret in an environment file. */
function secretIn(text: string): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*)$/.exec(line);
    if (match && classifySecret(match[1], match[2]!.trim())) return match[1];
  }
  return undefined;
}
