import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { defineRule } from '../../core/judge/rule.js';
import { fixWith } from '../command/_edits.js';
import { copiedFiles } from './_paths.js';

const SYSTEM = /^\/(?:bin|sbin|lib(?:32|64)?|boot|etc|root|usr\/(?:local\/)?(?:s?bin|lib(?:32|64|exec)?)|opt\/[^/]+\/bin)(?:\/|$)/;
const PROGRAM = /\.(?:sh|bash|py|rb|pl|php|bin|so|service)$/i;

export default defineRule({
  meta: {
    id: 'no-app-owned-code',
    title: 'Programs belong to the user that runs them',
    layer: 'access',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'owasp-docker': ['RULE #8'],
      'nist-800-53': ['AC-6', 'CM-5', 'SI-7'],
    },
    alsoKnownAs: {
      kics: ['aa93e17f-b6db-4162-9334-c70334e7ac28'],
      sonar: ['S6504'],
      terrascan: ['AC_DOCKER_00024'],
    },

    why: 'Whoever takes over the process can then rewrite its program, and is back after every restart. Files of root are there to be read.',
    remedy: 'Leave programs and system files with root; give the user the folders that it writes.',
    exceptions: 'Folders of data and of the application as a whole, and stages that do not ship, are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nCOPY «--chown=node:node» entrypoint.sh /app/\nUSER node\n',
        fixed: 'FROM node:22\nCOPY entrypoint.sh /app/\nUSER node\n',
        message: 'node owns entrypoint.sh: whoever takes over the process can rewrite it.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nCOPY --from=build «--chown=1000» /out/app /usr/local/bin/\n',
        fixed: 'FROM debian:12\nCOPY --from=build /out/app /usr/local/bin/\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22 AS build\nCOPY --chown=node a.sh /bin/\nFROM node:22\nCOPY --chown=root:node a.sh /bin/\nCOPY --chown=$WHO a.sh /bin/\nCOPY --chown=node:node dist /usr/src/app\nCOPY --chown=0:0 b.sh /bin/\n',
      },
    ],
  },

  keywords: ['COPY', 'ADD'],
  mentions: ['chown'],
  checks: {
    *instruction(instruction) {
      const chown = instruction.units.length > 0 ? instruction.flag('chown') : undefined;
      const owner = chown && ownerOf(instruction);
      const program = owner && copiedFiles(instruction).find(({ source, target }) => SYSTEM.test(target ?? '') || PROGRAM.test(source));
      if (!chown || !program) return;
      yield {
        at: { span: chown.span, place: instruction.place },
        message: `${owner} owns ${PROGRAM.test(program.source) ? program.source.split('/').at(-1) : program.target}: whoever takes over the process can rewrite it.`,
        fixes: fixWith('Leave the files with root', instruction.removeFlag(chown)),
      };
    },
  },
});

/** The user that a copy gives its files to; `undefined` for root and where it is unknown. */
function ownerOf(instruction: Instruction): string | undefined {
  const { value, valueSpan } = instruction.flag('chown') ?? {};
  const owner = value && valueSpan ? instruction.expand({ text: value, span: valueSpan }).value?.split(':', 1)[0] : undefined;
  return owner && !/^(?:root|0+)$/.test(owner) ? owner : undefined;
}
