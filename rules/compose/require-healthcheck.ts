import { builtStage } from '../../core/facts/documents/compose/build.js';
import type { ComposeService } from '../../core/facts/documents/compose.js';
import { textOf } from '../../core/facts/documents/yaml.js';
import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'require-healthcheck',
    title: 'Nothing checks whether the service is well',
    layer: 'operations',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: null },
    },
    group: 'missing-hardening',
    controls: { 'cis-docker-1.6': ['5.27'], 'nist-800-53': ['SI-4'], soc2: ['A1.1', 'CC7.2'] },
    alsoKnownAs: { kics: ['698ed579-b239-4f8f-a388-baa4bcb13ef8'], 'docker-bench': ['check_5_27'] },
    why: 'A process that hangs still runs. Without a check nobody notices, nothing starts it again, and what depends on it starts too early.',
    remedy: 'Write a `healthcheck` whose test uses a program that is in the image.',
    exceptions: 'Jobs that end by themselves, and images that bring a check along.',
    examples: [
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

/** It ends by itself: it is not restarted on purpose, or another service waits for its end. */
function isJob(service: ComposeService): boolean {
  if (/^(?:no|false)$/i.test(service.text('restart').value ?? '')) return true;
  const services = service.document.root?.get('services')?.value;
  return (
    services?.type === 'map' &&
    services.entries().some(({ value }) => {
      const condition = value?.type === 'map' ? value.at('depends_on', service.name, 'condition') : undefined;
      return textOf(condition) === 'service_completed_successfully';
    })
  );
}
