import { together } from '../../core/facts/documents/yaml/together.js';
import { defineRule, expecting, without } from '../../core/judge/rule.js';
import { HOST_PROCESS, securityLevels } from './_pod.js';

export default defineRule({
  meta: {
    id: 'no-windows-host-process',
    title: 'Windows container runs as a process of its node',
    layer: 'host',
    per: {
      kubernetes: { severity: 'critical', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.11'],
      pss: ['baseline/HostProcess'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0103'],
      kubescape: ['C-0202'],
      polaris: ['hostProcess'],
      monokle: ['PSS101'],
    },
    why: "A HostProcess container is no container: it runs on the Windows node itself with the node's files and network. It is what `privileged` is on Linux.",
    remedy: 'Take `hostProcess` out, together with the `hostNetwork: true` that it needed.',
    exceptions: 'Node agents of the cluster itself, such as network and storage plugins.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: agent }\nspec:\n  os: { name: windows }\n  hostNetwork: true\n  securityContext:\n    windowsOptions:\n      runAsUserName: agent\n      hostProcess: «true»\n  containers:\n    - name: agent\n      image: example/agent:2.1\n',
        message: 'agent runs on the Windows node itself: whoever breaks into it owns the node.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: agent }\nspec:\n  os: { name: windows }\n  securityContext:\n    windowsOptions:\n      runAsUserName: agent\n  containers:\n    - name: agent\n      image: example/agent:2.1\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: agent }\nspec:\n  containers:\n    - name: agent\n      image: example/agent:2.1\n      securityContext: { windowsOptions: { hostProcess: false } }\n',
      },
    ],
  },
  mentions: ['hostProcess'],
  checks: {
    *pod(pod) {
      const found = securityLevels(pod).map(({ name, fields }) => ({
        name,
        setting: fields.boolean(...HOST_PROCESS),
      }));
      const running = found.filter(({ setting }) => setting.value === true);
      const network = pod.boolean('hostNetwork');
      // The API wants all containers of a pod to be alike in this, and those that run on the node to have its network.
      const remove = () => together(...running.map(({ setting }) => setting.remove()), network.value === true ? network.remove() : []);
      for (const { name, setting } of running) {
        const title = running.length > 1 ? 'Run all of the pod in containers again' : `Run ${name} in a container again`;
        yield {
          at: setting,
          message: `${name} runs on the Windows node itself: whoever breaks into it owns the node.`,
          fixes: expecting(without({ remove }, title), 'no-default-service-account'),
        };
      }
    },
  },
});
