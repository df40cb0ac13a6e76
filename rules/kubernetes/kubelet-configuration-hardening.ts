import { defineRule, setTo, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'kubelet-configuration-hardening',
    title: "Node's agent is left open",
    layer: 'operations',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'owasp-k8s': ['K06', 'K07'],
    },
    alsoKnownAs: {
      kics: ['9127f0d9-2310-42e7-866f-5fd9d20dcbad'],
    },
    why: 'The kubelet runs commands in every pod of its node and hands out their secrets. With this setting it does so for people it should not listen to, or keeps less apart.',
    remedy: 'Take the setting back to what a configuration file has by default.',
    exceptions: 'None for clusters that matter.',
    examples: [
      {
        file: 'kubelet.yaml',
        bad: 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nauthentication:\n  anonymous: { enabled: «true» }\nauthorization: { mode: «AlwaysAllow» }\nreadOnlyPort: «10255»\n',
        message: 'The kubelet answers requests without a login.',
        fixed:
          'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nauthentication:\n  anonymous: { enabled: false }\nauthorization: { mode: AlwaysAllow }\nreadOnlyPort: 10255\n',
      },
      {
        file: 'kubelet.yaml',
        good: 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nreadOnlyPort: 0\nauthentication: { anonymous: { enabled: false } }\n',
      },
    ],
  },
  kinds: ['KubeletConfiguration'],
  checks: {
    *object(object) {
      if (!object.is('kubelet.config.k8s.io', 'KubeletConfiguration')) return;
      const { fields } = object;
      const anonymous = fields.boolean('authentication', 'anonymous', 'enabled');
      if (anonymous.value === true) {
        const fixes = setTo(anonymous, false, 'Refuse requests without a login');
        yield { at: anonymous, message: 'The kubelet answers requests without a login.', fixes };
      }
      const mode = fields.text('authorization', 'mode');
      if (mode.value === 'AlwaysAllow') {
        const fixes = setTo(mode, 'Webhook', 'Ask the API who may do what');
        yield { at: mode, message: 'The kubelet does whatever anybody asks.', fixes };
      }
      const port = fields.number('readOnlyPort');
      if (port.value) {
        const fixes = setTo(port, 0, 'Close the port');
        yield { at: port, message: `The kubelet tells about its pods on port ${port.value} without a login.`, fixes };
      }
      if (fields.words('allowedUnsafeSysctls').length > 0) {
        const key = fields.key('allowedUnsafeSysctls');
        const fixes = without(key, 'Allow safe kernel settings only');
        yield { at: key, message: 'Pods may change kernel settings that other pods feel.', fixes };
      }
      const rotate = fields.boolean('rotateCertificates');
      if (rotate.value === false) {
        const fixes = setTo(rotate, true, 'Renew the certificate in time');
        yield { at: rotate, message: "The kubelet's certificate is not renewed by itself.", fixes };
      }
      const protect = fields.boolean('protectKernelDefaults');
      if (protect.value === false) {
        const fixes = setTo(protect, true, 'Refuse to start on other kernel settings');
        yield { at: protect, message: "The kubelet may change the node's kernel settings.", severity: 'low', fixes };
      }
    },
  },
});
