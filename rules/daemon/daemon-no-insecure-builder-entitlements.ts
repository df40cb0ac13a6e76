import { defineRule, setTo } from '../../core/judge/rule.js';

const ENTITLEMENTS = {
  'security-insecure': ['high', 'Builds may ask for full rights on this host.'],
  'network-host': ['low', "Builds may ask for this host's network."],
} as const;

export default defineRule({
  meta: {
    id: 'daemon-no-insecure-builder-entitlements',
    title: 'Builds may leave their sandbox',
    layer: 'host',
    per: {
      daemon: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'CM-6'],
      'pci-dss-4': ['2.2.6', '7.2.5'],
      soc2: ['CC6.1', 'CC6.3'],
      hipaa: ['164.312(a)(1)'],
    },

    why: 'A build with `security.insecure` runs privileged: whoever may start builds, or writes a Dockerfile that is built here, owns the host. With `network.host` it reaches what listens on the host only.',
    remedy: 'Turn the entitlement off; give builds that need it a builder of their own.',
    exceptions: 'Hosts that do nothing but trusted builds.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "builder": { "Entitlements": { "security-insecure": «true», "network-host": «true» } } }\n',
        fixed: '{ "builder": { "Entitlements": { "security-insecure": false, "network-host": true } } }\n',
        message: 'Builds may ask for full rights on this host.',
      },
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "builder": { "entitlements": { "security-insecure": «true» } } }\n',
        fixed: '{ "builder": { "entitlements": { "security-insecure": false } } }\n',
      },
      {
        file: 'etc/docker/daemon.json',
        good: '{ "builder": { "gc": { "enabled": true }, "entitlements": { "security-insecure": false } } }\n',
      },
    ],
  },

  checks: {
    *daemon(daemon) {
      const builder = daemon.root?.get('builder')?.value;
      // The engine compares these keys without regard to case.
      const key = builder?.type === 'map' ? builder.entries().find(entry => entry.key.toLowerCase() === 'entitlements')?.key : undefined;
      if (key === undefined) return;
      for (const [name, [severity, message]] of Object.entries(ENTITLEMENTS)) {
        const setting = daemon.boolean('builder', key, name);
        if (setting.value === true) yield { at: setting, message, severity, fixes: setTo(setting, false, `Turn ${name} off for builds`) };
      }
    },
  },
});
