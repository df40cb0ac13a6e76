import type { Flag } from '../../core/facts/documents/dockerfile.js';
import { defineRule } from '../../core/judge/rule.js';
import { at } from '../../core/text.js';

const GIT = /\.git(?:[?#]|$)/i;

export default defineRule({
  meta: {
    id: 'add-remote-checksum',
    title: 'A remote file is added without a checksum',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.9', '4.12'],
      'nist-800-190': ['4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      kics: ['4b410d24-1cbe-4430-a632-62c9a931cf1c'],
      terrascan: ['AC_DOCKER_0035'],
      'docker-bench': ['check_4_9', 'check_4_12'],
    },
    why: 'What is behind the address can change: by a stolen account, by a mirror, by a mistake. The build takes it and ships it, and nobody can tell afterwards.',
    remedy: 'Write down its checksum: `ADD --checksum=sha256:... address path`. The builder then compares it.',
    exceptions: 'Files that are meant to be the newest of the day.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nADD --chmod=755 «https://example.com/tool-1.2» /usr/bin/tool\n',
        fixed: 'FROM debian:12\nADD --checksum=sha256:checksum --chmod=755 https://example.com/tool-1.2 /usr/bin/tool\n',
        message: 'Nothing checks what comes from example.com.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nADD --checksum=sha256:0123 --chmod=755 «https://example.com/tool-1.2» /usr/bin/tool\n',
        message: 'The checksum of what comes from example.com is malformed: nothing can match it.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nARG V=1.2\nADD «http://example.com/a-${V}.tgz» «https://example.com/b» /x/\n' },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nARG URL\nADD --checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef https://example.com/a /a\nADD https://example.com/a.git#v1 /b\nADD rootfs.tar.xz /\nADD $URL /c\n',
      },
    ],
  },
  keywords: ['ADD'],
  mentions: ['http', 'https'],
  checks: {
    *instruction(instruction) {
      const { keyword, keywordSpan, words, place } = instruction;
      if (keyword !== 'ADD') return;
      const checksum = instruction.flag('checksum');
      if (checksum && !isMalformed(checksum)) return;
      const sources = words.slice(0, -1);
      for (const word of sources) {
        const url = (instruction.expand(word).value ?? word.text).replace(/^["']/, '');
        const match = /^(https?):\/\/(?:[^/@]*@)?([^/:]+)/i.exec(url);
        if (!match || GIT.test(url)) continue;
        const host = match[2]!.includes('$') ? 'this address' : match[2]!;
        yield {
          at: { span: word.span, place: `${place}/${sources.indexOf(word)}` },
          message: checksum
            ? `The checksum of what comes from ${host} is malformed: nothing can match it.`
            : `Nothing checks what comes from ${host}.`,
          ...(match[1]!.toLowerCase() === 'http' ? { severity: 'high' as const } : {}),
          fixes:
            sources.length === 1
              ? [
                  {
                    title: 'Compare its checksum ...',
                    safety: 'review',
                    needs: 'input',
                    async edits({ ask }) {
                      const answer = await ask({ prompt: `SHA-256 of the file from ${host}`, placeholder: 'checksum' });
                      const text = `--checksum=sha256:${answer}`;
                      if (answer === null) return null;
                      return [checksum ? { span: checksum.span, text } : { span: at(keywordSpan.end), text: ` ${text}` }];
                    },
                  },
                ]
              : [],
        };
      }
    },
  },
});

/** Whether no file can have the checksum: its length is that of no SHA-256. */
const isMalformed = ({ value }: Flag): boolean =>
  value !== undefined && /^["']?sha256:[0-9a-f]*["']?$/i.test(value) && !/^["']?sha256:[0-9a-f]{64}["']?$/.test(value);
