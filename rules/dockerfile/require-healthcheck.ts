import type { Stage } from '../../core/facts/documents/dockerfile.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import { at, lineEndOf, lineStart } from '../../core/text.js';
import { exposedPorts } from './_ports.js';

export default defineRule({
  meta: {
    id: 'require-healthcheck',
    title: 'Nothing checks whether the server answers',
    layer: 'operations',
    per: {
      dockerfile: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'cis-docker-1.6': ['4.6', '5.27'],
      'nist-800-53': ['SI-4', 'CP-10'],
      soc2: ['A1.1', 'CC7.2'],
    },
    alsoKnownAs: {
      kics: ['b03a748a-542d-44f4-bb86-9199ab4fd2d5', '698ed579-b239-4f8f-a388-baa4bcb13ef8'],
      trivy: ['DS-0026'],
      checkov: ['CKV_DOCKER_2'],
      hadolint: ['DL3057'],
      dockle: ['CIS-DI-0006'],
      terrascan: ['AC_DOCKER_0047'],
      'docker-bench': ['check_4_6', 'check_5_27'],
    },
    why: 'An engine sees whether a process is there, not whether it answers. A server that hangs, after an attack or a leak, goes on being sent requests.',
    remedy: 'Add a HEALTHCHECK that asks the server itself, with a program that the image has.',
    exceptions: 'Images that run in Kubernetes, which ignores HEALTHCHECK and has probes; images for one command. Neither is reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM «debian:12»\nEXPOSE 8080\nCMD ["serve"]\n',
        fixed:
          'FROM debian:12\nEXPOSE 8080\nHEALTHCHECK --interval=30s --timeout=3s CMD curl -f http://localhost:8080/ || exit 1\nCMD ["serve"]\n',
        message: 'Nothing checks whether this server still answers.',
      },
      { file: 'Dockerfile', good: 'FROM debian:12 AS base\nHEALTHCHECK CMD a\nFROM base\nEXPOSE 80\nCMD ["serve"]\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nCMD ["tool"]\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nEXPOSE 80\nHEALTHCHECK NONE\nCMD ["serve"]\n' },
      {
        file: 'Dockerfile',
        files: {
          'k8s/pod.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      image: example/a:1.4\n',
        },
        good: 'FROM debian:12\nEXPOSE 80\nCMD ["serve"]\n',
      },
    ],
  },
  checks: {
    *stage(stage: Stage, { workspace }) {
      if (!stage.final || stage.last('HEALTHCHECK') || /(?:^|\/)Containerfile[^/]*$/i.test(workspace.path)) return;
      const starts = stage.last('CMD') ?? stage.last('ENTRYPOINT');
      const exposes = stage.last('EXPOSE');
      if (!starts || !exposes || isChecked(workspace)) return;
      yield { at: stage, message: 'Nothing checks whether this server still answers.', fixes: fixesFor(stage) };
    },
  },
});

/** Kubernetes has probes of its own, and a Compose service that builds this file may have a check. */
const isChecked = ({ path, summaries }: Workspace): boolean =>
  [...summaries].some(
    ({ objects, services }) =>
      objects.length > 0 || services.some(({ build, keys }) => build?.dockerfile === path && keys.includes('healthcheck')),
  );

function fixesFor(stage: Stage): readonly Fix[] {
  const before = stage.instructions.find(({ keyword }) => keyword === 'ENTRYPOINT' || keyword === 'CMD');
  if (!before || before.onbuild) return [];
  const port = stage.all('EXPOSE').flatMap(exposedPorts)[0]?.first ?? 8080;
  return [
    {
      title: 'Add a health check ...',
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const command = await ask({
          prompt: 'Which command of this image fails when the server does not answer?',
          placeholder: `curl -f http://localhost:${port}/ || exit 1`,
        });
        if (command === null) return null;
        const line = `HEALTHCHECK --interval=30s --timeout=3s CMD ${command}${lineEndOf(before.text)}`;
        return [{ span: at(lineStart(before.text, before.span.start)), text: line }];
      },
    },
  ];
}
