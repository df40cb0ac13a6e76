import { mountsOf } from '../../core/facts/documents/dockerfile/mounts.js';
import { defineRule } from '../../core/judge/rule.js';
import { at } from '../../core/text.js';

export default defineRule({
  meta: {
    id: 'secret-mount-required',
    title: 'A build secret may be missing unnoticed',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'nist-800-53': ['IA-5', 'CM-6'],
    },
    why: 'Without `required` the step runs with an empty place where the secret should be. It may then fall back to something weaker, or fail in a way that nobody understands.',
    remedy: 'Append `required=true`.',
    exceptions: 'Steps that look whether the secret is there are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nRUN «--mount=type=secret,id=npmrc,target=/root/.npmrc» npm ci\n',
        fixed: 'FROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc,required=true npm ci\n',
        message: 'The step also runs without the secret npmrc.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:22\nRUN --mount=type=secret,id=a,required --mount=type=secret,id=b,required=1 --mount=type=cache,target=/x npm ci\nRUN --mount=type=secret,id=c if [ -f /run/secrets/c ]; then npm ci; fi\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['secret'],
  checks: {
    *instruction(instruction) {
      for (const { type, flag, id, env, target, options } of mountsOf(instruction)) {
        const required = options.get('required');
        if (type !== 'secret' || (required && /^(?:true|1)$/i.test(required.value))) continue;
        if (/\[\s+!?\s*-[efrsnz]\s|\btest\s+-[efrsnz]\s/.test(instruction.logical)) continue;
        const edit = required ? { span: required.span, text: 'required=true' } : { span: at(flag.valueSpan!.end), text: ',required=true' };
        yield {
          at: { span: flag.span, place: `${instruction.place}/${id ?? env ?? target ?? 'secret'}` },
          message: `The step also runs without the secret ${id ?? env ?? target}.`,
          // `required=false` is meant.
          fixes: required ? [] : [{ title: 'Fail without the secret', safety: 'review', edits: () => [edit] }],
        };
      }
    },
  },
});
