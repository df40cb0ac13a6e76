import { itemsOf } from '../../core/facts/documents/compose/items.js';
import { textOf } from '../../core/facts/documents/yaml/values.js';
import { normalizeHostPath } from '../../core/facts/tables/paths.js';
import { defineRule, type Severity, without } from '../../core/judge/rule.js';

/** The first that matches decides. */
const DEVICES: readonly (readonly [RegExp, Severity, gives: string])[] = [
  [/^\/dev\/(?:mem|kmem|port)$/, 'critical', 'the memory of the host'],
  [
    /^\/dev\/(?:sd|nvme|vd|xvd|hd|mmcblk|dm-|loop|md)[^/]*$|^\/dev\/(?:mapper|disk|block)(?:\/|$)/,
    'critical',
    'the disks of the host, past all permissions',
  ],
  [/^\/dev$/, 'critical', 'all devices of the host'],
  [/^\/dev\/(?:dri|snd|bus\/usb|ttyUSB\d*|ttyACM\d*|video\d*|nvidia[\w-]*|null|zero|random|urandom)(?:\/|$)/, 'info', 'that device'],
  [/^\/dev\/(?:fuse|net\/tun)$/, 'low', 'a way into the kernel that few programs need'],
  [/^\/dev\//, 'medium', 'a way into the kernel that few programs need'],
];

export default defineRule({
  meta: {
    id: 'no-host-devices',
    title: 'Service gets a device of the host',
    layer: 'host',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
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
    why: 'A device is a way past the file system: whoever reads a disk reads every file on it, and whoever writes to memory owns the kernel.',
    remedy: 'Take the device out, or narrow it to the one that is needed and to `r`.',
    exceptions: 'Graphics, sound, serial and USB devices for the program that uses them; they are only remarked.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  backup:\n    image: example/backup:1.4\n    devices:\n      - «/dev/sda:/dev/sda:r»\n      - «/dev/fuse»\n',
        fixed: 'services:\n  backup:\n    image: example/backup:1.4\n    devices:\n      - /dev/fuse\n',
        message: 'backup gets /dev/sda: the disks of the host, past all permissions.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  cpu: {}\n  # encoding\n  quicksync:\n    devices:\n      - «/dev/dri»\n',
        fixed: 'services:\n  cpu: {}\n  # encoding\n  quicksync: {}\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  model:\n    image: example/model:1.4\n    devices: ["nvidia.com/gpu=all", "${DEVICE}:/dev/x"]\n',
      },
    ],
  },
  mentions: ['devices'],
  checks: {
    *service(service) {
      if (service.provided) return;
      for (const item of itemsOf(service, 'devices')) {
        const source = item.node.type === 'map' ? textOf(item.node.get('source')?.value) : item.text?.split(':')[0];
        const path = source && normalizeHostPath(source);
        const found = path && DEVICES.find(([pattern]) => pattern.test(path));
        if (!found) continue;
        const [, severity, gives] = found;
        yield {
          at: item,
          message: `${service.name} gets ${path}: ${gives}.`,
          severity,
          fixes: without(item, `Take ${path} from ${service.name}`),
        };
      }
    },
  },
});
