import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-git-repo-volume',
    title: 'Volume is cloned by the node',
    layer: 'supply-chain',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      pss: ['restricted/Volume Types'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0028'],
      monokle: ['PSS201'],
    },
    supersedes: ['restricted-volume-types'],
    why: 'The node runs `git` as root on a repository that the manifest names, and hooks in that repository have run code on nodes (CVE-2024-10220). New releases have it switched off.',
    remedy: 'Clone in an init container into an `emptyDir`, as an ordinary user.',
    exceptions: 'None.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n  volumes:\n    - name: site\n      «gitRepo»:\n        repository: https://git.example.com/site.git\n',
        message: 'web has its node clone a repository as root.',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n  volumes: [{ name: site, emptyDir: {} }]\n',
      },
    ],
  },
  mentions: ['gitRepo'],
  checks: {
    *pod(pod) {
      for (const volume of pod.fields.items('volumes')) {
        const key = volume.key('gitRepo');
        if (key.value) yield { at: key, message: `${pod.object.title} has its node clone a repository as root.` };
      }
    },
  },
});
