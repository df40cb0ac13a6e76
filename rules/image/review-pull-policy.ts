import { isFloatingTag } from '../../core/facts/tables/tags.js';
import { defineRule, setTo } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'review-pull-policy',
    title: 'A copy of a moving tag is kept for ever',
    layer: 'supply-chain',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: { 'cis-docker-1.6': ['5.28'], 'nist-800-190': ['4.2.2'], 'nist-800-53': ['SI-2'] },
    alsoKnownAs: {
      'docker-bench': ['check_5_28'],
      kics: ['caa3479d-885d-4882-9aac-95e5e78ef5c2'],
      kubescape: ['C-0075'],
      'kube-score': ['container-image-pull-policy'],
      polaris: ['pullPolicyNotAlways'],
      checkov: ['CKV_K8S_15'],
    },
    why: 'Each host runs whatever the tag meant when it fetched the image first. Fixes never arrive, and two hosts run two different programs under one name.',
    remedy: 'Fetch the image at every start, or better name a version or a digest.',
    exceptions: 'Hosts without a network, on which you load images yourself.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:edge\n    pull_policy: «missing»\n',
        fixed: 'services:\n  web:\n    image: example/web:edge\n    pull_policy: always\n',
        message: 'web goes on running the first `example/web:edge` that its host has fetched.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web\n      imagePullPolicy: «IfNotPresent»\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web\n      imagePullPolicy: Always\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      imagePullPolicy: IfNotPresent\n    - name: two\n      image: example/web\n',
      },
      { file: 'compose.yaml', good: 'services:\n  web:\n    build: .\n    image: example/web:latest\n    pull_policy: never\n' },
    ],
  },
  mentions: ['pull_policy', 'imagePullPolicy'],
  checks: {
    *container({ name, image, dialect, pullPolicy }) {
      const { reference, builtHere } = image ?? {};
      if (!reference || builtHere || reference.digest !== undefined || pullPolicy.value === undefined) return;
      const { tag } = reference;
      const floats = tag === undefined || isFloatingTag(tag);
      const never = /^never$/i.test(pullPolicy.value);
      if (!never && !/^(?:missing|if_?not_?present)$/i.test(pullPolicy.value)) return;
      // What the catalogue of the cluster keeps by hand (`Never`) is stale whatever its tag.
      if (!floats && !(never && dialect === 'kubernetes')) return;
      yield {
        at: pullPolicy,
        message: `${name} goes on running the first \`${image!.text}\` that its host has fetched.`,
        ...(dialect === 'compose' && never ? { severity: 'low' as const } : {}),
        fixes: setTo(pullPolicy, dialect === 'compose' ? 'always' : 'Always', 'Fetch the image at every start'),
      };
    },
  },
});
