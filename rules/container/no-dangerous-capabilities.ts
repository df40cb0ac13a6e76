import { includesAll, normalizeCapability } from '../../core/facts/tables/capabilities.js';
import { defineRule, expecting, without } from '../../core/judge/rule.js';
import { dangerOf, isDroppedAgain } from './_capabilities.js';
import { isRouter } from './_routers.js';

/** Without these a router sets up nothing. */
const NETWORKING: ReadonlySet<string> = new Set(['NET_ADMIN', 'NET_RAW', 'SYS_MODULE']);

export default defineRule({
  meta: {
    id: 'no-dangerous-capabilities',
    title: 'Container gets a dangerous capability',
    layer: 'runtime',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.4'],
      'owasp-docker': ['RULE #3'],
      'nist-800-190': ['4.4.3', 'AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7', 'CM-3'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.2.9'],
      nsa: ['Kubescape NSA C-0046'],
      pss: ['baseline/Capabilities'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['ce76b7d0-9e77-464d-b86f-c5c48e03e22d', '235236ee-ad78-4065-bd29-61b061f28ce0'],
      'docker-bench': ['check_5_4'],
      trivy: ['KSV-0005', 'KSV-0120'],
      kubescape: ['C-0046', 'C-0055'],
      polaris: ['dangerousCapabilities'],
      kubesec: ['CapSysAdmin'],
      monokle: ['KBP100', 'KSV005'],
      checkov: ['CKV_K8S_39'],
    },
    supersedes: ['no-non-default-capabilities'],
    why: 'Some capabilities are enough to leave the container or to take over what the kernel guards for everybody. A break-in into such a container is a break-in into the host.',
    remedy: 'Take the capability out. Often a device, a sysctl or a narrower capability does what the program really needs.',
    exceptions: 'Containers that manage the host on purpose: network plug-ins, file system drivers, profilers.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  vpn:\n    image: example/vpn:1.4\n    cap_add:\n      - «cap_sys_admin»\n      - NET_BIND_SERVICE\n',
        fixed: 'services:\n  vpn:\n    image: example/vpn:1.4\n    cap_add:\n      - NET_BIND_SERVICE\n',
        message: 'SYS_ADMIN lets vpn mount file systems and change namespaces, which is enough to leave the container.',
      },
      { file: 'compose.yaml', bad: 'services:\n  app:\n    image: ghcr.io/wg-easy/wg-easy:15\n    cap_add: [«NET_ADMIN», «SYS_MODULE»]\n' },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: cni }\nspec:\n  containers:\n    - name: cni\n      image: example/cni:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [«NET_ADMIN»]\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: cni }\nspec:\n  containers:\n    - name: cni\n      image: example/cni:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: cni }\nspec:\n  containers:\n    - name: cni\n      image: example/cni:1.4\n      securityContext:\n        capabilities:\n          add: [«SYS_ADMIN», CHOWN]\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: cni }\nspec:\n  containers:\n    - name: cni\n      image: example/cni:1.4\n      securityContext:\n        capabilities:\n          add: [CHOWN]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  ping:\n    image: example/ping:1.4\n    cap_drop: [ALL]\n    cap_add: [«NET_RAW», CHOWN]\n',
        message: 'NET_RAW lets ping send forged packets into its network.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    cap_drop: [ALL]\n    cap_add: [NET_BIND_SERVICE, SETUID, "${EXTRA_CAP}"]\n',
      },
    ],
  },
  mentions: ['cap_add', 'capabilities'],
  checks: {
    *container(container) {
      const { name, dialect, os, image, capabilityItems, droppedCapabilities } = container;
      if (os === 'windows') return;
      for (const item of capabilityItems) {
        const capability = normalizeCapability(item.name);
        const raw = dialect === 'compose' && capability === 'NET_RAW' && includesAll(droppedCapabilities.value ?? []);
        const danger = dangerOf(container, item.name);
        if ((!danger && !raw) || isDroppedAgain(container, item.name)) continue;
        yield {
          at: item,
          message: `${capability} lets ${name} ${danger?.gives ?? 'send forged packets into its network'}.`,
          severity: danger?.risk ?? 'low',
          // Beside SYS_ADMIN nothing else about its privileges is worth a word.
          fixes:
            NETWORKING.has(capability) && isRouter(name, image)
              ? []
              : expecting(
                  without(item, `Take ${capability} from ${name}`),
                  ...(capability === 'SYS_ADMIN' ? ['no-privilege-escalation'] : []),
                ),
        };
      }
    },
  },
});
