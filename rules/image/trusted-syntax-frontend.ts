import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'trusted-syntax-frontend',
    title: 'An unknown program reads this Dockerfile',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    why: 'The image that `# syntax=` names is run to read the file and decides what the build does, secrets and all. One by somebody else, or one that moves, is as much as a foreign build script.',
    remedy:
      'Write `# syntax=docker/dockerfile:1`, the stable line of the official frontend; pin its digest where builds have to be repeatable.',
    exceptions: 'Frontends of other file formats that you know; put them on the list.',
    examples: [
      {
        file: 'Dockerfile',
        bad: '# syntax=«somebody/dockerfile:1»\nFROM alpine:3.22\n',
        fixed: '# syntax=docker/dockerfile:1\nFROM alpine:3.22\n',
        message: '`somebody/dockerfile` decides what this build does, and is not the official frontend.',
      },
      {
        file: 'Dockerfile',
        bad: '# syntax=«docker/dockerfile:latest»\nFROM alpine:3.22\n',
        message: 'The frontend `docker/dockerfile:latest` changes from release to release.',
      },
      { file: 'Dockerfile', good: '# syntax = docker/dockerfile:1.10\nFROM alpine:3.22\n' },
      { file: 'Dockerfile', good: '# a comment\n# syntax=somebody/dockerfile\nFROM alpine:3.22\n' },
      { file: 'Dockerfile', options: { frontends: ['somebody/dockerfile'] }, good: '# syntax=somebody/dockerfile:1\nFROM alpine:3.22\n' },
    ],
  },
  options: {
    frontends: { default: [] as readonly string[], description: 'Frontends that you trust besides: `example/dockerfile`.' },
  },
  mentions: ['syntax'],
  checks: {
    *image(image, { options }) {
      const { reference, text, use, span } = image;
      if (use !== 'syntax' || !reference) return;
      const name = reference.registry === 'docker.io' ? reference.name : `${reference.registry}/${reference.repository}`;
      const upstream = name === 'docker/dockerfile-upstream';
      const official = upstream || name === 'docker/dockerfile';
      const trusted = official || (options.frontends as readonly string[]).includes(name);
      const moves = reference.digest === undefined && !/^\d+(?:\.\d+)*(?:-[a-z]*)?$/.test(reference.tag ?? '');
      const labs = /labs|master|nightly/.test(reference.tag ?? '') && reference.digest === undefined;
      if (trusted && !upstream && !(official && (moves || labs))) return;
      yield {
        at: image,
        message:
          official && !upstream
            ? `The frontend \`${text}\` changes from release to release.`
            : upstream
              ? `\`${name}\` is the frontend before it is released.`
              : `\`${name}\` decides what this build does, and is not the official frontend.`,
        ...(upstream ? { severity: 'low' as const } : official ? { severity: 'info' as const } : {}),
        fixes: [{ title: 'Use the official frontend', safety: 'review', edits: () => [{ span, text: 'docker/dockerfile:1' }] }],
      };
    },
  },
});
