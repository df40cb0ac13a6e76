import { builtStage } from '../../core/facts/documents/compose/build.js';
import { containerOf } from '../../core/facts/documents/compose/container.js';
import { appendTo } from '../../core/facts/documents/compose/secret-file.js';
import type { ComposeService } from '../../core/facts/documents/compose.js';
import { together } from '../../core/facts/documents/yaml/together.js';
import { booleanOf, textOf } from '../../core/facts/documents/yaml/values.js';
import type { Container } from '../../core/facts/views/container.js';
import { assuming, type Context, defineRule, expecting, type Fix, listed, without } from '../../core/judge/rule.js';
import { exposedPorts } from '../dockerfile/_ports.js';
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
        bad: 'services:\n  web:\n    image: example/web:1.4\n    network_mode: «host»\n    ports: ["8080:8080"]\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    ports: ["8080:8080"]\n',
        message: "web shares the host's network: it sees its interfaces and local services.",
      },
      {
        file: 'compose.yaml',
        files: { Dockerfile: 'FROM debian:12\nEXPOSE 8080 53/udp\nCMD ["/web"]\n' },
        bad: 'services:\n  web:\n    build: .\n    network_mode: «host»\n',
        fixed: "services:\n  web:\n    build: .\n    ports:\n      - '8080:8080'\n      - 53:53/udp\n",
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    network_mode: «host»\n  tests:\n    image: example/tests:1.4\n    network_mode: «host»\n    environment: { DATABASE: "postgres://localhost/app" }\n    ports: ["8080:8080"]\n',
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
    *service(service, context) {
      if (service.networkMode.value?.toLowerCase() !== 'host' || service.provided) return;
      yield {
        at: service.networkMode,
        message: MESSAGE(service.name),
        fixes: () => fixesFor(service, context),
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

/** What publishing raises: everybody who reaches the host reached the port before, too. */
const PUBLISHING = ['segment-networks', 'bind-published-ports', 'no-sensitive-port-exposed', 'no-privileged-host-port', 'no-admin-port'];

/**
 * In a network of its own a service is reached at the ports that it names, else at those of its image. None where these are unknown, or
 * where it connects to the host by its local name.
 */
function fixesFor(service: ComposeService, context: Context): readonly Fix[] {
  const container = containerOf(service);
  const named = service.all('ports').length > 0;
  const ports = named ? [] : portsOfImage(service, context);
  if (!container || usesLocalhost(container) || (!named && ports.length === 0)) return [];
  const remove = () => together(service.networkMode.remove(), named ? [] : appendTo(service, 'ports', ...ports));
  return listed(
    assuming(
      expecting(without({ remove }, `Give ${service.name} a network of its own; publish its ports`), ...PUBLISHING),
      `${service.name} reaches no program of its host, and is reached at its published ports only.`,
    ),
  );
}

const usesLocalhost = ({ environment, commands }: Container): boolean =>
  [...environment.map(({ value }) => value ?? ''), ...commands.flatMap(({ shell }) => shell.words.map(({ text }) => text))].some(text =>
    /\blocalhost\b|\b127(?:\.\d{1,3}){3}\b|::1(?![\w:])/i.test(text),
  );

/** `8080:8080`, `53:53/udp`. */
function portsOfImage(service: ComposeService, { workspace, images }: Context): readonly string[] {
  const reference = containerOf(service)?.image?.reference;
  const exposed = service.get('build')
    ? (builtStage(service, workspace)
        ?.all('EXPOSE')
        .flatMap(exposedPorts)
        .map(({ text }) => text) ?? [])
    : ((reference && images.details(reference)?.ports) ?? []);
  return exposed.flatMap(text => {
    const [, port, protocol] = /^(\d+)(?:\/(tcp|udp))?$/i.exec(text) ?? [];
    return port === undefined ? [] : [`${port}:${port}${protocol?.toLowerCase() === 'udp' ? '/udp' : ''}`];
  });
}
