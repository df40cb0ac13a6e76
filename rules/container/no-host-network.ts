import { booleanOf, textOf } from '../../core/facts/documents/yaml/values.js';
import { defineRule, expecting, without } from '../../core/judge/rule.js';
import { HOST_PROCESS, securityLevels } from '../kubernetes/_pod.js';

const MESSAGE = (name: string) => `${name} shares the host's network: it sees its interfaces and local services.`;

export default defineRule({
  meta: {
    id: 'no-host-network',
    title: "Container shares the host's network",
    layer: 'host',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.10'],
      'nist-800-190': ['4.4.2', '4.4.3', 'AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7', 'CM-3'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.2.5'],
      nsa: ['1.5 Use the host network', 'Kubescape NSA C-0041'],
      pss: ['baseline/Host Namespaces'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['071a71ff-f868-47a4-ac0b-3c59e4ab5443', '6b6bdfb3-c3ae-44cb-88e4-7405c1ba2c8a'],
      'docker-bench': ['check_5_10'],
      trivy: ['KSV-0009'],
      kubescape: ['C-0041'],
      'kube-linter': ['host-network'],
      polaris: ['hostNetworkSet'],
      kubesec: ['HostNetwork'],
      monokle: ['PSS102', 'KSV009'],
      semgrep: ['hostnetwork-pod'],
      checkov: ['CKV_K8S_19'],
    },
    why: 'It can listen on any port of the host, reach services that trust localhost, and see traffic that is not its own. Network policies and published ports mean nothing any more.',
    remedy: 'Take the setting out and publish the ports that are needed.',
    exceptions: "Network plugins and node agents that are about the host's network.",
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    network_mode: «host»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n',
        message: "web shares the host's network: it sees its interfaces and local services.",
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostNetwork: «true»\n  containers:\n    - name: web\n      image: example/web:1.4\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: «true»\n  dnsPolicy: ClusterFirstWithHostNet\n  containers:\n    - name: web\n      image: example/web:1.4\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
      {
        file: 'agent.yaml',
        good: 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: proxy, namespace: kube-system }\nspec:\n  template:\n    spec:\n      hostNetwork: true\n      containers: [{ name: proxy, image: "example/proxy:1.4" }]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    networks: [outside]\nnetworks:\n  outside:\n    name: «host»\n    external: true\n',
        message: "What joins outside shares the host's network: it sees its interfaces and local services.",
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    network_mode: service:db\n    networks: [host]\nnetworks:\n  host: {}\n',
      },
    ],
  },
  mentions: ['network_mode', 'hostNetwork', 'external'],
  checks: {
    *service(service) {
      if (service.networkMode.value?.toLowerCase() !== 'host' || service.provided) return;
      yield {
        at: service.networkMode,
        message: MESSAGE(service.name),
        fixes: expecting(without(service.networkMode, `Give ${service.name} a network of its own; publish its ports`), 'segment-networks'),
      };
    },
    /** The engine's own network `host`, joined by its name. */
    *compose({ root }) {
      const networks = root?.get('networks')?.value;
      for (const { key, keySpan, value } of networks?.type === 'map' ? networks.entries() : []) {
        const external = value?.type === 'map' ? value.get('external')?.value : undefined;
        if (value?.type !== 'map' || (external?.type !== 'map' && booleanOf(external) !== true)) continue;
        // Files of version 2 and 3 had the name below `external`.
        const name = (external?.type === 'map' ? external : value).get('name')?.value;
        if ((textOf(name) ?? key) === 'host')
          yield { at: { span: name?.useSpan ?? keySpan, place: `networks.${key}` }, message: MESSAGE(`What joins ${key}`) };
      }
    },
    *pod(pod) {
      const setting = pod.boolean('hostNetwork');
      const { kind, namespace } = pod.object;
      // Agents of the cluster itself set up the network that others get.
      if (setting.value !== true || (kind === 'DaemonSet' && namespace === 'kube-system')) return;
      // Names of the cluster are the ordinary thing without the host's network.
      const isNamed = pod.fields.text('dnsPolicy').value === 'ClusterFirstWithHostNet';
      // The API wants what runs on a Windows node itself to have its network.
      const isNeeded = securityLevels(pod).some(({ fields }) => fields.boolean(...HOST_PROCESS).value === true);
      const remove = () => (isNamed ? pod.fields.removeKeys('hostNetwork', 'dnsPolicy') : null) ?? setting.remove();
      yield {
        at: setting,
        message: MESSAGE(pod.object.title), // Its host ports, which the host network gave anyway, are then findings of their own.
        fixes: expecting(
          isNeeded ? [] : without({ remove }, 'Give the pod a network of its own'),
          'no-host-port',
          'no-default-service-account',
          'use-user-namespaces',
        ),
      };
    },
  },
});
