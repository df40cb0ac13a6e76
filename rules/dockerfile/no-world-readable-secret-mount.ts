import { mountsOf } from '../../core/facts/documents/dockerfile/mounts.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-world-readable-secret-mount',
    title: 'Everybody in the step may read a build secret',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.10'],
      'nist-800-53': ['AC-3', 'AC-6', 'IA-5'],
      soc2: ['CC6.1'],
    },
    alsoKnownAs: {
      sonar: ['S6469'],
      'docker-bench': ['check_4_10'],
    },
    why: 'Any program of the step can read the secret, also those that were made to run as an account without rights.',
    remedy: 'Leave `mode` out, or set it to `0400`; name the reader with `uid=` or `gid=`.',
    exceptions: 'None; with `uid=` or `gid=` it is not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN --mount=type=cache,target=/x --mount=type=secret,id=a,«mode=0444» npm ci\n',
        fixed: 'FROM node:22\nRUN --mount=type=cache,target=/x --mount=type=secret,id=a,mode=0400 npm ci\n',
        message: 'Every account of this step can use the secret a.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN --mount="type=secret,src=a,«mode=0444»" npm ci\n',
        fixed: 'FROM node:22\nRUN --mount="type=secret,src=a,mode=0400" npm ci\n',
        message: 'Every account of this step can use the secret a.',
      },
      { file: 'Dockerfile', bad: 'FROM node:22\nRUN --mount=«mode=666»,type=ssh git fetch\n' },
      {
        file: 'Dockerfile',
        good: 'FROM node:22\nRUN --mount=type=secret,id=a --mount=type=secret,id=b,mode=0440,gid=1000 --mount=type=secret,id=c,uid=1000 --mount=type=cache,target=/x,mode=0777 npm ci\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['mode'],
  checks: {
    *instruction(instruction) {
      for (const { type, id, options } of mountsOf(instruction)) {
        const mode = options.get('mode');
        if ((type !== 'secret' && type !== 'ssh') || !mode || !/^[0-7]*[1-7]$/.test(mode.value) || options.has('uid') || options.has('gid'))
          continue;
        yield {
          at: { span: mode.span, place: `${instruction.place}/${id ?? type}/mode` },
          message: `Every account of this step can use the ${type === 'ssh' ? 'SSH agent' : `secret ${id}`}.`,
          fixes: [
            {
              title: 'Let only root use it',
              safety: 'review',
              edits: () => [{ span: mode.span, text: type === 'ssh' ? 'mode=0600' : 'mode=0400' }],
            },
          ],
        };
      }
    },
  },
});
