import type { Instruction, Stage } from '../../core/facts/documents/dockerfile.js';
import { assuming, defineRule, listed, type Severity } from '../../core/judge/rule.js';
import { fixWith } from '../command/_edits.js';
import { ignoreFileOf } from '../dockerfile/_context.js';
import { copiedFiles, withoutArgument } from '../dockerfile/_paths.js';
import { broughtBy, namedSecretFiles, namesSecretFile, secretFile } from './_secret-file.js';

export default defineRule({
  meta: {
    id: 'no-secret-file-copy',
    title: 'A file of secrets is copied into the image',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'critical', preset: 'essential', fix: 'review' },
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
      trivy: ['DS-0031'],
      dockle: ['CIS-DI-0010'],
      'docker-bench': ['check_4_10'],
    },

    why: 'Everyone who can pull the image can read the file, also after a later step deletes it. Keys and passwords then have to be changed.',
    remedy:
      'Give the file to the one RUN that needs it, by `RUN --mount=type=secret,id=...,target=...`, or to the container when it starts. Keep it out of the context by `.dockerignore`.',
    exceptions:
      'Examples and templates, public keys and certificates are not reported; in stages that do not ship it is reported as medium.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nCOPY package.json «.npmrc» ./\nCOPY «deploy/id_rsa» /root/.ssh/\n',
        fixed: 'FROM node:22\nCOPY package.json ./\nCOPY deploy/id_rsa /root/.ssh/\n',
        message: '.npmrc is shipped with the image: by its name it holds npm credentials.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nCOPY package.json «.env*» «certs/mykey.pem» certs/jwt-public-key.pem ./\n',
        fixed: 'FROM node:22\nCOPY package.json certs/mykey.pem certs/jwt-public-key.pem ./\n',
        message: '.env is shipped with the image: by its name it holds secrets, usually.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nARG STAGE=production\nCOPY [«".env.prod"», "/app/.env"]\n',
        fixed: 'FROM node:22\nARG STAGE=production\n',
      },
      { file: 'Dockerfile', bad: 'FROM node:22\nCOPY «.env» .\nRUN npx prisma generate\n' },
      {
        file: 'Dockerfile',
        good: 'FROM node:22 AS build\nCOPY package.json .yarnrc.yml ./\nFROM node:22\nCOPY --from=build /app/dist /app\n',
      },
      { file: 'Dockerfile', bad: 'FROM node:22 AS build\nCOPY «.env» .\nFROM node:22\nCOPY --from=build «/app/server.key» /etc/ssl/\n' },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nCOPY «.git» /app/.git\n',
        fixed: 'FROM alpine:3.22\n',
        message: '.git is shipped with the image: it holds the history of the repository.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM ruby:3.4\nCOPY «config/credentials.yml.enc» /app/config/\nCOPY «sa.json» $GOOGLE_APPLICATION_CREDENTIALS\nCOPY «ci-private.asc» /keys/\n',
        message: 'config/credentials.yml.enc is shipped with the image: it holds credentials, which master.key opens.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nENV GOOGLE_APPLICATION_CREDENTIALS=/app/storage.json\nCOPY «storage.json» app.js /app/\n',
        fixed: 'FROM node:22\nENV GOOGLE_APPLICATION_CREDENTIALS=/app/storage.json\nCOPY app.js /app/\n',
        message: 'storage.json is shipped with the image: GOOGLE_APPLICATION_CREDENTIALS names it.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nWORKDIR /app\nCOPY . .\nENV GOOGLE_APPLICATION_CREDENTIALS=«./storage.json»\n',
        message: 'storage.json is shipped with the image: GOOGLE_APPLICATION_CREDENTIALS names it.',
      },
      {
        file: 'Dockerfile',
        files: { '.dockerignore': 'storage.json\n' },
        good: 'FROM node:22\nWORKDIR /app\nCOPY . .\nENV GOOGLE_APPLICATION_CREDENTIALS=/app/storage.json HF_TOKEN_PATH=/run/secrets/hf\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22\nCOPY src /src\nENV GOOGLE_APPLICATION_CREDENTIALS=./app/storage.json\n',
      },
      {
        file: 'Dockerfile',
        files: { '.dockerignore': '.env\n' },
        good: 'FROM node:22 AS build\nCOPY .git .git\nFROM node:22\nCOPY .env .env.example ca.pem fullchain.pem server.crt id_rsa.pub /app/\nCOPY .docker/php.ini nginx/admin.conf /etc/\nCOPY docker.key /etc/apt/keyrings/\nCOPY <<.env /app/\nx\n.env\n',
      },
    ],
  },

  checks: {
    *stage(stage, { workspace }) {
      const { ships } = stage;
      const ignored = (source: string) => ignoreFileOf(workspace)?.rules.excludes(source) === true;
      const direct = new Set<string | undefined>();
      const named = namedSecretFiles(stage);
      for (const instruction of stage.instructions) {
        for (const copied of copiedFiles(instruction)) {
          const { word, target } = copied;
          // `.env*` brings the file without an ending too, unless that is kept out.
          const source = copied.source.endsWith('.env*') ? copied.source.slice(0, -1) : copied.source;
          const variable = named.find(({ path }) => path === target)?.variable ?? targetVariable(instruction);
          const file = secretFile({ source, target }, ships) ?? (variable ? { risk: 'high', says: `${variable} names it` } : undefined);
          if (!file || (instruction.flag('from') === undefined && ignored(source))) continue;
          direct.add(target);
          const severity: Severity = file.risk === 'info' ? 'info' : !ships || file.risk === 'low' ? 'medium' : 'critical';
          yield {
            at: { span: word.span, place: `${instruction.place}/${source}` },
            message: `${source} is ${ships ? 'shipped with the image' : 'kept in a layer of the build'}: ${file.says}.`,
            severity,
            fixes: () =>
              // A step may read it.
              instruction.hasStepsBehind || instruction.stage?.children.some(hasSteps)
                ? []
                : listed(
                    assuming(
                      fixWith(`Do not copy ${source}`, withoutArgument(instruction, word, instruction.words.slice(0, -1))),
                      `The program gets ${source} when it starts, by a mount.`,
                    ),
                  ),
          };
        }
      }
      for (const { variable, path, instruction, word } of named) {
        if (direct.has(path)) continue;
        for (const copy of stage.instructions.filter(i => /^(?:COPY|ADD)$/.test(i.keyword) && i.flag('from') === undefined)) {
          const brought = broughtBy(copy, path);
          if (!brought || ignored(brought.source)) continue;
          yield {
            at: { span: word.span, place: `${instruction.place}/${variable}` },
            message: `${brought.source} is ${ships ? 'shipped with the image' : 'kept in a layer of the build'}: ${variable} names it.`,
            severity: ships ? 'high' : 'medium',
            related: [{ at: { span: brought.word.span, place: copy.place }, message: 'This brings it into the image.' }],
          };
          break;
        }
      }
    },
  },
});

const hasSteps = (stage: Stage): boolean => stage.own('RUN').length > 0 || stage.children.some(hasSteps);

/** The variable of the image, set elsewhere, that names where a copy goes. */
function targetVariable({ words }: Instruction): string | undefined {
  const name = words.length === 2 ? /^\$(?:\{(\w+)\}|(\w+))$/.exec(words[1]!.text)?.slice(1).find(Boolean) : undefined;
  return name !== undefined && namesSecretFile(name) ? name : undefined;
}
