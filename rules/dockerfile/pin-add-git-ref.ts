import { defineRule, type Fix } from '../../core/judge/rule.js';
import type { Span } from '../../core/text.js';

const REMOTE = /^(?:git:\/\/|ssh:\/\/|git@|https?:\/\/[^?#]*\.git(?:[?#]|$))/i;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;

export default defineRule({
  meta: {
    id: 'pin-add-git-ref',
    title: 'A Git repository is added without a commit',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    why: 'A branch goes on and a tag can be moved: two builds of one commit can hold different sources, whoever made them.',
    remedy: 'Name the commit behind `#`, or a tag together with `checksum=`.',
    exceptions: 'Builds that are meant to follow a branch.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM scratch\nADD «https://example.com/a.git#main:src» /a\n',
        fixed: 'FROM scratch\nADD https://example.com/a.git#0000000000000000000000000000000000000000:src /a\n',
        message: 'These sources are whatever main is when the image is built.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM scratch\nADD «git@example.com:a/b.git» /b\nADD «git://example.com/c.git?branch=dev» /c\n',
        fixed:
          'FROM scratch\nADD git@example.com:a/b.git#0000000000000000000000000000000000000000 /b\nADD git://example.com/c.git?branch=dev /c\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM scratch\nADD «https://example.com/a.git?tag=v1» /a\n',
        fixed: 'FROM scratch\nADD https://example.com/a.git?tag=v1&checksum=0000000000000000000000000000000000000000 /a\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM scratch\nARG REF\nADD https://example.com/a.git#0123456789abcdef0123456789abcdef01234567:src /a\nADD https://example.com/a.git?tag=v1&checksum=0123456789abcdef0123456789abcdef01234567 /b\nADD https://example.com/a.git#$REF /c\nADD https://example.com/a.tgz /d\n',
      },
    ],
  },
  keywords: ['ADD'],
  checks: {
    *instruction(instruction) {
      const { keyword, words, place } = instruction;
      if (keyword !== 'ADD' || instruction.flag('checksum')) return;
      for (const word of words.slice(0, -1)) {
        const url = instruction.expand(word).value;
        if (url === undefined || !REMOTE.test(url)) continue;
        const query = new Map((/\?([^#]*)/.exec(url)?.[1] ?? '').split('&').map(pair => pair.split('=', 2) as [string, string]));
        const fragment = /#([^:]*)/.exec(url)?.[1];
        const ref = fragment || query.get('ref') || query.get('tag') || query.get('branch');
        if (query.has('checksum') || query.has('commit') || COMMIT.test(ref ?? '')) continue;
        const open = /^(?:git|http):\/\//i.test(url);
        yield {
          at: { span: word.span, place: `${place}/git` },
          message: `These sources are whatever ${ref ?? 'the default branch'} is when the image is built.`,
          ...(open ? { severity: 'high' as const } : {}),
          fixes: url === word.text ? fixesFor(url, word.span, fragment) : [],
        };
      }
    },
  },
});

function fixesFor(url: string, { start, end }: Span, fragment: string | undefined): readonly Fix[] {
  const hash = url.indexOf('#');
  const queried = url.includes('?');
  // What a query names is compared with the commit, and taken as it is otherwise.
  if (queried && (hash >= 0 || !/[?&](?:ref|tag|branch)=[^&]/.test(url))) return [];
  const span = hash < 0 ? { start: end, end } : { start: start + hash + 1, end: start + hash + 1 + (fragment?.length ?? 0) };
  return [
    {
      title: 'Name a commit ...',
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const commit = await ask({ prompt: 'Which commit have you tested? (40 digits)', placeholder: '0'.repeat(40) });
        return commit === null ? null : [{ span, text: queried ? `&checksum=${commit}` : hash < 0 ? `#${commit}` : commit }];
      },
    },
  ];
}
