import { DockerIgnore } from '../../core/facts/dockerignore.js';
import { appendAt } from '../../core/facts/documents/yaml/edit.js';
import { textOf, textsOf } from '../../core/facts/documents/yaml/values.js';
import { resolvePath } from '../../core/facts/path.js';
import { credentialFile } from '../../core/facts/tables/credential-files.js';
import { defineRule } from '../../core/judge/rule.js';

/** Patterns, each with a file that it keeps out. Compose leaves `.git` out by itself. */
const SENSITIVE: readonly (readonly [pattern: string, sample: string])[] = [
  ['.env', '.env'],
  ['*.pem', 'server.pem'],
];

export default defineRule({
  meta: {
    id: 'watch-ignores-secrets',
    title: 'Watching copies secrets of the project into the container',
    layer: 'secrets',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: 'safe' },
    },
    controls: { 'nist-800-190': ['4.1.4'], 'nist-800-53': ['IA-5'] },
    why: 'The whole project folder is copied into the running container, with the environment file and keys. A container in development is rarely well guarded.',
    remedy: 'Watch the folder with the sources only, or ignore what is not source.',
    exceptions: 'None: the list costs nothing.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    build: .\n    develop:\n      watch:\n        - action: sync\n          path: «.»\n          target: /app\n          ignore:\n            - node_modules/\n',
        fixed:
          "services:\n  web:\n    build: .\n    develop:\n      watch:\n        - action: sync\n          path: .\n          target: /app\n          ignore:\n            - node_modules/\n            - .env\n            - '*.pem'\n",
        message: 'Watching copies .env and *.pem of the project into web.',
      },
      {
        file: 'compose.yaml',
        files: { '.dockerignore': '**/.env*\n' },
        good: 'services:\n  web:\n    build: .\n    develop:\n      watch:\n        - action: sync\n          path: .\n          target: /app\n          ignore: ["**/*.pem"]\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    build: .\n    develop:\n      watch:\n        - { action: sync, path: ./src, target: /app/src }\n        - { action: rebuild, path: . }\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    build: .\n    develop:\n      watch:\n        - { action: sync+restart, path: «./.env», target: /app/.env }\n',
        message: 'Watching copies .env, which holds secrets, usually, into web.',
      },
    ],
  },
  mentions: ['develop'],
  checks: {
    *service(service, { workspace }) {
      const develop = service.get('develop')?.value;
      const watch = develop?.type === 'map' ? develop.get('watch')?.value : undefined;
      for (const rule of watch?.type === 'seq' ? watch.items() : []) {
        if (rule?.type !== 'map' || !textOf(rule.get('action')?.value)?.startsWith('sync')) continue;
        const node = rule.get('path')?.value;
        const path = node && resolvePath('', textOf(node) ?? '$');
        const file = path ? credentialFile(path) : undefined;
        if (node && file)
          yield {
            at: { span: node.useSpan, place: `${service.place}.develop.watch` },
            message: `Watching copies ${path}, which holds ${file.holds}, into ${service.name}.`,
          };
        if (!node || path !== '') continue;
        const shared = workspace.text(resolvePath(service.project.folder, '.dockerignore') ?? '') ?? '';
        const ignored = new DockerIgnore([shared, ...(textsOf(rule.get('ignore')?.value) ?? [])].join('\n'));
        const missing = SENSITIVE.flatMap(([pattern, sample]) => (ignored.excludes(sample) ? [] : [pattern]));
        if (missing.length === 0) continue;
        const edits = () => appendAt(rule, ['ignore'], ...missing);
        yield {
          at: { span: node.useSpan, place: `${service.place}.develop.watch` },
          message: `Watching copies ${missing.join(', ').replace(/, ([^,]*)$/, ' and $1')} of the project into ${service.name}.`,
          fixes: edits() ? [{ title: 'Leave them out', safety: 'safe', edits }] : [],
        };
      }
    },
  },
});
