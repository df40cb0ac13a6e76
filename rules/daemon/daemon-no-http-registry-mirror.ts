import type { DaemonItem } from '../../core/facts/documents/daemon.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import { hostOf, isLoopback } from './_address.js';

export default defineRule({
  meta: {
    id: 'daemon-no-http-registry-mirror',
    title: 'A mirror is asked without encryption',
    layer: 'supply-chain',
    per: {
      daemon: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.2.1'],
      'nist-800-53': ['SC-8'],
      'pci-dss-4': ['4.2.1'],
    },

    why: 'Tags are answered by the mirror. Over plain HTTP whoever sits between decides which image a tag stands for.',
    remedy: 'Give the mirror a certificate and write `https://`.',
    exceptions: 'A mirror on this very machine is not reported.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "registry-mirrors": ["https://a.example.com", «"http://mirror.example.com:5000"»] }\n',
        fixed: '{ "registry-mirrors": ["https://a.example.com", "https://mirror.example.com:5000"] }\n',
        message: 'The mirror mirror.example.com is asked over plain HTTP: anybody on the way can swap images.',
      },
      {
        file: 'etc/docker/daemon.json',
        good: '{ "registry-mirrors": ["http://localhost:5000", "http://127.0.0.1:5000", "http://[::1]:5000/", "https://mirror.gcr.io"] }\n',
      },
    ],
  },

  checks: {
    *daemon(daemon) {
      for (const item of daemon.items('registry-mirrors')) {
        const host = /^http:\/\//i.test(item.value) ? hostOf(item.value) : undefined;
        if (!host || isLoopback(host)) continue;
        yield {
          at: item,
          message: `The mirror ${host} is asked over plain HTTP: anybody on the way can swap images.`,
          fixes: overTls(item),
        };
      }
    },
  },
});

function overTls(item: DaemonItem): readonly Fix[] {
  const edits = item.replace(item.value.replace(/^http:/i, 'https:'));
  return edits ? [{ title: 'Ask the mirror over HTTPS, which it has to serve', safety: 'review', edits: () => edits }] : [];
}
