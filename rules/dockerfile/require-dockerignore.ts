import { defineRule } from '../../core/judge/rule.js';
import { contextSources, copiesOf, guardContext, ignoreFileOf } from './_context.js';

export default defineRule({
  meta: {
    id: 'require-dockerignore',
    title: 'Nothing keeps secrets out of the build context',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.10'],
      'nist-800-190': ['4.1.4'],
      'nist-800-53': ['CM-7'],
    },
    alsoKnownAs: {
      dockle: ['DKL-LI-0003'],
      'docker-bench': ['check_4_10'],
    },

    why: 'Without a `.dockerignore` every file of the folder can get into the build: the history of the repository, environment files, keys. One careless COPY then ships them.',
    remedy: 'Write a `.dockerignore` that keeps out `.git`, environment files and keys.',
    exceptions: 'Dockerfiles that copy nothing from the context are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\n«COPY» package.json /app/\n',
        message: 'No .dockerignore keeps .git and .env out of the build.',
      },
      {
        file: 'Dockerfile',
        files: { '.dockerignore': 'node_modules\n' },
        bad: 'FROM node:22\nRUN make\n«COPY» src /app/\n',
        fixed: 'FROM node:22\nRUN make\nCOPY src /app/\n',
        fixedFiles: {
          '.dockerignore':
            'node_modules\n**/.git\n**/.env\n**/.env.*\n**/*.pem\n**/*.key\n**/id_*\n**/.ssh\n**/.aws\n**/.npmrc\n**/.netrc\n**/*.tfstate*\n',
        },
        message: '.dockerignore keeps neither .git nor .env out of the build.',
      },
      {
        file: 'Dockerfile',
        files: { '.dockerignore': 'node_modules\n' },
        bad: 'FROM node:22\n«COPY» package.json .npmrc certs/server.key ./\n',
        fixed: 'FROM node:22\nCOPY package.json .npmrc certs/server.key ./\n',
        fixedFiles: {
          '.dockerignore': 'node_modules\n**/.git\n**/.env\n**/.env.*\n**/*.pem\n**/id_*\n**/.ssh\n**/.aws\n**/.netrc\n**/*.tfstate*\n',
        },
      },
      { file: 'Dockerfile', files: { '.dockerignore': 'a\n' }, bad: 'FROM node:22\n«COPY» . .\nRUN git rev-parse HEAD > /revision\n' },
      { file: 'Dockerfile', files: { '.dockerignore': 'a\n' }, bad: 'FROM node:22\n«COPY» .env.production .env\nCOPY .env /x\n' },
      { file: 'Dockerfile', files: { 'Dockerfile.dockerignore': '.git\n' }, good: 'FROM node:22\nCOPY src /app/\n' },
      {
        file: 'Dockerfile',
        good: 'FROM node:22 AS build\nRUN make\nFROM scratch\nCOPY --from=build /out /\nADD https://example.com/a /a\nCOPY <<E /b\nx\nE\n',
      },
    ],
  },

  checks: {
    *dockerfile(dockerfile, { workspace }) {
      const copies = copiesOf(dockerfile);
      const file = copies.length > 0 ? ignoreFileOf(workspace) : undefined;
      if (!file || file.rules.excludes('.git/config') || file.rules.excludes('.env')) return;
      const copy = copies.find(instruction => contextSources(instruction).length > 0);
      if (!copy) return;
      yield {
        at: { span: copy.keywordSpan, place: 'dockerignore' },
        message:
          file.text === undefined
            ? 'No .dockerignore keeps .git and .env out of the build.'
            : `${file.path.split('/').at(-1)} keeps neither .git nor .env out of the build.`,
        fixes: () => guardContext(file, dockerfile),
      };
    },
  },
});
