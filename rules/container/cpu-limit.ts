import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'cpu-limit',
    title: 'Processor time is not limited',
    layer: 'runtime',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'low', preset: 'strict', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'cis-docker-1.6': ['5.12'],
      'owasp-docker': ['RULE #7'],
      'nist-800-190': ['4.4.3', 'AppB SC-6'],
      'nist-800-53': ['SC-5', 'SC-6'],
      soc2: ['A1.1'],
      nsa: ['Kubescape NSA C-0270'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['6b610c50-99fb-4ef0-a5f3-e312fd945bc3', '4ac0e2b7-d2d2-4af7-8799-e8de6721ccda'],
      'docker-bench': ['check_5_12'],
      trivy: ['KSV-0011'],
      kubescape: ['C-0270', 'C-0303', 'C-0050', 'C-0009'],
      'kube-linter': ['unset-cpu-requirements'],
      'kube-score': ['container-resources'],
      polaris: ['cpuLimitsMissing'],
      kubesec: ['LimitsCPU'],
      monokle: ['KBP003', 'KSV011'],
      checkov: ['CKV_K8S_11'],
    },
    why: 'Without a limit one container can take all processors of its host, by a loop or by an attacker who mines with them, and its neighbours stall.',
    remedy:
      'Set a limit that covers the peaks you measure: `deploy.resources.limits.cpus` in Compose, `resources.limits.cpu` in Kubernetes.',
    exceptions: 'Latency-critical programs on hosts of their own: a limit throttles them even while processors are idle.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  «web»:\n    image: example/web:1.4\n',
        fixed: "services:\n  web:\n    image: example/web:1.4\n    deploy:\n      resources:\n        limits:\n          cpus: '1.0'\n",
        message: 'web may take all processors of its host.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «web»:\n    image: example/web:1.4\n    mem_limit: 256m\n',
        fixed: "services:\n  web:\n    image: example/web:1.4\n    mem_limit: 256m\n    cpus: '1.0'\n",
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: «web»\n      image: example/web:1.4\n      resources:\n        limits:\n          memory: 64Mi\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      resources:\n        limits:\n          memory: 64Mi\n          cpu: 500m\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    cpu_shares: 512\n  db:\n    image: example/db:1.4\n    cpus: 0.5\n  job:\n    image: example/job:1.4\n    cpuset: "0"\n',
      },
    ],
  },
  checks: {
    *container(container, { workspace }) {
      const { name, dialect, cpuLimit, role } = container;
      const none = cpuLimit.value !== undefined && /^(?:0*(?:\.0*)?m?|-\d+)$/.test(cpuLimit.value);
      if (!none && !isAbsent(cpuLimit)) return;
      const placeholder = dialect === 'compose' ? '1.0' : '500m';
      yield {
        at: cpuLimit,
        message: `${name} may take all processors of its host.`,
        ...(role === 'init' || (!none && container.isLimitedByDefault?.(workspace, 'cpu')) ? { severity: 'info' as const } : {}),
        fixes: () =>
          cpuLimit.set(placeholder)
            ? [
                {
                  title: `Limit the processor time of ${name} ...`,
                  safety: 'review',
                  needs: 'input',
                  async edits({ ask }) {
                    const limit = await ask({ prompt: `How many processors may ${name} use?`, placeholder });
                    return limit === null ? null : cpuLimit.set(limit);
                  },
                },
              ]
            : [],
      };
    },
  },
});
