import { together } from '../../core/facts/documents/yaml/together.js';
import { privilegeNeedsOf } from '../../core/facts/tables/privilege-needs.js';
import type { Container } from '../../core/facts/views/container.js';
import { identityOf } from '../../core/facts/views/image.js';
import { defineRule, expecting, type Fix, listed, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-privileged',
    title: 'Container runs privileged',
    layer: 'runtime',
    per: {
      compose: { severity: 'critical', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'critical', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.5'],
      'owasp-docker': ['RULE #3'],
      'nist-800-190': ['4.4.3', 'AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7', 'CM-3'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.2.2'],
      nsa: ['1.2 Preventing privileged containers', 'Kubescape NSA C-0057'],
      pss: ['baseline/Privileged Containers'],
      mitre: ['Privilege escalation/Privileged container'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['ae5b6871-7f45-42e0-bb4c-ab300c4d2026', 'dd29336b-fe57-445b-a26e-e6aa867ae609'],
      semgrep: ['privileged-service', 'privileged-container'],
      'docker-bench': ['check_5_5'],
      trivy: ['KSV-0017'],
      kubescape: ['C-0057', 'C-0193', 'C-0213'],
      'kube-linter': ['privileged-container'],
      'kube-score': ['container-security-context-privileged'],
      polaris: ['runAsPrivileged'],
      kubesec: ['Privileged'],
      monokle: ['PSS103', 'KSV017'],
      checkov: ['CKV_K8S_16'],
    },
    supersedes: [
      'drop-all-capabilities',
      'no-privilege-escalation',
      'no-dangerous-capabilities',
      'no-non-default-capabilities',
      'no-seccomp-unconfined',
      'seccomp-profile',
      'no-host-devices',
    ],
    why: 'A privileged container has every capability, every device of the host and neither seccomp nor AppArmor around it. Whoever controls a process in it controls the host.',
    remedy: 'Take the setting out. When something stops working, grant the one capability or device that it misses.',
    exceptions: 'Node agents and nested engines that are meant to own the host; run them on nodes of their own and say so in the reason.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: example/agent:2.1\n    privileged: «true» # needs /dev/kvm\n    restart: always\n',
        fixed: 'services:\n  agent:\n    image: example/agent:2.1\n    restart: always\n',
        message: 'agent is privileged: whoever breaks into it owns the host.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: agent\nspec:\n  containers:\n    - name: agent\n      image: example/agent:2.1\n      securityContext:\n        privileged: «true»\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: agent\nspec:\n  containers:\n    - name: agent\n      image: example/agent:2.1\n',
      },
      { file: 'compose.yaml', good: 'services:\n  agent:\n    image: example/agent:2.1\n    privileged: ${PRIVILEGED}\n' },
      {
        file: 'compose.yaml',
        bad: 'services:\n  vpn:\n    image: qmcgaw/gluetun:v3.40\n    privileged: «true»\n    cap_add:\n      - NET_ADMIN\n',
        fixed: 'services:\n  vpn:\n    image: qmcgaw/gluetun:v3.40\n    cap_add:\n      - NET_ADMIN\n    devices:\n      - /dev/net/tun\n',
      },
      {
        file: 'compose.yaml',
        bad: 'x-shared: &shared\n  privileged: «true»\n  restart: always\nservices:\n  a:\n    <<: *shared\n    image: example/a:1.4\n  b:\n    <<: [*shared]\n    image: example/b:1.4\n',
        fixed:
          'x-shared: &shared\n  restart: always\nservices:\n  a:\n    <<: *shared\n    image: example/a:1.4\n  b:\n    <<: [*shared]\n    image: example/b:1.4\n',
      },
    ],
  },
  mentions: ['privileged'],
  checks: {
    *container(container) {
      const { name, privileged } = container;
      if (privileged.value !== true) return;
      yield {
        at: privileged,
        message: `${name} is privileged: whoever breaks into it owns the host.`,
        // With its last setting the whole security context goes.
        fixes: () => [
          ...granting(container),
          ...listed(
            expecting(without(privileged, `Run ${name} without privileged; grant what it then misses`), 'security-context-missing'),
          ),
        ],
      };
    },
  },
});

/** What the image is known to need goes in place of all rights. */
function granting({ name, image, privileged, grant }: Container): readonly Fix[] {
  const identity = identityOf(image);
  const needs = identity && privilegeNeedsOf(identity);
  if (!needs || !grant) return [];
  const edits = () => together(privileged.remove(), grant(needs));
  const what = [...needs.capabilities, ...needs.devices].join(' and ');
  return edits()
    ? [
        {
          title: `Give ${name} ${what} in place of all rights`,
          safety: 'review',
          edits,
          expects: ['no-dangerous-capabilities', 'no-host-devices'],
        },
      ]
    : [];
}
