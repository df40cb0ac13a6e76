import { defineRule, expecting, without } from '../../core/judge/rule.js';

const MESSAGE = (name: string) => `${name} sees the processes of the host, with their arguments and environments.`;

export default defineRule({
  meta: {
    id: 'no-host-pid',
    title: "Container shares the host's processes",
    layer: 'host',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.16'],
      'nist-800-190': ['4.4.3', 'AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7', 'CM-3'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.2.3'],
      nsa: ['1.4 Share host process namespaces', 'Kubescape NSA C-0038'],
      pss: ['baseline/Host Namespaces'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['4f31dd9f-2cc3-4751-9b53-67e4af83dac0', '302736f4-b16c-41b8-befe-c0baffa0bd9d'],
      'docker-bench': ['check_5_16'],
      trivy: ['KSV-0010'],
      kubescape: ['C-0038', 'C-0275'],
      'kube-linter': ['host-pid'],
      polaris: ['hostPIDSet'],
      kubesec: ['HostPID'],
      monokle: ['PSS102', 'KSV010'],
      semgrep: ['hostpid-pod'],
      checkov: ['CKV_K8S_17'],
    },
    why: 'In the process namespace of the host a container reads the arguments and environments of all programs there, and with a little more privilege sends them signals or enters them.',
    remedy: 'Take the setting out. To look into one other container share the namespace with that one alone.',
    exceptions: 'Monitoring agents and debuggers of the host, on hosts that run nothing else.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  top:\n    image: example/top:1.4\n    pid: «"host"»\n',
        fixed: 'services:\n  top:\n    image: example/top:1.4\n',
        message: 'top sees the processes of the host, with their arguments and environments.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: top }\nspec:\n  hostPID: «true»\n  containers:\n    - name: top\n      image: example/top:1.4\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: top }\nspec:\n  containers:\n    - name: top\n      image: example/top:1.4\n',
      },
      { file: 'compose.yaml', good: 'services:\n  top:\n    image: example/top:1.4\n    pid: service:web\n' },
    ],
  },
  mentions: ['pid', 'hostPID'],
  checks: {
    *service(service) {
      const pid = service.text('pid');
      if (pid.value?.toLowerCase() !== 'host' || service.provided) return;
      yield { at: pid, message: MESSAGE(service.name), fixes: without(pid, `Give ${service.name} a process namespace of its own`) };
    },
    *pod(pod) {
      const setting = pod.boolean('hostPID');
      if (setting.value !== true) return;
      const privileged = pod.containers.find(({ view }) => view.privileged.value === true);
      yield {
        at: setting,
        message: privileged
          ? `${privileged.name} is privileged and sees the processes of the host: it can enter any of them.`
          : MESSAGE(pod.object.title),
        fixes: expecting(without(setting, 'Give the pod a process namespace of its own'), 'use-user-namespaces'),
      };
    },
  },
});
