import type { KubernetesObject } from '../../core/facts/documents/kubernetes.js';
import { together } from '../../core/facts/documents/yaml/together.js';
import { isTemplated } from '../../core/facts/documents/yaml/values.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import { objectsOf } from './_workspace.js';

const ISSUER = 'cert-manager.io/cluster-issuer';
const INGRESS: readonly string[] = ['networking.k8s.io', 'extensions'];

/** Annotations that say that something else ends TLS. */
const ELSEWHERE: readonly (readonly [key: string, value: RegExp])[] = [
  ['alb.ingress.kubernetes.io/certificate-arn', /./],
  ['alb.ingress.kubernetes.io/listen-ports', /HTTPS/],
  ['networking.gke.io/managed-certificates', /./],
  ['ingress.gcp.kubernetes.io/pre-shared-cert', /./],
  ['traefik.ingress.kubernetes.io/router.tls', /^true$/i],
  ['nginx.ingress.kubernetes.io/ssl-passthrough', /^true$/i],
  ['haproxy.org/ssl-passthrough', /^true$/i],
  ['appgw.ingress.kubernetes.io/appgw-ssl-certificate', /./],
];

export default defineRule({
  meta: {
    id: 'ingress-tls',
    title: 'Ingress without TLS',
    layer: 'network',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      soc2: ['CC6.1', 'CC6.6', 'CC6.7'],
    },
    alsoKnownAs: {
      kubescape: ['C-0263'],
      polaris: ['tlsSettingsMissing'],
    },
    why: 'Passwords and sessions cross the internet in clear text. Everyone on the way can read and change them.',
    remedy: 'Add `tls` with the hosts and the Secret that holds the certificate.',
    exceptions: 'Load balancers in front that end TLS themselves; the annotations of the common ones are known.',
    examples: [
      {
        file: 'ingress.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: «shop»\nspec:\n  rules:\n    - host: shop.example.com\n',
        message: 'shop serves its hosts without TLS: everyone on the way can read along.',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\nspec:\n  rules:\n    - host: shop.example.com\n  tls:\n    - hosts:\n        - shop.example.com\n      secretName: shop-tls\n',
      },
      {
        file: 'ingress.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop }\nspec:\n  tls:\n    - hosts: ["*.example.com"]\n      secretName: shop-tls\n  rules:\n    - host: shop.example.com\n    - host: «api.shop.example.com»\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop }\nspec:\n  tls:\n    - hosts: ["*.example.com"]\n      secretName: shop-tls\n    - hosts:\n        - api.shop.example.com\n      secretName: shop-tls\n  rules:\n    - host: shop.example.com\n    - host: api.shop.example.com\n',
      },
      {
        file: 'ingress.yaml',
        files: {
          'api.yaml':
            'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: api, annotations: { cert-manager.io/cluster-issuer: acme } }\nspec: { tls: [{ secretName: api-tls }] }\n',
        },
        bad: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: «shop»\nspec:\n  rules:\n    - host: shop.example.com\n',
        fixed:
          'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    cert-manager.io/cluster-issuer: acme\nspec:\n  rules:\n    - host: shop.example.com\n  tls:\n    - hosts:\n        - shop.example.com\n      secretName: shop-tls\n',
      },
      {
        file: 'ingress.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations: { alb.ingress.kubernetes.io/certificate-arn: "arn:aws:acm:eu-west-1:1:certificate/x" }\nspec:\n  rules: [{ host: shop.example.com }]\n',
      },
      {
        file: 'ingress.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop }\nspec:\n  tls: [{ secretName: shop-tls }]\n  rules: [{ host: shop.example.com }]\n',
      },
    ],
  },
  kinds: ['Ingress'],
  checks: {
    *object(object, { workspace }) {
      if (!INGRESS.includes(object.group) || object.kind !== 'Ingress') return;
      const { fields, title } = object;
      if (
        ELSEWHERE.some(
          ([key, value]) =>
            fields.has('metadata', 'annotations', key) && value.test(fields.text('metadata', 'annotations', key).value ?? 'true'),
        )
      )
        return;
      const hosts = fields.items('spec', 'rules').map(rule => rule.text('host'));
      if (fields.isEmpty('spec', 'tls')) {
        const names = hosts.flatMap(({ value }) => value ?? []);
        yield {
          at: fields.key('spec', 'tls').origin === 'default' ? object : fields.key('spec', 'tls'),
          message: `${title} serves its hosts without TLS: everyone on the way can read along.`,
          fixes: () => withTls(object, names, workspace),
        };
        return;
      }
      const items = fields.items('spec', 'tls');
      const covered = items.flatMap(item => item.texts('hosts').value ?? []);
      // Without hosts an entry is for all of them; a templated one may be.
      if (items.length === 0 || covered.some(isTemplated) || items.some(item => item.texts('hosts').value === undefined)) return;
      for (const host of hosts) {
        const { value } = host;
        if (!value || covered.some(one => one === value || (one.startsWith('*.') && value.slice(value.indexOf('.')) === one.slice(1))))
          continue;
        yield {
          at: host,
          message: `${title} serves ${value} without TLS: everyone on the way can read along.`,
          fixes: () => withTls(object, [value], workspace),
        };
      }
    },
  },
});

function withTls({ fields, name }: KubernetesObject, hosts: readonly string[], workspace: Workspace): readonly Fix[] {
  // Where others have one issuer fill their Secrets, this one's is filled the same way.
  const [issuer, ...others] = new Set(objectsOf(workspace).flatMap(one => one.issuer ?? []));
  const isIssued = fields.keys('metadata', 'annotations').some(key => key.startsWith('cert-manager.io/'));
  const annotation =
    issuer !== undefined && others.length === 0 && !isIssued
      ? () => fields.setAll([[['metadata', 'annotations', ISSUER], issuer]])
      : () => [];
  const edits = (secretName: string) =>
    together(fields.append(['spec', 'tls'], hosts.length > 0 ? { hosts, secretName } : { secretName }), annotation());
  const placeholder = `${name ?? 'web'}-tls`;
  if (!edits(placeholder)) return [];
  return [
    {
      title: 'Serve it with the certificate of a Secret ...',
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const secret = await ask({ prompt: 'Which Secret holds the certificate?', placeholder });
        return secret === null ? null : edits(secret.trim());
      },
    },
  ];
}
