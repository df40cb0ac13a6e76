import { type FileSource, fileSourcesOf, includedSources } from '../../core/facts/documents/compose/remote.js';
import type { Located } from '../../core/facts/fact.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';

const REMOTE = /^(?:https?|git|ssh|oci):\/\/|^git@|^github\.com\/|\.git(?:#|$)/i;
const PINNED = /#(?:[^#]*[^0-9a-f])?[0-9a-f]{40}(?:[0-9a-f]{24})?(?::|$)|@sha256:[0-9a-f]{64}|[?&](?:commit|ref|checksum)=[0-9a-f]{40}/i;

export default defineRule({
  meta: {
    id: 'pin-remote-reference',
    title: 'A remote source can change under you',
    layer: 'supply-chain',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'nist-800-53': ['SR-3', 'SI-7', 'SR-4', 'CM-14'],
      'nist-800-190': ['4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    why: 'What is built or included is whatever the branch or tag holds at that moment. Whoever can push there, or stands on an unencrypted way, decides what runs on your machine.',
    remedy: 'Append the commit (`#<40 digits>`), for `oci://` the digest (`@sha256:...`), and use https or ssh.',
    exceptions: 'Repositories of your own team, when you want their newest state on purpose.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'include:\n  - «oci://registry.example/base:latest»\nservices:\n  web:\n    build: «https://github.com/example/web.git#main»\n',
        message: 'oci://registry.example/base:latest can change under you: append a digest.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    build:\n      context: «git://example.com/web.git»\n      additional_contexts:\n        lib: «git@example.com:lib.git#v1»\n',
        message: 'git://example.com/web.git comes over a way that nobody protects, and can change under you.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    build:\n      context: https://example.com/web.git#0123456789abcdef0123456789abcdef01234567:src\n      additional_contexts: ["a=../a", "b=service:db", "c=docker-image://alpine:3"]\n  db:\n    build: ./db.git-tools\n',
      },
    ],
  },
  mentions: ['include', 'build', 'extends'],
  checks: {
    *compose({ root }) {
      yield* includedSources(root).flatMap(judge);
    },
    *service(service) {
      yield* fileSourcesOf(service).flatMap(judge);
    },
  },
});

function judge({ text, node, place }: FileSource): readonly Finding[] {
  if (!REMOTE.test(text) || PINNED.test(text)) return [];
  const at: Located = { span: node.useSpan, place };
  const open = /^(?:http|git):\/\//i.test(text);
  const shown = text.replace(/\/\/[^/@]*@/, '//***@');
  return [
    {
      at,
      message: open
        ? `${shown} comes over a way that nobody protects, and can change under you.`
        : `${shown} can change under you: append a ${text.startsWith('oci:') ? 'digest' : 'commit'}.`,
      ...(open ? { severity: 'high' as const } : {}),
    },
  ];
}
