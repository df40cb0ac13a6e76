import { defineRule, type Severity, setTo } from '../../core/judge/rule.js';

interface Flag {
  readonly programs: RegExp;
  readonly flag: string | RegExp;
  readonly weak: RegExp;
  /** What the program then does, to follow its name. */
  readonly does: string;
  readonly safe?: string;
  readonly severity?: Severity;
}

const SERVER = /^kube-apiserver$/;
const ANY = /^(?:kube-(?:apiserver|controller-manager|scheduler)|kubelet|etcd)$/;
const MANAGERS = /^kube-(?:controller-manager|scheduler)$/;

const KUBELET = /^kubelet$/;
const ETCD = /^etcd$/;

/** Values that are written. Source: CIS Kubernetes Benchmark, control plane components and kubelet. */
const FLAGS: readonly Flag[] = [
  { programs: /^(?:kube-apiserver|kubelet)$/, flag: 'anonymous-auth', weak: /^true$/, does: 'answers without a login', safe: 'false' },
  { programs: SERVER, flag: 'insecure-port', weak: /^(?!0$)/, does: 'answers without TLS or a login', safe: '0' },
  { programs: SERVER, flag: 'authorization-mode', weak: /AlwaysAllow/, does: 'allows whatever is asked', safe: 'Node,RBAC' },
  { programs: SERVER, flag: 'authorization-mode', weak: /^(?!.*RBAC)/, does: 'decides without roles', safe: 'Node,RBAC' },
  { programs: SERVER, flag: 'authorization-mode', weak: /^(?!.*Node)/, does: 'lets nodes read what is not theirs', severity: 'medium' },
  { programs: SERVER, flag: 'insecure-bind-address', weak: /./, does: 'answers without TLS or a login' },
  { programs: SERVER, flag: 'secure-port', weak: /^0$/, does: 'serves nothing with TLS', safe: '6443' },
  { programs: SERVER, flag: 'service-account-lookup', weak: /^false$/, does: 'takes tokens of accounts that are gone', safe: 'true' },
  {
    programs: SERVER,
    flag: 'disable-admission-plugins',
    weak: /ServiceAccount|NamespaceLifecycle|NodeRestriction|PodSecurity/,
    does: 'checks less of what it admits',
  },
  {
    programs: SERVER,
    flag: 'audit-log-maxage',
    weak: /^[12]?\d$/,
    does: 'keeps its audit log for less than 30 days',
    safe: '30',
    severity: 'low',
  },
  { programs: SERVER, flag: 'audit-log-maxbackup', weak: /^\d$/, does: 'keeps few files of its audit log', safe: '10', severity: 'low' },
  { programs: SERVER, flag: 'audit-log-maxsize', weak: /^\d\d?$/, does: 'keeps little of its audit log', safe: '100', severity: 'low' },
  {
    programs: /^(?:kubelet|kube-controller-manager)$/,
    flag: 'feature-gates',
    weak: /RotateKubeletServerCertificate=false/,
    does: 'keeps old certificates of nodes',
    severity: 'medium',
  },
  { programs: KUBELET, flag: 'rotate-certificates', weak: /^false$/, does: 'keeps its old certificate', safe: 'true', severity: 'medium' },
  { programs: KUBELET, flag: 'protect-kernel-defaults', weak: /^false$/, does: 'changes kernel settings', safe: 'true', severity: 'low' },
  {
    programs: KUBELET,
    flag: 'make-iptables-util-chains',
    weak: /^false$/,
    does: 'leaves the firewall to others',
    safe: 'true',
    severity: 'low',
  },
  {
    programs: KUBELET,
    flag: 'streaming-connection-idle-timeout',
    weak: /^0s?$/,
    does: 'keeps idle sessions open for ever',
    safe: '4h0m0s',
    severity: 'low',
  },
  {
    programs: /^(?:kube-apiserver|kubelet|etcd)$/,
    flag: /^(?:tls-cipher-suites|cipher-suites)$/,
    weak: /_(?:RC4|3DES)_|TLS_RSA_WITH_\w+_CBC_/,
    does: 'takes weak ciphers',
    severity: 'medium',
  },
  { programs: KUBELET, flag: 'authorization-mode', weak: /^AlwaysAllow$/, does: 'allows whatever is asked', safe: 'Webhook' },
  { programs: SERVER, flag: 'enable-admission-plugins', weak: /AlwaysAdmit/, does: 'admits every object' },
  { programs: SERVER, flag: 'token-auth-file', weak: /./, does: 'takes tokens that never end' },
  { programs: SERVER, flag: 'basic-auth-file', weak: /./, does: 'takes plain passwords' },
  { programs: SERVER, flag: 'kubelet-https', weak: /^false$/, does: 'calls nodes without TLS', safe: 'true' },
  { programs: ANY, flag: 'profiling', weak: /^true$/, does: 'shows its inner workings', safe: 'false', severity: 'low' },
  { programs: KUBELET, flag: 'read-only-port', weak: /^(?!0$)/, does: 'tells about its pods without a login', safe: '0' },
  { programs: ETCD, flag: 'client-cert-auth', weak: /^false$/, does: 'lets in everyone who asks', safe: 'true' },
  { programs: ETCD, flag: 'peer-client-cert-auth', weak: /^false$/, does: 'takes anyone for a peer', safe: 'true' },
  { programs: ETCD, flag: 'auto-tls', weak: /^true$/, does: 'makes certificates that nobody checks', safe: 'false' },
  { programs: ETCD, flag: 'peer-auto-tls', weak: /^true$/, does: 'makes certificates that nobody checks', safe: 'false' },
  {
    programs: MANAGERS,
    flag: 'bind-address',
    weak: /^(?:0\.0\.0\.0|::)$/,
    does: 'listens on every address',
    safe: '127.0.0.1',
    severity: 'medium',
  },
  {
    programs: MANAGERS,
    flag: 'use-service-account-credentials',
    weak: /^false$/,
    does: 'shares one account for all its parts',
    safe: 'true',
  },
];

