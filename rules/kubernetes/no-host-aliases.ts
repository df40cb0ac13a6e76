import { defineRule } from '../../core/judge/rule.js';

const LOOPBACK = /^(?:127\.|::1$)/;
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|f[cd])/i;

export default defineRule({
  meta: {
    id: 'no-host-aliases',
    title: 'Pod answers for names itself',
    layer: 'network',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: null },
    },
    controls: {},
    alsoKnownAs: {
      trivy: ['KSV-0007'],
      kics: ['72b03514-20ae-4409-8842-2dd70c2e25aa'],
      kubesec: ['HostAliases'],
    },
    why: 'Entries in `/etc/hosts` go before DNS. A name that leads somewhere else in this one pod is easily overlooked, and can take over what the program trusts.',
    remedy: 'Let DNS answer: an `ExternalName` Service, or a rewrite in CoreDNS.',
    exceptions: 'Names for the pod itself.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  «hostAliases»:\n    - ip: 10.0.0.8\n      hostnames: [pay.example.com]\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        message: 'web leads pay.example.com to 10.0.0.8, past DNS.',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostAliases:\n    - { ip: 127.0.0.1, hostnames: [web, web.test] }\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
    ],
  },
  mentions: ['hostAliases'],
  checks: {
    *pod(pod) {
      const aliases = pod.fields.items('hostAliases').flatMap(alias => {
        const ip = alias.text('ip').value;
        const names = alias.words('hostnames').flatMap(({ value }) => value ?? []);
        return ip === undefined
          ? []
          : names.map(name => ({
              ip,
              name,
              isForeign: /\.[a-z]{2,}$/i.test(name) && !/\.(?:test|local|localhost|internal|example)$/i.test(name),
            }));
      });
      const worth = aliases.filter(({ ip, isForeign }) => isForeign || !LOOPBACK.test(ip));
      const first = worth.find(({ isForeign }) => isForeign) ?? worth[0];
      if (!first) return;
      yield {
        at: pod.fields.key('hostAliases'),
        message: `${pod.object.title} leads ${first.name} to ${first.ip}, past DNS.`,
        ...(first.isForeign && (PRIVATE.test(first.ip) || LOOPBACK.test(first.ip)) ? { severity: 'medium' as const } : {}),
      };
    },
  },
});
