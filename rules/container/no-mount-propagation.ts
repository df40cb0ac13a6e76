import { defineRule, listed, setTo, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-mount-propagation',
    title: 'Mounts made in the container appear on the host',
    layer: 'host',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.20'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: { kics: ['baa452f0-1f21-4a25-ace5-844e7a5f410d'], 'docker-bench': ['check_5_20'], monokle: ['KBP115'] },
    why: 'With shared propagation whatever the container mounts below the path is mounted on the host too, and in every container that shares it. That is a way to put files over those of the host.',
    remedy:
      'Take the option out; mounts then stay private. A program that only has to see new mounts of the host needs `rslave` (`HostToContainer`).',
    exceptions: 'Storage drivers, whose work is to mount volumes for others.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  fuse:\n    image: example/fuse:1.4\n    volumes:\n      - «/srv/media:/media:ro,rshared»\n',
        fixed: 'services:\n  fuse:\n    image: example/fuse:1.4\n    volumes:\n      - /srv/media:/media:ro\n',
        message: 'What fuse mounts below /media appears on the host too.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: csi }\nspec:\n  containers:\n    - name: csi\n      image: example/csi:1.4\n      volumeMounts:\n        - name: data\n          mountPath: /data\n          mountPropagation: «Bidirectional»\n  volumes:\n    - name: data\n      hostPath: { path: /srv/data }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: csi }\nspec:\n  containers:\n    - name: csi\n      image: example/csi:1.4\n      volumeMounts:\n        - name: data\n          mountPath: /data\n  volumes:\n    - name: data\n      hostPath: { path: /srv/data }\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  log:\n    image: example/log:1.4\n    volumes:\n      - type: bind\n        source: /srv/log\n        target: /log\n        bind:\n          propagation: «rslave»\n',
        message: 'What the host mounts below /log appears in log too.',
      },
      { file: 'compose.yaml', good: 'services:\n  log:\n    image: example/log:1.4\n    volumes: ["/srv/log:/log:rprivate"]\n' },
    ],
  },
  mentions: ['shared', 'rshared', 'slave', 'rslave', 'Bidirectional'],
  checks: {
    *container({ name, mounts, dialect }) {
      for (const { propagation, target } of mounts) {
        const shared = /^(?:r?shared|Bidirectional)$/.test(propagation.value ?? '');
        const follows = dialect === 'compose' && /^r?slave$/.test(propagation.value ?? '');
        if (!shared && !follows) continue;
        yield {
          at: propagation,
          message: shared
            ? `What ${name} mounts below ${target ?? 'it'} appears on the host too.`
            : `What the host mounts below ${target ?? 'it'} appears in ${name} too.`,
          ...(shared ? {} : { severity: 'low' as const }),
          fixes: () => [
            ...listed(without(propagation, `Keep mounts below ${target ?? 'it'} private`)),
            ...(dialect === 'kubernetes'
              ? listed(setTo(propagation, 'HostToContainer', `Let ${name} see what its node mounts, not the reverse`))
              : []),
          ],
        };
      }
    },
  },
});
