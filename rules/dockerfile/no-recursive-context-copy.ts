import { DockerIgnore } from '../../core/facts/dockerignore.js';
import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { defineRule } from '../../core/judge/rule.js';
import { contextSources, copiesOf, guardContext, ignoreFileOf, keepsSecretsOut } from './_context.js';

export default defineRule({
  meta: {
    id: 'no-recursive-context-copy',
    title: 'The whole build context goes into the image',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.10'],
      'nist-800-190': ['4.1.4'],
      'nist-800-53': ['CM-7', 'IA-5'],
    },
    alsoKnownAs: {
      sonar: ['S6470'],
      dockle: ['DKL-LI-0003'],
      'docker-bench': ['check_4_10'],
    },

    supersedes: ['require-dockerignore'],
    why: 'Whatever lies in the folder is shipped: the history of the repository, environment files, keys that somebody left there. Everyone who pulls the image can read it.',
    remedy: 'Keep out what the image does not need by a `.dockerignore`, or name the folders that it needs.',
    exceptions: 'Contexts whose `.dockerignore` keeps `.git` and `.env` out, and stages that do not ship, are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nCOPY «.» /app\n',
        fixed: 'FROM node:22\nCOPY . /app\n',
        fixedFiles: {
          '.dockerignore':
            '**/.git\n**/.env\n**/.env.*\n**/*.pem\n**/*.key\n**/id_*\n**/.ssh\n**/.aws\n**/.npmrc\n**/.netrc\n**/*.tfstate*\n',
        },
        message: 'Everything in the build context is shipped, .git and .env included.',
      },
      {
        file: 'Dockerfile',
        files: { '.dockerignore': 'node_modules\n' },
        bad: 'FROM node:22\nADD --chown=node https://example.com/a «./*» /app/\n',
      },
      { file: 'Dockerfile', files: { '.dockerignore': '*\n!src\n' }, good: 'FROM node:22\nCOPY . /app\n' },
      { file: 'web/Dockerfile', files: { '.dockerignore': '.git\n**/.env*\n' }, good: 'FROM node:22\nCOPY . /app\n' },
      {
        file: 'Dockerfile',
        good: 'FROM node:22 AS build\nCOPY . .\nFROM scratch\nCOPY --from=build . .\nCOPY src/ ./dist /app/\nCOPY --exclude=.git --exclude=.env* . /app\n',
      },
    ],
  },

  checks: {
    *dockerfile(dockerfile, { workspace }) {
      const copies = copiesOf(dockerfile);
      const file = copies.length > 0 ? ignoreFileOf(workspace) : undefined;
      if (!file || keepsSecretsOut(file)) return;
      for (const instruction of copies) {
        if (!instruction.stage?.ships) continue;
        const whole = contextSources(instruction).find(({ value }) => value !== undefined && isWhole(value));
        if (!whole || keepsSecretsOut({ ...file, rules: exclusionsOf(instruction) })) continue;
        yield {
          at: { span: whole.word.span, place: instruction.place },
          message: 'Everything in the build context is shipped, .git and .env included.',
          fixes: () => guardContext(file, dockerfile),
        };
      }
    },
  },
});

/** Whether a source is the context itself or everything at its top. */
function isWhole(source: string): boolean {
  const parts: string[] = [];
  for (const part of source.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0 || /^\*{1,2}$/.test(parts.join('/'));
}

const exclusionsOf = ({ flags }: Instruction): DockerIgnore =>
  new DockerIgnore(flags.flatMap(({ name, value }) => (name === 'exclude' && value ? [value] : [])).join('\n'));
