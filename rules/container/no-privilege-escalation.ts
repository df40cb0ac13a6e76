import { enginesSay } from '../../core/facts/engines.js';
import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, listed, setTo } from '../../core/judge/rule.js';
import { gainsPrivileges } from './_raises.js';

export default defineRule({
  meta: {
    id: 'no-privilege-escalation',
    title: 'Processes may gain privileges',
    layer: 'runtime',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'cis-docker-1.6': ['5.26'],
      'owasp-docker': ['RULE #4'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.2.6'],
      nsa: ['1.7 Restricts escalation to root privileges', 'Kubescape NSA C-0016'],
      pss: ['restricted/Privilege Escalation'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['27fcc7d6-c49b-46e0-98f1-6c082a6a2750', '610e266e-6c12-4bca-9925-1ed0cd29742b', '5572cc5e-1e4c-4113-92a6-7a8a3bd25e6d'],
      semgrep: [
        'no-new-privileges',
        'allow-privilege-escalation',
        'allow-privilege-escalation-true',
        'allow-privilege-escalation-no-securitycontext',
      ],
      'docker-bench': ['check_5_26'],
      trivy: ['KSV-0001'],
      kubescape: ['C-0016', 'C-0197'],
      'kube-linter': ['privilege-escalation-container'],
      polaris: ['privilegeEscalationAllowed'],
      kubesec: ['AllowPrivilegeEscalation'],
      monokle: ['PSS202', 'KSV001'],
      checkov: ['CKV_K8S_20'],
    },
    why: 'A set-uid program or a file capability in the image turns an ordinary process into a stronger one. The engine can forbid that for good, and nearly no program needs it.',
    remedy: 'Set `no-new-privileges` (Compose) or `allowPrivilegeEscalation: false` (Kubernetes).',
    exceptions: 'Images that rely on `sudo`, on `ping` with set-uid, or on file capabilities of their entrypoint.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    «security_opt»: [apparmor=web]\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    security_opt: [apparmor=web, no-new-privileges:true]\n',
        message: 'Processes in web may gain privileges, by a set-uid program for one.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        allowPrivilegeEscalation: «true»\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        allowPrivilegeEscalation: false\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: cni }\nspec:\n  containers:\n    - name: cni\n      image: example/cni:1.4\n      securityContext: { capabilities: { add: [SYS_ADMIN] } }\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «dev»:\n    image: example/dev:1.4\n    user: dev\n    entrypoint: ["sudo", "/init"]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: dev }\nspec:\n  containers:\n    - name: «dev»\n      image: example/dev:1.4\n      args: ["sh", "-c", "sudo /init"]\n',
      },
      {
        file: 'compose.yaml',
        files: { Dockerfile: 'FROM debian:12\nUSER dev\nENTRYPOINT ["sudo", "-E", "/init"]\n' },
        bad: 'services:\n  «dev»:\n    build: .\n',
      },
      { file: 'docker-stack.yml', bad: 'services:\n  «web»:\n    image: example/web:1.4\n' },
      { file: 'compose.yaml', good: 'services:\n  web:\n    image: example/web:1.4\n    security_opt:\n      - no-new-privileges=true\n' },
      {
        file: 'compose.yaml',
        files: { 'etc/docker/daemon.json': '{ "no-new-privileges": true }' },
        good: 'services:\n  web:\n    image: example/web:1.4\n',
      },
    ],
  },
  checks: {
    *container(container, { workspace }) {
      const { name, os, dialect, privilegeEscalation, privileged, addedCapabilities } = container;
      if (os === 'windows') return;
      const explicit = privilegeEscalation.value === true;
      if (!explicit && !isAbsent(privilegeEscalation)) return;
      if (!explicit && dialect === 'compose' && enginesSay(workspace, engine => engine.boolean('no-new-privileges').value === true)) return;
      // The API refuses the combination, and with SYS_ADMIN it would mean nothing: the rule about capabilities says what matters.
      const isAdmin = addedCapabilities.value?.some(capability => /^(?:CAP_)?SYS_ADMIN$/i.test(capability)) === true;
      if (isAdmin && dialect === 'kubernetes') return;
      const useless = privileged.value === true || isAdmin;
      yield {
        at: privilegeEscalation,
        message: `Processes in ${name} may gain privileges, by a set-uid program for one.`,
        ...(explicit ? { severity: 'high' as const } : {}),
        fixes: () =>
          useless || gainsPrivileges(container, workspace)
            ? []
            : listed(setTo(privilegeEscalation, false, `Keep processes of ${name} from gaining privileges`)),
      };
    },
  },
});
