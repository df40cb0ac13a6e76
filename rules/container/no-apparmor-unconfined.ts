import { defineRule, setTo, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-apparmor-unconfined',
    title: 'AppArmor is switched off',
    layer: 'runtime',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.2'],
      'owasp-docker': ['RULE #6'],
      'nist-800-190': ['4.4.3', 'AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7', 'CM-3'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      nsa: ["1.9 Restrict a container's access to resources with AppArmor"],
      pss: ['baseline/AppArmor'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_5_2'],
      trivy: ['KSV-0002'],
      polaris: ['linuxHardening'],
      kubesec: ['ApparmorUnconfined'],
      monokle: ['PSS107', 'KSV002'],
    },
    why: 'The default AppArmor profile keeps a container from mounting, tracing others and writing below /proc and /sys. Without it a single mistake elsewhere is enough.',
    remedy: 'Take the setting out, so that the default profile is in force; load a profile of your own where that one is too tight.',
    exceptions: 'Hosts without AppArmor, on which the setting changes nothing.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: example/agent:2.1\n    security_opt:\n      - «apparmor=unconfined»\n',
        fixed: 'services:\n  agent:\n    image: example/agent:2.1\n',
        message: 'agent runs without AppArmor: it may mount, trace and write to /proc.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: agent\n  annotations:\n    container.apparmor.security.beta.kubernetes.io/agent: «unconfined»\nspec:\n  containers:\n    - name: agent\n      image: example/agent:2.1\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: agent\n  annotations:\n    container.apparmor.security.beta.kubernetes.io/agent: runtime/default\nspec:\n  containers:\n    - name: agent\n      image: example/agent:2.1\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: agent }\nspec:\n  containers:\n    - name: agent\n      image: example/agent:2.1\n      securityContext:\n        appArmorProfile: «{ type: Unconfined }»\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: agent }\nspec:\n  containers:\n    - name: agent\n      image: example/agent:2.1\n      securityContext:\n        appArmorProfile: { type: RuntimeDefault }\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  agent:\n    image: example/agent:2.1\n    security_opt: ["apparmor:docker-default", "seccomp:agent.json"]\n',
      },
    ],
  },
  mentions: ['unconfined', 'apparmor'],
  checks: {
    *container({ name, os, dialect, apparmor }) {
      if (os === 'windows' || apparmor.value !== 'unconfined') return;
      const title = `Give ${apparmor.origin === 'inherited' && dialect === 'kubernetes' ? 'the pod' : name} the default AppArmor profile again`;
      yield {
        at: apparmor,
        message: `${name} runs without AppArmor: it may mount, trace and write to /proc.`,
        fixes: dialect === 'compose' ? without(apparmor, title) : setTo(apparmor, 'runtime/default', title),
      };
    },
  },
});
