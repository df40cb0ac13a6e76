import { defineRule, setTo, without } from '../../core/judge/rule.js';

const POD = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';

export default defineRule({
  meta: {
    id: 'no-seccomp-unconfined',
    title: 'System calls are not filtered',
    layer: 'runtime',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.22'],
      'owasp-docker': ['RULE #6'],
      'nist-800-190': ['4.4.3', 'AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7', 'CM-3'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.7.2'],
      pss: ['baseline/Seccomp (1.19+)', 'restricted/Seccomp'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['404fde2c-bc4b-4371-9747-7054132ac953', 'f377b83e-bd07-4f48-a591-60c82b14a78b'],
      semgrep: ['seccomp-confinement-disabled'],
      'docker-bench': ['check_5_22'],
      trivy: ['KSV-0104'],
      kubescape: ['C-0210'],
      polaris: ['linuxHardening'],
      kubesec: ['SeccompUnconfined'],
      monokle: ['PSS110'],
      checkov: ['CKV_K8S_31'],
    },
    why: 'The default seccomp profile keeps containers from the system calls that kernel exploits go through. `unconfined` opens them all.',
    remedy: "Go back to the runtime's default profile. If the program needs more, write a profile that adds just those calls.",
    exceptions: 'Debuggers and profilers for as long as they run; prefer a profile that allows `ptrace` alone.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: postgres:17.2\n    security_opt:\n      - «seccomp:unconfined»\n      - no-new-privileges:true\n',
        fixed: 'services:\n  db:\n    image: postgres:17.2\n    security_opt:\n      - no-new-privileges:true\n',
        message: 'db may make any system call: seccomp is switched off.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: postgres:17.2\n      securityContext:\n        seccompProfile: «{ type: Unconfined }»\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: postgres:17.2\n      securityContext:\n        seccompProfile: { type: RuntimeDefault }\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  securityContext:\n    seccompProfile: «{ type: Unconfined }»\n  containers:\n    - name: db\n      image: postgres:17.2\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  securityContext:\n    seccompProfile: { type: RuntimeDefault }\n  containers:\n    - name: db\n      image: postgres:17.2\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\n  annotations:\n    seccomp.security.alpha.kubernetes.io/pod: «unconfined»\nspec:\n  containers: [{ name: db, image: "postgres:17.2" }]\n',
        message: 'db may make any system call: no field gives it a seccomp profile.',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\n  annotations: { container.seccomp.security.alpha.kubernetes.io/db: unconfined, seccomp.security.alpha.kubernetes.io/pod: runtime/default }\nspec:\n  containers:\n    - name: db\n      image: postgres:17.2\n      securityContext: { seccompProfile: { type: RuntimeDefault } }\n',
      },
      { file: 'compose.yaml', good: 'services:\n  db:\n    image: postgres:17.2\n    security_opt: ["seccomp:./db-seccomp.json"]\n' },
    ],
  },
  mentions: ['unconfined', 'seccomp'],
  checks: {
    *container({ name, seccomp, dialect }) {
      if (seccomp.value !== 'unconfined') return;
      const title = `Give ${seccomp.origin === 'inherited' ? 'the pod' : name} the default seccomp profile again`;
      yield {
        at: seccomp,
        message: `${name} may make any system call: seccomp is switched off.`,
        // Engines filter what says nothing; the kubelet does not, unless it is told to.
        fixes: dialect === 'compose' ? without(seccomp, title) : setTo(seccomp, 'runtime/default', title),
      };
    },
    /** Annotations have no effect any more; this one tells that no filter is what was meant. */
    *pod({ fields, containers, object, metadataFields }) {
      const open = containers.filter(one => !one.fields.has('securityContext', 'seccompProfile'));
      if (open.length === 0 || fields.has('securityContext', 'seccompProfile')) return;
      const said = [[object.title, POD] as const, ...open.map(({ name }) => [name, CONTAINER + name] as const)];
      for (const [who, key] of said) {
        const at = metadataFields?.text('annotations', key);
        if (at?.value === 'unconfined') yield { at, message: `${who} may make any system call: no field gives it a seccomp profile.` };
      }
    },
  },
});
