import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-logging-disabled',
    title: 'Logs are thrown away',
    layer: 'operations',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['2.13'],
      'owasp-docker': ['RULE #10'],
      'nist-800-53': ['AU-2', 'AU-9', 'AU-12'],
      'pci-dss-4': ['10.2.1'],
      soc2: ['CC7.2'],
      hipaa: ['164.312(b)'],
    },
    why: 'What an attacker did in the service, and when, is in no log: a break-in is neither noticed nor understood afterwards.',
    remedy: 'Take the key out, or use a driver that keeps logs: `local`, `journald`, `syslog`.',
    exceptions: 'Services that send their logs elsewhere themselves.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    logging:\n      driver: «"none"»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n',
        message: 'What web writes to its log is thrown away.',
      },
      { file: 'compose.yaml', good: 'services:\n  web:\n    image: example/web:1.4\n    logging: { driver: local }\n' },
    ],
  },
  mentions: ['logging'],
  checks: {
    *service(service) {
      const driver = service.text('logging', 'driver');
      if (driver.value !== 'none' || service.provided) return;
      yield {
        at: driver,
        message: `What ${service.name} writes to its log is thrown away.`,
        fixes: without(driver, `Keep the log of ${service.name}`),
      };
    },
  },
});
