import { setAt } from '../../core/facts/documents/yaml/edit.js';
import { removeEntry } from '../../core/facts/documents/yaml/remove.js';
import { booleanOf, textOf } from '../../core/facts/documents/yaml/values.js';
import { assuming, defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'encrypt-overlay',
    title: 'Overlay network is not encrypted',
    layer: 'network',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: { 'cis-docker-1.6': ['7.3'], 'nist-800-53': ['SC-8'], 'pci-dss-4': ['4.2.1'], soc2: ['CC6.7'], hipaa: ['164.312(e)(1)'] },
    alsoKnownAs: { 'docker-bench': ['check_7_3'] },
    why: 'What services on different hosts say to each other crosses the network between the hosts in clear text, for everybody who listens there.',
    remedy: 'Set `driver_opts: { encrypted: "true" }`; or encrypt in the services themselves.',
    exceptions: 'Hosts that are joined by an encrypted network already.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\nnetworks:\n  back:\n    driver: «overlay»\n',
        fixed:
          "services:\n  web:\n    image: example/web:1.4\nnetworks:\n  back:\n    driver: overlay\n    driver_opts:\n      encrypted: 'true'\n",
        message: 'Traffic in back crosses the network between hosts in clear text.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\nnetworks:\n  back:\n    driver: overlay\n    attachable: «true»\n    driver_opts:\n      encrypted: "true"\n',
        fixed:
          'services:\n  web:\n    image: example/web:1.4\nnetworks:\n  back:\n    driver: overlay\n    driver_opts:\n      encrypted: "true"\n',
        message: 'Containers that are no part of the application may join back.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\nnetworks:\n  back: { driver: overlay, driver_opts: { encrypted: "" } }\n  front: { driver: bridge }\n  out: { external: true }\n',
      },
    ],
  },
  mentions: ['overlay'],
  checks: {
    *compose({ root }) {
      const networks = root?.get('networks')?.value;
      for (const { key, value } of networks?.type === 'map' ? networks.entries() : []) {
        if (value?.type !== 'map' || textOf(value.get('driver')?.value) !== 'overlay') continue;
        const attachable = value.get('attachable');
        if (attachable?.value && booleanOf(attachable.value) === true)
          yield {
            at: { span: attachable.value.useSpan, place: `networks.${key}.attachable` },
            message: `Containers that are no part of the application may join ${key}.`,
            severity: 'info',
            fixes: assuming(
              without({ remove: () => removeEntry(attachable) }, `Keep other containers out of ${key}`),
              `Nobody joins ${key} by hand.`,
            ),
          };
        const options = value.get('driver_opts')?.value;
        const encrypted = options?.type === 'map' ? options.get('encrypted') : undefined;
        if (encrypted && booleanOf(encrypted.value) !== false) continue;
        const edits = () => setAt(value, ['driver_opts', 'encrypted'], 'true');
        yield {
          at: { span: value.get('driver')!.value!.useSpan, place: `networks.${key}` },
          message: `Traffic in ${key} crosses the network between hosts in clear text.`,
          fixes: edits() ? [{ title: `Encrypt ${key}`, safety: 'review', edits }] : [],
        };
      }
    },
  },
});
