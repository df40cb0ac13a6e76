import { defineRule } from '../../core/judge/rule.js';

const MESSAGE = 'ingress-nginx has had no security fixes since March 2026.';
/** Source: announcement of the Kubernetes project, November 2025. */
const RETIRED = '2026-03-31';
const IMAGES =
  /^(?:registry\.k8s\.io|k8s\.gcr\.io|(?:[a-z]+\.)?gcr\.io\/k8s-artifacts-prod)\/ingress-nginx\/controller(?:-chroot)?$|^quay\.io\/kubernetes-ingress-controller\/nginx-ingress-controller/;

export default defineRule({
  meta: {
    id: 'no-eol-ingress-nginx',
    title: 'Ingress controller gets no fixes any more',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      nsa: ['Kubescape NSA C-0292'],
      'owasp-k8s': ['K07'],
    },
    alsoKnownAs: {
      kubescape: ['C-0292'],
    },
    why: 'The project `ingress-nginx` ended in March 2026. It reads every Ingress and secret of the cluster and answers the internet, and holes found since stay open.',
    remedy: 'Move to a maintained controller, best by the Gateway API.',
    exceptions: 'Builds that somebody else goes on maintaining.',
    examples: [
      {
        file: 'controller.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: ingress }\nspec:\n  containers:\n    - name: controller\n      image: «registry.k8s.io/ingress-nginx/controller:v1.13.0»\n',
        message: 'ingress-nginx has had no security fixes since March 2026.',
      },
      {
        file: 'class.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: nginx }\nspec:\n  controller: «k8s.io/ingress-nginx»\n',
      },
      {
        file: 'controller.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: ingress }\nspec:\n  containers: [{ name: controller, image: "nginx/nginx-ingress:5.2.0" }]\n',
      },
    ],
  },
  kinds: ['IngressClass'],
  checks: {
    *pod(pod, { today }) {
      if (today < RETIRED) return;
      for (const { view } of pod.containers) {
        const reference = view.image?.reference;
        if (!reference || !IMAGES.test(`${reference.registry}/${reference.repository}`)) continue;
        yield { at: view.image!, message: MESSAGE };
      }
    },
    *object(object, { today }) {
      const controller = object.fields.text('spec', 'controller');
      if (object.kind !== 'IngressClass' || controller.value !== 'k8s.io/ingress-nginx' || today < RETIRED) return;
      yield { at: controller, message: MESSAGE };
    },
  },
});
