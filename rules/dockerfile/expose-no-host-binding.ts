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
      { file: 'Dockerfile', good: 'FROM debian:12\nEXPOSE 80/tcp 8000-8010/udp $PORT ${PORT:-80}\n' },
    ],
  },
  keywords: ['EXPOSE'],
  checks: {
    *instruction({ keyword, words, place }) {
      if (keyword !== 'EXPOSE') return;
      for (const { text, span } of words) {
        const port = /^[^$]*:(\d+(?:-\d+)?(?:\/\w+)?)$/.exec(text)?.[1];
        if (port === undefined) continue;
        yield {
          at: { span, place: `${place}/${port}` },
          message: `EXPOSE binds nothing on the host: only port ${port} counts.`,
          fixes: [{ title: `Expose ${port}`, safety: 'safe', edits: () => [{ span, text: port }] }],
        };
      }
    },
  },
});
