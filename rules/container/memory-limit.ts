import { containerOf } from '../../core/facts/documents/compose/container.js';
import { isAbsent } from '../../core/facts/fact.js';
import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'memory-limit',
    title: 'Memory is not limited',
    layer: 'runtime',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'cis-docker-1.6': ['5.11'],
      'owasp-docker': ['RULE #7'],
      'nist-800-190': ['4.4.3', 'AppB SC-6'],
      'nist-800-53': ['SC-5', 'SC-6'],
      soc2: ['A1.1'],
      nsa: ['Kubescape NSA C-0271'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['bb9ac4f7-e13b-423d-a010-c74a1bfbe492', 'b14d1bc4-a208-45db-92f0-e21f8e2588e9'],
      'docker-bench': ['check_5_11'],
      trivy: ['KSV-0018'],
      kubescape: ['C-0271', 'C-0303', 'C-0004', 'C-0009'],
      'kube-linter': ['unset-memory-requirements'],
      'kube-score': ['container-resources'],
      polaris: ['memoryLimitsMissing'],
      kubesec: ['LimitsMemory'],
      monokle: ['KBP005', 'KSV018'],
      checkov: ['CKV_K8S_13'],
    },
    why: 'Without a limit one container can take all the memory of its host, by a leak or by an attacker who feeds it large requests, and the kernel then kills whatever it picks.',
    remedy:
      'Set a limit somewhat above what the program needs at its peak: `deploy.resources.limits.memory` in Compose, `resources.limits.memory` in Kubernetes.',
    exceptions: 'Hosts that run this one container, or namespaces whose LimitRange sets a default.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: «web»\n      image: example/web:1.4\n      resources:\n        requests: { memory: 100Mi }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      resources:\n        requests: { memory: 100Mi }\n        limits:\n          memory: 100Mi\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    deploy:\n      «resources»:\n        reservations:\n          memory: 64M\n',
        fixed:
          'services:\n  web:\n    image: example/web:1.4\n    deploy:\n      resources:\n        reservations:\n          memory: 64M\n        limits:\n          memory: 512M\n',
        message: 'web may take all the memory of its host.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: «web»\n      image: example/web:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      resources:\n        limits:\n          memory: 256Mi\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    mem_limit: 256m\n    memswap_limit: «-1»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    mem_limit: 256m\n',
        message: 'web may swap without a limit once its memory is full.',
      },
      { file: 'compose.yaml', good: 'services:\n  web:\n    image: example/web:1.4\n    mem_limit: 256m\n    memswap_limit: 256m\n' },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  resources: { limits: { memory: 1Gi } }\n  containers:\n    - name: web\n      image: example/web:1.4\n',
      },
    ],
  },
  checks: {
    *service(service) {
      const swap = service.text('memswap_limit');
      const limit = containerOf(service)?.memoryLimit;
      if (swap.value !== '-1' || limit?.value === undefined || isNone(limit.value)) return;
      yield {
        at: swap,
        message: `${service.name} may swap without a limit once its memory is full.`,
        severity: 'info',
        fixes: without(swap, `Let ${service.name} swap as much as it has memory`),
      };
    },
    *container(container, { workspace }) {
      const { name, dialect, memoryLimit, memoryRequest, role } = container;
      const none = memoryLimit.value !== undefined && isNone(memoryLimit.value);
      if (!none && !isAbsent(memoryLimit)) return;
      const placeholder = memoryRequest ?? (dialect === 'compose' ? '512M' : '256Mi');
      const isLimited = !none && container.isLimitedByDefault?.(workspace, 'memory') === true;
      yield {
        at: memoryLimit,
        message: `${name} may take all the memory of its host.`,
        ...(isLimited ? { severity: 'info' as const } : role === 'init' ? { severity: 'low' as const } : {}),
        fixes: () =>
          memoryLimit.set(placeholder)
            ? [
                {
                  title: `Limit the memory of ${name} ...`,
                  safety: 'review',
                  needs: 'input',
                  async edits({ ask }) {
                    const limit = await ask({ prompt: `How much memory may ${name} use?`, placeholder });
                    return limit === null ? null : memoryLimit.set(limit);
                  },
                },
              ]
            : [],
      };
    },
  },
});

/** Nought is no limit. */
const isNone = (limit: string): boolean => /^0+[a-z]*$/i.test(limit);
