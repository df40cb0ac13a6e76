import { defineRule } from '../../core/judge/rule.js';
import { isSystemNamespace } from './_workspace.js';

const MARKS: readonly string[] = ['k8s-app', 'kubernetes.io/cluster-service', 'component', 'addonmanager.kubernetes.io/mode'];
const PARTS =
  /csi|cni|calico|cilium|flannel|weave|antrea|kube-|dns|metrics|autoscaler|node-|cloud-controller|snapshot|konnectivity|etcd|device-plugin|konnect|metallb|external-dns/i;

export default defineRule({
  meta: {
    id: 'no-system-namespace',
    title: 'Program runs among the parts of the cluster',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.7.1'],
      nsa: ['1.12 Namespace kube-system should not be used by users'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0037'],
    },
    why: "Policies mostly leave the system's namespaces out, and the accounts there are strong. A program in them gets both.",
    remedy: 'Give it a namespace of its own.',
    exceptions: 'Parts of the cluster itself: network, storage, DNS, metrics.',
    examples: [
      {
        file: 'web.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: «kube-system»\nspec:\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        message: 'web runs in kube-system, among the parts of the cluster.',
      },
      {
        file: 'dns.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: dns, namespace: kube-system, labels: { k8s-app: kube-dns } }\nspec:\n  containers: [{ name: dns, image: "example/dns:1.4" }]\n',
      },
    ],
  },
  mentions: ['namespace'],
  checks: {
    *pod(pod) {
      const { object } = pod;
      const namespace = object.fields.text('metadata', 'namespace');
      if (namespace.value === undefined || !isSystemNamespace(namespace.value)) return;
      const labels = { ...object.labels, ...pod.labels };
      const isPart =
        MARKS.some(mark => mark in labels) ||
        labels.tier === 'control-plane' ||
        PARTS.test(`${object.name} ${Object.values(labels).join(' ')}`);
      if (isPart) return;
      yield { at: namespace, message: `${object.title} runs in ${namespace.value}, among the parts of the cluster.` };
    },
  },
});
