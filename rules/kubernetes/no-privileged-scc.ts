import { assuming, defineRule, setTo, without } from '../../core/judge/rule.js';

const ALLOWED: readonly (readonly [key: string, what: string])[] = [
  ['allowPrivilegedContainer', 'privileged containers'],
  ['allowHostDirVolumePlugin', 'folders of the node'],
  ['allowHostNetwork', "the node's network"],
  ['allowHostPID', "the node's processes"],
  ['allowHostIPC', "the node's shared memory"],
  ['allowHostPorts', "the node's ports"],
];

const PLATFORM: ReadonlySet<string> = new Set(
  'privileged node-exporter anyuid hostaccess hostmount-anyuid hostmount-anyuid-v2 hostnetwork hostnetwork-v2 machine-api-termination-handler insights-runtime-extractor-scc'.split(
    ' ',
  ),
);

export default defineRule({
  meta: {
    id: 'no-privileged-scc',
    title: 'OpenShift policy allows what no pod should have',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.2'],
    },
    alsoKnownAs: {
      'kube-linter': ['scc-deny-privileged-container'],
    },
    why: 'Whoever may use this policy starts pods with the rights of the node. One binding too many is enough.',
    remedy: 'Allow the one thing that is needed, in a policy of its own.',
    exceptions: 'Policies that OpenShift brings.',
    examples: [
      {
        file: 'scc.yaml',
        bad: 'apiVersion: security.openshift.io/v1\nkind: SecurityContextConstraints\nmetadata: { name: agents }\nallowPrivilegedContainer: «true»\nallowHostPID: false\nallowedCapabilities: [«"*"»]\n',
        message: 'agents gives its users privileged containers.',
        fixed:
          'apiVersion: security.openshift.io/v1\nkind: SecurityContextConstraints\nmetadata: { name: agents }\nallowPrivilegedContainer: false\nallowHostPID: false\nallowedCapabilities: ["*"]\n',
      },
      {
        file: 'scc.yaml',
        good: 'apiVersion: security.openshift.io/v1\nkind: SecurityContextConstraints\nmetadata: { name: privileged }\nallowPrivilegedContainer: true\n',
      },
    ],
  },
  kinds: ['SecurityContextConstraints'],
  checks: {
    *object({ fields, title, kind, name }) {
      if (kind !== 'SecurityContextConstraints' || PLATFORM.has(name ?? '')) return;
      for (const [key, what] of ALLOWED) {
        const setting = fields.boolean(key);
        if (setting.value !== true) continue;
        yield { at: setting, message: `${title} gives its users ${what}.`, fixes: setTo(setting, false, `Stop allowing ${what}`) };
      }
      for (const capability of fields.words('allowedCapabilities')) {
        if (capability.value !== '*') continue;
        const fixes = assuming(
          without(capability, 'Stop allowing every capability'),
          `Pods under ${title} get by with the capabilities that engines grant unasked.`,
        );
        yield { at: capability, message: `${title} gives its users every capability.`, fixes };
      }
    },
  },
});
