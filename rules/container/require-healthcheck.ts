import { builtStage } from '../../core/facts/documents/compose/build.js';
import type { Stage } from '../../core/facts/documents/dockerfile.js';
import { isAbsent } from '../../core/facts/fact.js';
import { memo } from '../../core/facts/memo.js';
import type { FileSummary, Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import { isJob } from '../compose/_jobs.js';
import { exposedPorts } from '../dockerfile/_ports.js';

export default defineRule({
  meta: {
    id: 'require-healthcheck',
    title: 'Nothing checks whether the server answers',
    layer: 'operations',
    per: {
      dockerfile: { severity: 'info', preset: 'recommended', fix: 'review' },
      compose: { severity: 'info', preset: 'recommended', fix: null },
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
    remedy:
      'Add a HEALTHCHECK to the image, or a `healthcheck` to the service, that asks the server itself with a program that the image has.',
    exceptions:
      'Images that run in Kubernetes, which ignores HEALTHCHECK and has probes; jobs that end by themselves. Neither is reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM «debian:12»\nEXPOSE 8080\nCMD ["serve"]\n',
        fixed:
          'FROM debian:12\nEXPOSE 8080\nHEALTHCHECK --interval=30s --timeout=3s CMD curl -f http://localhost:8080/ || exit 1\nCMD ["serve"]\n',
        message: 'Nothing checks whether this server still answers.',
      },
      { file: 'Dockerfile', good: 'FROM debian:12 AS base\nHEALTHCHECK CMD a\nFROM base\nEXPOSE 80\nCMD ["serve"]\n' },
      { file: 'Dockerfile', bad: 'FROM «alpine:3.22»\nCMD ./app\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nENTRYPOINT ["tool"]\nCMD ["--help"]\n' },
      { file: 'Dockerfile', bad: 'FROM «node:22.11»\nCMD ["npm", "start"]\n', message: 'Nothing checks whether the program still works.' },
      { file: 'Dockerfile', good: 'FROM debian:12\nCMD ["/bin/bash"]\nFROM debian:12\nCMD ["gimp", "--no-splash"]\n' },
      { file: 'Dockerfile', good: 'FROM debian:12\nEXPOSE 80\nHEALTHCHECK NONE\nCMD ["serve"]\n' },
      {
        file: 'Dockerfile',
        files: {
          'k8s/pod.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      image: example/a:1.4\n',
        },
        good: 'FROM debian:12\nEXPOSE 80\nCMD ["serve"]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «web»:\n    image: example/web:1.4\n',
        message: 'Nothing notices when web hangs: it has no health check.',
      },
      {
        file: 'compose.yaml',
        files: { 'api/Dockerfile': 'FROM alpine:3.22\nHEALTHCHECK CMD true\nCMD ["serve"]\n' },
        good: 'services:\n  web:\n    image: example/web:1.4\n    healthcheck: { test: ["CMD", "true"] }\n    depends_on:\n      migrate: { condition: service_completed_successfully }\n  migrate:\n    image: example/web:1.4\n  tool:\n    image: example/tool:1.4\n    profiles: [tools]\n  api:\n    build: ./api\n',
      },
    ],
  },
  checks: {
    *stage(stage: Stage, { workspace }) {
      if (!stage.final || stage.last('HEALTHCHECK') || !seemsToServe(stage)) return;
      if (isContainerfile(workspace.path) || isChecked(workspace)) return;
      const message = stage.last('EXPOSE')
        ? 'Nothing checks whether this server still answers.'
        : 'Nothing checks whether the program still works.';
      yield { at: stage, message, fixes: () => fixesFor(stage) };
    },
    *service(service, { workspace }) {
      const healthcheck = service.setting(
        ['healthcheck'],
        node => (node.type === 'map' ? true : undefined),
        () => true,
      );
      if (service.provided || !isAbsent(healthcheck) || service.get('profiles') || isJob(service)) return;
      if (service.get('build') && builtStage(service, workspace)?.last('HEALTHCHECK')) return;
      yield { at: healthcheck, message: `Nothing notices when ${service.name} hangs: it has no health check.` };
    },
  },
});

/** Programs that run somebody's own server when they are given its name. */
const RUNNER =
  /^(?:node|nodejs|bun|deno|npm|yarn|pnpm|npx|java|python[\d.]*|ruby|bundle|php|perl|dotnet|flask|gunicorn|uvicorn|ng|mix|elixir)$/;
const SYSTEM_FOLDER = /^\/(?:usr\/)?s?bin\//;

/** It listens on a port, or its CMD runs a program of the author's own. What a distribution brings (`CMD ["bash"]`, `["gimp"]`) is a tool. */
function seemsToServe(stage: Stage): boolean {
  if (stage.last('EXPOSE')) return true;
  const cmd = stage.last('CMD');
  const [program = '', ...rest] = cmd?.json?.map(({ value }) => value) ?? cmd?.words.map(({ text }) => text) ?? [];
  if (RUNNER.test(program)) return rest.some(word => !/^-{1,2}(?:v|version|h|help)$/.test(word));
  return program.includes('/') && !SYSTEM_FOLDER.test(program);
}

/** Podman builds in the OCI format, which has no health checks. */
const isContainerfile = (path: string): boolean =>
  path
    .slice(path.lastIndexOf('/') + 1)
    .toLowerCase()
    .startsWith('containerfile');

/** Kubernetes has probes of its own, and a Compose service that builds this file may have a check. */
function isChecked({ path, summaries }: Workspace): boolean {
  const { hasObjects, checked } = checkersOf(summaries);
  return hasObjects || checked.has(path);
}

/** Gathered once for all files: summaries are one object until one of them changes. */
const checkersOf = memo((summaries: Iterable<FileSummary>) => {
  const files = [...summaries];
  const services = files.flatMap(file => file.services);
  return {
    hasObjects: files.some(({ objects }) => objects.length > 0),
    /** Dockerfiles that services with a check build. */
    checked: new Set(services.flatMap(({ build, keys }) => (build && keys.includes('healthcheck') ? [build.dockerfile] : []))),
  };
});

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
        return [before.insertAbove(`HEALTHCHECK --interval=30s --timeout=3s CMD ${command}`)];
      },
    },
  ];
}
