import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import { defineRule, setTo } from '../../core/judge/rule.js';
import { FLAGS, isSwitch, lackedBy, names } from './_control-plane.js';

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
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: kube-apiserver }\nspec:\n  containers:\n    - name: kube-apiserver\n      image: registry.k8s.io/kube-apiserver:v1.35.0\n      command:\n        - «kube-apiserver»\n        - --etcd-servers=https://10.0.0.1:2379\n        - --authorization-mode=Node,RBAC\n        - --audit-log-path=/var/log/audit.log\n        - --client-ca-file=/etc/kubernetes/pki/ca.crt\n        - --tls-cert-file=/etc/kubernetes/pki/apiserver.crt\n        - --anonymous-auth=false\n        - --profiling=false\n',
        message: 'kube-apiserver keeps secrets unencrypted: it has no `--encryption-provider-config`.',
      },
      {
        file: 'kube-scheduler.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: kube-scheduler }\nspec:\n  containers:\n    - name: kube-scheduler\n      image: registry.k8s.io/kube-scheduler:v1.35.0\n      command:\n        - «kube-scheduler»\n        - --kubeconfig=/etc/kubernetes/scheduler.conf\n        - --bind-address\n        - «10.0.0.4»\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: kube-scheduler }\nspec:\n  containers:\n    - name: kube-scheduler\n      image: registry.k8s.io/kube-scheduler:v1.35.0\n      command:\n        - kube-scheduler\n        - --kubeconfig=/etc/kubernetes/scheduler.conf\n        - --bind-address\n        - 10.0.0.4\n        - --profiling=false\n',
      },
      {
        file: 'kube-scheduler.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: kube-scheduler }\nspec:\n  containers:\n    - name: kube-scheduler\n      image: registry.k8s.io/kube-scheduler:v1.35.0\n      command: [kube-scheduler, «--bind-address=0.0.0.0»]\n      livenessProbe: { httpGet: { path: /healthz, port: 10259, scheme: HTTPS, host: 127.0.0.1 } }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: kube-scheduler }\nspec:\n  containers:\n    - name: kube-scheduler\n      image: registry.k8s.io/kube-scheduler:v1.35.0\n      command: [kube-scheduler, --bind-address=127.0.0.1]\n      livenessProbe: { httpGet: { path: /healthz, port: 10259, scheme: HTTPS, host: 127.0.0.1 } }\n',
      },
      {
        file: 'kube-scheduler.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: kube-scheduler }\nspec:\n  containers:\n    - name: kube-scheduler\n      image: registry.k8s.io/kube-scheduler:v1.35.0\n      command: [kube-scheduler, «--bind-address=0.0.0.0»]\n      livenessProbe: { httpGet: { path: /healthz, port: 10259, scheme: HTTPS } }\n',
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
        const has = (flag: string) => words.some(({ value }) => value === `--${flag}` || value?.startsWith(`--${flag}=`));
        const isWhole = !pod.partial && words.every(({ value }) => value !== undefined);
        for (const { flag, lacks, severity, add } of isWhole ? lackedBy(program, has) : []) {
          const { span, place } = words[0]!;
          const edits = () => (add === undefined ? null : fields.append([fields.has('args') ? 'args' : 'command'], `--${flag}=${add}`));
          yield {
            at: { span, place: `${place}/${flag}` },
            message: `${program} ${lacks}: it has no \`--${flag}\`.`,
            severity,
            fixes: () => (edits() ? [{ title: `Add --${flag}=${add}`, safety: 'review', edits }] : []),
          };
        }
        for (const [index, word] of words.entries()) {
          const [, flag, written] = /^--([a-z-]+)(?:=(.*))?$/.exec(word.value ?? '') ?? [];
          const after = words[index + 1];
          const apart =
            flag !== undefined && written === undefined && !isSwitch(flag) && !after?.value?.startsWith('-') ? after : undefined;
          const value = written ?? apart?.value ?? (flag !== undefined && isSwitch(flag) ? 'true' : undefined);
          if (flag === undefined || value === undefined) continue;
          const weak = FLAGS.find(one => names(one, flag) && one.programs.test(program) && one.weak.test(value));
          if (!weak) continue;
          // A probe that names no host calls the pod's address, where nobody would listen.
          const safe = weak.flag === 'bind-address' && isProbedFromOutside(fields) ? undefined : weak.safe;
          yield {
            at: apart ?? word,
            message: `${program} ${weak.does}: \`${/file/.test(flag) ? `--${flag}` : apart ? `--${flag} ${value}` : word.value}\`.`,
            ...(weak.severity ? { severity: weak.severity } : {}),
            fixes: safe === undefined ? [] : setTo(apart ?? word, apart ? safe : `--${flag}=${safe}`, `Set --${flag}=${safe}`),
          };
        }
      }
    },
  },
});

/** Whether a probe calls another address than the container's own loopback. */
const isProbedFromOutside = (fields: Fields): boolean =>
  ['livenessProbe', 'readinessProbe', 'startupProbe'].some(probe =>
    ['httpGet', 'tcpSocket', 'grpc'].some(
      kind => fields.has(probe, kind) && !/^(?:127\.|::1$|localhost$)/.test(fields.text(probe, kind, 'host').value ?? ''),
    ),
  );
