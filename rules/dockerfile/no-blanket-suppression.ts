import type { Comment } from '../../core/facts/fact.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import type { Span } from '../../core/text.js';
import { lineEnd, lineStart, wholeLines } from '../../core/text.js';

/** How tools are silenced by a comment. What is silenced narrowly, or with a reason, does not match. */
const BLANKET: readonly (readonly [tool: string, pattern: RegExp])[] = [
  ['hadolint', /^\s*hadolint\s+global\s+ignore\s*=.*\bDL(?:3002|3004|3006|3007|3020|3026|3064|3066|4006)\b/],
  ['Checkov', /^\s*checkov:skip=[\w,\s*-]+$/],
  ['Trivy', /^\s*trivy:ignore:\*/],
  ['KICS', /^\s*kics-scan\s+(?:ignore\s*$|disable\s*=)/],
  ['dclint', /^\s*dclint\s+disable-file\b/],
  ['Seaworthy', /^\s*seaworthy-ignore-file\s(?!.*--\s*\S)/],
];

export default defineRule({
  meta: {
    id: 'no-blanket-suppression',
    title: 'Checks are switched off for the whole file',
    layer: 'operations',
    per: {
      dockerfile: { severity: 'info', preset: 'recommended', fix: 'review' },
      compose: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-53': ['CM-3', 'CA-7'],
      soc2: ['CC8.1'],
    },
    alsoKnownAs: {
      hadolint: ['DL1001'],
    },

    why: 'What is silenced as a whole also hides what comes later. Nobody can tell afterwards which finding was meant, and why.',
    remedy: 'Silence one rule at one line, and say why: `# seaworthy-ignore RULE -- reason`.',
    exceptions: 'A single rule with a reason is not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: '«# check=skip=all»\nFROM debian:12\n',
        fixed: 'FROM debian:12\n',
        message: 'The checks of BuildKit are switched off for the whole file.',
      },
      {
        file: 'Dockerfile',
        bad: '«# hadolint global ignore=DL3008,DL3002»\nFROM debian:12\n«# kics-scan ignore»\nUSER root\n',
        fixed: 'FROM debian:12\n# kics-scan ignore\nUSER root\n',
      },
      {
        file: 'Dockerfile',
        bad: '# syntax=docker/dockerfile:1\n«# check=skip=JSONArgsRecommended,SecretsUsedInArgOrEnv;error=true»\nFROM debian:12\n',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\n«#checkov:skip=CKV_DOCKER_3»\nUSER root\n' },
      {
        file: 'Dockerfile',
        good: '# check=skip=JSONArgsRecommended\nFROM debian:12\n# hadolint ignore=DL3002\n# checkov:skip=CKV_DOCKER_3:the entrypoint switches\n# trivy:ignore:DS-0002\n# kics-scan ignore-line\nUSER root\n',
      },
      {
        file: 'compose.yaml',
        bad: '«# kics-scan disable=8c978947-0ff6-485c-b0c2-0bfca6026466»\nservices:\n  web:\n    image: example/web:1.4\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n',
        message: 'The checks of KICS are switched off for the whole file.',
      },
      { file: 'compose.yaml', bad: 'services:\n  web:\n    image: example/web:1.4\n    «# dclint disable-file»\n' },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    # dclint disable-line\n    image: example/web:1.4\n    # kics-scan ignore-block\n    command: |\n      # kics-scan ignore\n',
      },
    ],
  },
  mentions: { dockerfile: ['check', 'hadolint', 'checkov', 'trivy', 'kics', 'dclint', 'seaworthy'] },
  checks: {
    *dockerfile({ text, comments, directives }) {
      for (const { name, value, span } of directives) {
        if (name === 'check' && /(?:^|;)\s*skip=(?:[^;]*\bSecretsUsedInArgOrEnv\b|\s*all\b)/.test(value))
          yield blanket('BuildKit', span, text);
      }
      yield* inComments(comments, text);
    },
    *compose({ text, comments }) {
      yield* inComments(comments, text);
    },
  },
});

function* inComments(comments: readonly Comment[], text: string): Iterable<Finding> {
  for (const comment of comments) {
    const tool = BLANKET.find(([, pattern]) => pattern.test(comment.text))?.[0];
    if (tool) yield blanket(tool, comment.span, text);
  }
}

function blanket(tool: string, span: Span, text: string): Finding {
  const alone = /^\s*$/.test(text.slice(lineStart(text, span.start), span.start));
  const line = alone ? wholeLines(text, span) : { start: span.start, end: lineEnd(text, span.end) };
  return {
    at: { span, place: `suppression:${tool}` },
    message: `The checks of ${tool} are switched off ${tool === 'Checkov' ? 'without a reason' : 'for the whole file'}.`,
    fixes: [{ title: 'Take the comment out and see what it hid', safety: 'review', edits: () => [{ span: line, text: '' }] }],
  };
}