const names = ({ flag }: Flag, written: string): boolean => (typeof flag === 'string' ? flag === written : flag.test(written));

/** What an API server needs; looked for only where the command line is whole, which none is without a place for its data. */
const DEMANDED: readonly (readonly [flag: string, lacks: string])[] = [
  ['audit-log-path', 'keeps no audit log'],
  ['encryption-provider-config', 'keeps secrets unencrypted'],
  ['client-ca-file', 'knows nobody by a certificate'],
  ['tls-cert-file', 'makes a certificate of its own'],
];

export default defineRule({
  meta: {
    id: 'control-plane-insecure-flags',
    title: 'Part of the control plane is set up openly',
    layer: 'operations',
    per: {
      kubernetes: { severity: 'high', preset: 'strict', fix: 'review' },
    },
    controls: {
      nsa: ['7.0 Make sure anonymous-auth is unset', '7.1 Make sure -authorization-mode=RBAC'],
      'owasp-k8s': ['K06', 'K07'],
    },
    alsoKnownAs: {
      trivy: [
        'KCV-0001',
        'KCV-0002',
        'KCV-0003',
        'KCV-0004',
        'KCV-0005',
        'KCV-0006',
        'KCV-0007',
        'KCV-0008',
        'KCV-0009',
        'KCV-0010',
        'KCV-0011',
        'KCV-0012',
        'KCV-0013',
        'KCV-0014',
        'KCV-0015',
        'KCV-0016',
        'KCV-0017',
        'KCV-0018',
        'KCV-0019',
        'KCV-0020',
        'KCV-0021',
        'KCV-0022',
        'KCV-0024',
        'KCV-0025',
        'KCV-0026',
        'KCV-0027',
        'KCV-0028',
        'KCV-0029',
        'KCV-0030',
        'KCV-0033',
        'KCV-0034',
        'KCV-0035',
        'KCV-0036',
        'KCV-0037',
        'KCV-0038',
        'KCV-0039',
        'KCV-0040',
        'KCV-0041',
        'KCV-0042',
        'KCV-0043',
        'KCV-0044',
        'KCV-0045',
        'KCV-0046',
        'KCV-0047',
      ],
      checkov: [
        'CKV_K8S_68',
        'CKV_K8S_69',
        'CKV_K8S_70',
        'CKV_K8S_71',
        'CKV_K8S_72',
        'CKV_K8S_73',
        'CKV_K8S_74',
        'CKV_K8S_75',
        'CKV_K8S_77',
        'CKV_K8S_78',
        'CKV_K8S_79',
        'CKV_K8S_80',
        'CKV_K8S_81',
        'CKV_K8S_82',
        'CKV_K8S_83',
        'CKV_K8S_84',
        'CKV_K8S_85',
        'CKV_K8S_86',
        'CKV_K8S_88',
        'CKV_K8S_89',
        'CKV_K8S_90',
        'CKV_K8S_91',
        'CKV_K8S_92',
        'CKV_K8S_93',
        'CKV_K8S_94',
        'CKV_K8S_95',
        'CKV_K8S_96',
        'CKV_K8S_97',
        'CKV_K8S_99',
        'CKV_K8S_100',
        'CKV_K8S_102',
        'CKV_K8S_104',
        'CKV_K8S_105',
        'CKV_K8S_106',
        'CKV_K8S_107',
        'CKV_K8S_108',
        'CKV_K8S_110',
        'CKV_K8S_111',
        'CKV_K8S_112',
        'CKV_K8S_113',
        'CKV_K8S_114',
        'CKV_K8S_115',
        'CKV_K8S_116',
        'CKV_K8S_117',
        'CKV_K8S_118',
        'CKV_K8S_119',
        'CKV_K8S_121',
        'CKV_K8S_138',
        'CKV_K8S_139',
        'CKV_K8S_140',
        'CKV_K8S_141',
        'CKV_K8S_143',
        'CKV_K8S_144',
        'CKV_K8S_145',
        'CKV_K8S_146',
        'CKV_K8S_147',
        'CKV_K8S_148',
        'CKV_K8S_149',
        'CKV_K8S_151',
      ],
    },
    why: 'These programs are the cluster. A flag that lets in whoever asks, or that allows whatever is asked, gives it away.',
    remedy: "Set the flag as the cluster's hardening guide has it.",
    exceptions: 'Clusters for development.',
    examples: [
      {
        file: 'kube-apiserver.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: kube-apiserver }\nspec:\n  containers:\n    - name: kube-apiserver\n      image: registry.k8s.io/kube-apiserver:v1.35.0\n      command:\n        - kube-apiserver\n        - «--authorization-mode=AlwaysAllow»\n        - --profiling=false\n',
        message: 'kube-apiserver allows whatever is asked: `--authorization-mode=AlwaysAllow`.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: kube-apiserver }\nspec:\n  containers:\n    - name: kube-apiserver\n      image: registry.k8s.io/kube-apiserver:v1.35.0\n      command:\n        - kube-apiserver\n        - --authorization-mode=Node,RBAC\n        - --profiling=false\n',
      },
      {
        file: 'kube-apiserver.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: kube-apiserver }\nspec:\n  containers:\n    - name: kube-apiserver\n      image: registry.k8s.io/kube-apiserver:v1.35.0\n      command:\n        - «kube-apiserver»\n        - --etcd-servers=https://10.0.0.1:2379\n        - --authorization-mode=Node,RBAC\n        - --audit-log-path=/var/log/audit.log\n        - --client-ca-file=/etc/kubernetes/pki/ca.crt\n        - --tls-cert-file=/etc/kubernetes/pki/apiserver.crt\n',
        message: 'kube-apiserver keeps secrets unencrypted: it has no `--encryption-provider-config`.',
      },
      {
        file: 'web.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: etcd, image: "example/web:1.4", command: [web, --anonymous-auth=true] }]\n',
      },
    ],
  },
  mentions: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'etcd'],
  checks: {
    *pod(pod) {
      for (const { fields } of pod.containers) {
        const words = [...fields.words('command'), ...fields.words('args')];
        const program = words[0]?.value?.split('/').at(-1) ?? '';
        const has = (flag: string) => words.some(({ value }) => value?.startsWith(`--${flag}`));
        const isWhole = SERVER.test(program) && has('etcd-servers') && !pod.partial && words.every(({ value }) => value !== undefined);
        for (const [flag, lacks] of isWhole ? DEMANDED.filter(([one]) => !has(one)) : []) {
          const { span, place } = words[0]!;
          yield { at: { span, place: `${place}/${flag}` }, message: `${program} ${lacks}: it has no \`--${flag}\`.`, severity: 'medium' };
        }
        for (const word of words) {
          const [, flag, value] = /^--([a-z-]+)=(.*)$/.exec(word.value ?? '') ?? [];
          if (flag === undefined || value === undefined) continue;
          const weak = FLAGS.find(one => names(one, flag) && one.programs.test(program) && one.weak.test(value));
          if (!weak) continue;
          const { safe } = weak;
          yield {
            at: word,
            message: `${program} ${weak.does}: \`${/file/.test(flag) ? `--${flag}` : word.value}\`.`,
            ...(weak.severity ? { severity: weak.severity } : {}),
            fixes: safe === undefined ? [] : setTo(word, `--${flag}=${safe}`, `Set --${flag}=${safe}`),
          };
        }
      }
    },
  },
});
