import { toolOptions } from '../../core/facts/shell/tools/index.js';
import { linesOf } from '../../core/facts/shell/tools/writes.js';
import { defineRule, type Finding, NOTHING } from '../../core/judge/rule.js';
import { fixWith, withoutLine } from './_edits.js';

const OPTIONS = ['--insecure', '--proxy-insecure', '--doh-insecure'];

export default defineRule({
  meta: {
    id: 'no-insecure-curl',
    title: 'curl does not verify the server',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.11'],
      'nist-800-53': ['SC-8', 'SC-13', 'SI-7'],
      'pci-dss-4': ['4.2.1', '6.2.4'],
      soc2: ['CC6.7'],
      hipaa: ['164.312(e)(1)'],
    },
    alsoKnownAs: {
      checkov: ['CKV2_DOCKER_2'],
      'docker-bench': ['check_4_11'],
    },
    why: 'Without verification whoever sits on the network decides what gets into the image, and the build would not notice.',
    remedy: 'Take the option out. For a private authority copy its certificate in and run `update-ca-certificates`.',
    exceptions: 'Checks of a server in the same container (`localhost`) with a certificate of its own.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN «curl -fsSLk https://example.com/tool.tgz -o tool.tgz»\n',
        fixed: 'FROM alpine:3.22\nRUN curl -fsSL https://example.com/tool.tgz -o tool.tgz\n',
        message: 'curl takes whatever answers: it does not verify the server (-k).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN echo «insecure» >> $HOME/.curlrc\nCOPY <<E /root/.curlrc\n«--insecure»\nsilent\nE\n',
        fixed: 'FROM alpine:3.22\nCOPY <<E /root/.curlrc\n--insecure\nsilent\nE\n',
      },
      { file: 'Dockerfile', good: 'FROM alpine:3.22\nRUN curl -o k3d -H "-k" https://example.com/k3d && apk add curl -k\n' },
    ],
  },
  mentions: ['curl', 'curlrc'],
  checks: {
    *instruction(instruction) {
      for (const write of instruction.writes) {
        if (!write.path?.endsWith('curlrc') || !/(?:^|[/.])_?curlrc$/.test(write.path)) continue;
        const line = linesOf(write).find(({ text }) => /^(?:-k|(?:--)?(?:proxy-|doh-)?insecure)$/.test(text));
        if (!line) continue;
        yield {
          at: { span: line.span, place: `${instruction.place}/${write.path}` },
          message: 'From here on curl takes whatever answers: it does not verify any server.',
          fixes: fixWith('Leave the line out', withoutLine(instruction, write, line)),
        };
      }
    },
    command({ shell, span, place }): readonly Finding[] {
      if (shell.name !== 'curl') return NOTHING;
      const options = toolOptions(shell);
      if (!options || !OPTIONS.some(name => options.has(name))) return NOTHING;
      const used = OPTIONS.filter(name => options.has(name));
      // Nobody stands between a container and itself.
      const isOwn =
        options.operands.length > 0 &&
        options.operands.every(word => /^(?:https?:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/.test(word.value ?? ''));
      const written = used.map(name => (options.of(name)[0]!.letterSpan ? '-k' : options.of(name)[0]!.word.text)).join(', ');
      const removals = used.map(name => options.removal(name));
      return [
        {
          at: { span, place },
          message: `curl takes whatever answers: it does not verify the server (${written}).`,
          ...(isOwn ? { severity: 'info' as const } : {}),
          fixes: removals.every(spans => spans !== undefined)
            ? [
                {
                  title: 'Let curl verify the server',
                  safety: 'review',
                  edits: () => removals.flatMap(spans => spans!.map(part => ({ span: part, text: '' }))),
                },
              ]
            : [],
        },
      ];
    },
  },
});
