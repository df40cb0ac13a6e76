import { textsOf } from '../../core/facts/documents/yaml/values.js';
import { defineRule, expecting, without } from '../../core/judge/rule.js';
import { isJob } from './_jobs.js';

export default defineRule({
  meta: {
    id: 'no-healthcheck-disabled',
    title: 'Health check is switched off',
    layer: 'operations',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: { 'cis-docker-1.6': ['5.27'], 'nist-800-53': ['SI-4'], soc2: ['CC7.2'] },
    alsoKnownAs: { kics: ['698ed579-b239-4f8f-a388-baa4bcb13ef8'], 'docker-bench': ['check_5_27'] },
    why: 'A service that hangs or was broken by an attack goes on being used, and what depends on it starts too early.',
    remedy: 'Take the key out, so that the check of the image holds, or write a test of your own.',
    exceptions: 'Images whose check does not fit how you use them, until you have one that does.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    healthcheck:\n      disable: «true»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n',
        message: 'Nobody notices when web no longer answers: its health check is off.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    healthcheck:\n      test: «["NONE"]»\n      retries: 3\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    healthcheck: { test: ["CMD", "true"], disable: false }\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  migrate:\n    image: example/app:1.4\n    healthcheck: { disable: true }\n  seed:\n    image: example/app:1.4\n    restart: "no"\n    healthcheck: { disable: true }\n  app:\n    image: example/app:1.4\n    depends_on:\n      migrate: { condition: service_completed_successfully }\n',
      },
    ],
  },
  mentions: ['healthcheck'],
  checks: {
    *service(service) {
      // Nobody waits for an answer of what only ends.
      if (service.provided || isJob(service)) return;
      const disable = service.flag('healthcheck', 'disable');
      const test = service.setting(['healthcheck', 'test'], textsOf, value => value);
      const off = disable.value === true ? disable : test.value?.length === 1 && test.value[0] === 'NONE' ? test : undefined;
      if (!off) return;
      yield {
        at: off,
        message: `Nobody notices when ${service.name} no longer answers: its health check is off.`,
        // The image may have none either.
        fixes: expecting(without(off, `Switch the health check of ${service.name} on`), 'require-healthcheck'),
      };
    },
  },
});
