import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import type { Setting } from '../../core/facts/fact.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import { isEverywhere, isInternal } from './_service.js';

/** Names of what takes in the traffic of a whole cluster, and is there to be called. */
const CONTROLLER = /ingress|traefik|(?:istio|envoy|nginx|kong|cilium|haproxy|contour|apisix|gloo|emissary)[\w-]*(?:gateway|proxy)/i;

/** Annotations that limit who may call, before the field did and besides it. */
const RANGES = ['load-balancer-source-ranges', 'azure-allowed-ip-ranges', 'azure-allowed-service-tags'];

function isLimitedByAnnotation(fields: Fields): boolean {
  return RANGES.some(name => {
    const ranges = fields.text('metadata', 'annotations', `service.beta.kubernetes.io/${name}`);
    return ranges.origin === 'unknown' || (ranges.value !== undefined && !ranges.value.split(',').some(isEverywhere));
  });
}

export default defineRule({
  meta: {
    id: 'service-restrict-load-balancer',
    title: 'Load balancer is open to the internet',
    layer: 'network',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'pci-dss-4': ['1.3.1', '1.4.2', '1.4.4'],
      'owasp-k8s': ['K05', 'K06'],
    },
    alsoKnownAs: {
      kics: ['26763a1c-5dda-4772-b507-5fca7fb5f165'],
      kubescape: ['C-0256'],
      'kube-linter': ['exposed-services'],
      monokle: ['KBP114'],
    },
    why: 'Most clouds give such a Service a public address that everybody may call. Nothing else stands between the internet and the pods.',
    remedy:
      'Name the ranges that may call in `loadBalancerSourceRanges`, or keep the load balancer inside the network by the annotation of your cloud.',
    exceptions: "Services that are meant for everyone, such as an ingress controller's.",
    examples: [
      {
        file: 'service.yaml',
        bad: 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: «LoadBalancer»\n  ports: [{ port: 443 }]\n',
        message: 'web gets a load balancer that the whole internet may call.',
        fixed:
          'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: LoadBalancer\n  ports: [{ port: 443 }]\n  loadBalancerSourceRanges:\n    - 10.0.0.0/8\n',
      },
      {
        file: 'service.yaml',
        bad: 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: LoadBalancer\n  loadBalancerSourceRanges: [«0.0.0.0/0»]\n',
      },
      {
        file: 'service.yaml',
        good: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations: { service.beta.kubernetes.io/aws-load-balancer-scheme: internal }\nspec: { type: LoadBalancer }\n',
      },
    ],
  },
  kinds: ['Service'],
  checks: {
    *object(object) {
      const { fields, title } = object;
      const type = fields.text('spec', 'type');
      if (!object.is('', 'Service') || type.value !== 'LoadBalancer' || isInternal(object)) return;
      const open = fields.words('spec', 'loadBalancerSourceRanges').find(({ value }) => value !== undefined && isEverywhere(value));
      if (!open && (!fields.isEmpty('spec', 'loadBalancerSourceRanges') || isLimitedByAnnotation(fields))) return;
      const local = /metallb|kube-vip/.test(fields.text('spec', 'loadBalancerClass').value ?? '');
      const gateway = CONTROLLER.test(`${object.name} ${Object.values(object.labels ?? {}).join(' ')}`);
      yield {
        at: open ?? type,
        message: `${title} gets a load balancer that the whole internet may call.`,
        ...(gateway ? { severity: 'info' as const } : local ? { severity: 'low' as const } : {}),
        fixes: () => [...fixesFor(fields, open, title), ...insideOnly(fields, title)],
      };
    },
  },
});

function fixesFor(fields: Fields, open: Setting<string> | undefined, title: string): readonly Fix[] {
  const edits = (range: string) => open?.set(range) ?? fields.setAll([[['spec', 'loadBalancerSourceRanges'], [range]]]);
  if (!edits('10.0.0.0/8')) return [];
  return [
    {
      title: `Let only some addresses call ${title} ...`,
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const range = await ask({ prompt: `Which range of addresses may call ${title}?`, placeholder: '10.0.0.0/8' });
        return range === null ? null : edits(range.trim());
      },
    },
  ];
}

/** The annotation by which each cloud keeps a load balancer inside. */
const CLOUDS: Readonly<Record<string, readonly [key: string, value: string]>> = {
  aws: ['service.beta.kubernetes.io/aws-load-balancer-scheme', 'internal'],
  azure: ['service.beta.kubernetes.io/azure-load-balancer-internal', 'true'],
  gcp: ['networking.gke.io/load-balancer-type', 'Internal'],
  oci: ['service.beta.kubernetes.io/oci-load-balancer-internal', 'true'],
};

/** What the whole internet need not call is not given an address there. Annotations that are there tell which cloud it is. */
function insideOnly(fields: Fields, title: string): readonly Fix[] {
  const keys = fields.keys('metadata', 'annotations').join(' ');
  const placeholder = Object.keys(CLOUDS).find(cloud => keys.includes(`/${cloud}-`)) ?? 'aws';
  const edits = (cloud: string) => {
    const annotation = CLOUDS[cloud.trim().toLowerCase()];
    return annotation ? fields.setAll([[['metadata', 'annotations', annotation[0]], annotation[1]]]) : null;
  };
  if (!edits(placeholder)) return [];
  return [
    {
      title: `Keep the load balancer of ${title} inside the network ...`,
      safety: 'review',
      needs: 'input',
      assumes: `Nobody calls ${title} from the internet.`,
      async edits({ ask }) {
        const cloud = await ask({ prompt: `In which cloud is it: ${Object.keys(CLOUDS).join(', ')}?`, placeholder });
        return cloud === null ? null : edits(cloud);
      },
    },
  ];
}
