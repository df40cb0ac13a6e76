import { itemsOf } from '../../core/facts/documents/compose/items.js';
import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-wildcard-device-rule',
    title: 'Service may use whole classes of devices',
    layer: 'host',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.18'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    alsoKnownAs: { 'docker-bench': ['check_5_18'] },
    why: 'The rule lets the container make device files of that class itself, disks among them, and open them. Nothing has to be mounted for that.',
    remedy: 'Name one device by its numbers, with no more than the permissions that it needs.',
    exceptions: 'Programs that follow devices as they are plugged in; name their major number.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  usb:\n    image: example/usb:1.4\n    device_cgroup_rules:\n      - «"a *:* rwm"»\n      - «"c 189:* rmw"»\n',
        fixed: 'services:\n  usb:\n    image: example/usb:1.4\n    device_cgroup_rules:\n      - "c 189:* rmw"\n',
        message: 'usb may open every device of the host.',
      },
      { file: 'compose.yaml', good: 'services:\n  usb:\n    image: example/usb:1.4\n    device_cgroup_rules: ["c 189:4 rw"]\n' },
    ],
  },
  mentions: ['device_cgroup_rules'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const item of itemsOf(service, 'device_cgroup_rules')) {
        const match = /^\s*([abc])(?:\s+(\d+|\*):(\d+|\*))?(?:\s+([rwm]+))?\s*$/.exec(item.text ?? '');
        if (!match) continue;
        const [, type, major, minor, permissions = 'rwm'] = match;
        const all = type === 'a' || major === '*';
        if (!all && minor !== '*') continue;
        const writes = /[wm]/.test(permissions);
        yield {
          at: item,
          message: all
            ? `${service.name} may open every device of the host.`
            : `${service.name} may open every device with the number ${major}.`,
          ...(all && writes ? {} : { severity: writes ? ('medium' as const) : ('low' as const) }),
          fixes: without(item, 'Take the rule out'),
        };
      }
    },
  },
});
