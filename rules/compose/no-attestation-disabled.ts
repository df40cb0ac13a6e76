import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-attestation-disabled',
    title: 'Build records no provenance',
    layer: 'supply-chain',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: { 'owasp-docker': ['RULE #13'], 'nist-800-53': ['SR-4', 'CM-8'], 'pci-dss-4': ['6.3.2'] },
    why: 'Nobody can tell afterwards from which sources the image came and what is in it, which is the first question after a break-in into a dependency.',
    remedy: 'Take the key out.',
    exceptions: 'Registries and services that refuse images with attestations, as some functions-as-a-service do.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    build:\n      context: .\n      provenance: «false»\n',
        fixed: 'services:\n  web:\n    build:\n      context: .\n',
        message: 'The image of web does not say from which sources it was built.',
      },
      { file: 'compose.yaml', good: 'services:\n  web:\n    build:\n      context: .\n      provenance: mode=max\n      sbom: true\n' },
    ],
  },
  mentions: ['provenance', 'sbom'],
  checks: {
    *service(service) {
      for (const [key, lacks] of [
        ['provenance', 'from which sources it was built'],
        ['sbom', 'what it contains'],
      ] as const) {
        const setting = service.flag('build', key);
        if (setting.value !== false) continue;
        yield {
          at: setting,
          message: `The image of ${service.name} does not say ${lacks}.`,
          fixes: without(setting, key === 'sbom' ? 'Let the build list what it contains' : 'Let the build record its sources'),
        };
      }
    },
  },
});
