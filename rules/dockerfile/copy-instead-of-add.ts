import { defineRule } from '../../core/judge/rule.js';

const ARCHIVE = /\.(?:tar|tar\.gz|tgz|tar\.bz2|tbz2?|tar\.xz|txz|tar\.zst|tzst|gz|bz2|xz|zst)$/i;
const REMOTE = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|[\w.-]+@[\w.-]+:)/i;

export default defineRule({
  meta: {
    id: 'copy-instead-of-add',
    title: 'ADD is used where COPY does the same',
    layer: 'image',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'safe' },
    },
    controls: {
      'cis-docker-1.6': ['4.9'],
      'owasp-docker': ['RULE #9'],
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-6'],
    },
    alsoKnownAs: {
      kics: ['9513a694-aa0d-41d8-be61-3271e056f36b'],
      trivy: ['DS-0005'],
      checkov: ['CKV_DOCKER_4'],
      hadolint: ['DL3020'],
      semgrep: ['prefer-copy-over-add'],
      dockle: ['CIS-DI-0009'],
      sonar: ['S7029'],
      terrascan: ['AC_DOCKER_0032'],
      'docker-bench': ['check_4_9'],
    },
    why: 'ADD downloads and unpacks where its source happens to look like a URL or an archive. COPY only ever copies, so nothing surprising can get in when a name changes.',
    remedy: 'Write `COPY`; the flags that both know stay.',
    exceptions: 'Archives that are meant to be unpacked, and downloads with a checksum, are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM scratch\n«ADD» --chown=1000:1000 package.json src/ /app/\n',
        fixed: 'FROM scratch\nCOPY --chown=1000:1000 package.json src/ /app/\n',
        message: 'ADD also downloads and unpacks; COPY does just what is meant here.',
      },
      { file: 'Dockerfile', bad: 'FROM scratch\n«ADD» package*.json /app/\n', fixed: 'FROM scratch\nCOPY package*.json /app/\n' },
      { file: 'Dockerfile', bad: 'FROM scratch\n«ADD» app.zip /app/\n', fixed: 'FROM scratch\nCOPY app.zip /app/\n' },
      {
        file: 'Dockerfile',
        good: 'FROM scratch\nARG SRC\nADD rootfs.tar.xz /\nADD rootfs* /\nADD *.t* /\nADD a[.]gz /\nADD https://example.com/a /a\nADD $SRC /b\nADD --checksum=sha256:00 local /c\n',
      },
    ],
  },
  keywords: ['ADD'],
  checks: {
    *instruction(instruction) {
      const { keyword, keywordSpan, place, words, flags, heredocs } = instruction;
      if (heredocs.length > 0 || flags.some(flag => !['chown', 'chmod', 'link', 'exclude'].includes(flag.name))) return;
      const sources = words.slice(0, -1).map(word => instruction.expand(word).value);
      // A wildcard at the end can match an archive.
      if (
        sources.length === 0 ||
        sources.some(
          source =>
            source === undefined ||
            REMOTE.test(source) ||
            ARCHIVE.test(source) ||
            (/[*?[]/.test(source) && !/\.\w+$/.test(source)) ||
            source.startsWith('file:'),
        )
      )
        return;
      yield {
        at: { span: keywordSpan, place },
        message: 'ADD also downloads and unpacks; COPY does just what is meant here.',
        fixes: [
          {
            title: 'Use COPY',
            safety: 'safe',
            edits: () => [
              { span: keywordSpan, text: keyword === instruction.text.slice(keywordSpan.start, keywordSpan.end) ? 'COPY' : 'copy' },
            ],
          },
        ],
      };
    },
  },
});
