import type { KubernetesObject } from '../../core/facts/documents/kubernetes.js';

/** Annotations by which clouds keep a load balancer inside the network, with the values that do. */
const INTERNAL: Readonly<Record<string, RegExp>> = {
  'service.beta.kubernetes.io/aws-load-balancer-internal': /^(?!false$|$)/,
  'service.beta.kubernetes.io/aws-load-balancer-scheme': /^internal$/,
  'networking.gke.io/load-balancer-type': /^Internal$/i,
  'cloud.google.com/load-balancer-type': /^Internal$/i,
  'service.beta.kubernetes.io/azure-load-balancer-internal': /^true$/i,
  'service.beta.kubernetes.io/oci-load-balancer-internal': /^true$/i,
  'oci-network-load-balancer.oraclecloud.com/internal': /^true$/i,
  'service.beta.kubernetes.io/do-loadbalancer-network': /^INTERNAL$/i,
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': /^intranet$/i,
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': /^private$/i,
  'service.beta.kubernetes.io/openstack-internal-load-balancer': /^true$/i,
  'load-balancer.hetzner.cloud/disable-public-network': /^true$/i,
};

/** Whether a Service's load balancer answers inside the network only; also when a template hides it. */
export const isInternal = ({ fields }: KubernetesObject): boolean =>
  Object.entries(INTERNAL).some(([key, internal]) => {
    const { value, origin } = fields.text('metadata', 'annotations', key);
    return value === undefined ? fields.has('metadata', 'annotations', key) && origin === 'unknown' : internal.test(value);
  });

/** `0.0.0.0/0`, `::/0`: every address there is, whatever address stands before. */
export const isEverywhere = (range: string): boolean => /^[\d.:a-f]+\/0$/i.test(range.trim());
