import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'gatekeeper-repo-boundary',
    title: 'Allowed registry ends in the middle of a name',
    layer: 'supply-chain',
    per: {
      kubernetes: { severity: 'high', preset: 'strict', fix: 'review' },
    },
    controls: {},
    alsoKnownAs: {
      trivy: ['KSV-0124'],
    },
    why: "Gatekeeper compares the beginning of the image's name. `example.com/shop` also allows `example.com/shop-evil`, which anybody may be able to make.",
    remedy: 'End the entry with `/`, or name a whole image with its tag.',
    exceptions: 'None.',
    examples: [
      {
        file: 'repos.yaml',
        bad: 'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sAllowedRepos\nmetadata: { name: repos }\nspec:\n  parameters:\n    repos:\n      - «example.com/shop»\n      - registry.k8s.io/\n',
        message: '`example.com/shop` also allows images such as `example.com/shop-evil`.',
        fixed:
          'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sAllowedRepos\nmetadata: { name: repos }\nspec:\n  parameters:\n    repos:\n      - example.com/shop/\n      - registry.k8s.io/\n',
      },
      {
        file: 'repos.yaml',
        good: 'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sAllowedRepos\nmetadata: { name: repos }\nspec: { parameters: { repos: ["example.com/shop/web:1.4", "example.com/"] } }\n',
      },
    ],
  },
  kinds: ['K8sAllowedRepos'],
  checks: {
    *object(object) {
      if (!object.is('constraints.gatekeeper.sh', 'K8sAllowedRepos')) return;
      for (const repository of object.fields.words('spec', 'parameters', 'repos')) {
        const { value } = repository;
        if (!value || value.endsWith('/') || /[@*]|:[^/]+$/.test(value)) continue;
        yield {
          at: repository,
          message: `\`${value}\` also allows images such as \`${value}-evil\`.`,
          fixes: setTo(repository, `${value}/`, 'End it with a slash'),
        };
      }
    },
  },
});
