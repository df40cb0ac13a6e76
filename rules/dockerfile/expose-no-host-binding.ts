import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'expose-no-host-binding',
    title: 'EXPOSE names a port or address of the host',
    layer: 'network',
    per: {
      dockerfile: { severity: 'low', preset: 'recommended', fix: 'safe' },
    },
    controls: {
      'nist-800-53': ['SC-7', 'CM-6'],
    },
    alsoKnownAs: {
      buildkit: ['ExposeInvalidFormat'],
      dockerfilelint: ['expose_host_port'],
    },
    why: 'EXPOSE knows ports of the container only: an address in it binds nothing, however much it looks like a protection. Builders refuse or ignore the rest.',
    remedy: "Name the container's port; the host's is chosen with `-p` or in Compose.",
    exceptions: 'None.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nEXPOSE «127.0.0.1:8080:80/tcp» 443\n',
        fixed: 'FROM debian:12\nEXPOSE 80/tcp 443\n',
        message: 'EXPOSE binds nothing on the host: only port 80/tcp counts.',
      },
      { file: 'Dockerfile', bad: 'FROM debian:12\nEXPOSE 443 «80:80»\n', fixed: 'FROM debian:12\nEXPOSE 443 80\n' },
      { file: 'Dockerfile', bad: 'FROM debian:12\nEXPOSE «"80:80"»\n', fixed: 'FROM debian:12\nEXPOSE "80"\n' },
      { file: 'Dockerfile', bad: 'FROM debian:12\nARG P=80\nEXPOSE «8080:${P}»\n', fixed: 'FROM debian:12\nARG P=80\nEXPOSE ${P}\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nEXPOSE 80/tcp 8000-8010/udp $PORT ${PORT:-80}\n' },
    ],
  },
  keywords: ['EXPOSE'],
  checks: {
    *instruction({ keyword, words, place }) {
      if (keyword !== 'EXPOSE') return;
      for (const { text, span } of words) {
        const quote = /^["'].*["']$/.test(text) ? 1 : 0;
        // A colon in braces belongs to a default.
        const colon = text.replace(/\$\{[^}]*\}/g, braces => ' '.repeat(braces.length)).lastIndexOf(':');
        const port = text.slice(colon + 1, text.length - quote);
        if (colon < 0 || !/^(?:\d+(?:-\d+)?(?:\/\w+)?|\$\w+|\$\{[^}]+\})$/.test(port)) continue;
        const before = { start: span.start + quote, end: span.start + colon + 1 };
        yield {
          at: { span, place: `${place}/${port}` },
          message: `EXPOSE binds nothing on the host: only port ${port} counts.`,
          fixes: [{ title: `Expose ${port}`, safety: 'safe', edits: () => [{ span: before, text: '' }] }],
        };
      }
    },
  },
});
