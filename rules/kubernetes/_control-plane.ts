import type { Severity } from '../../core/judge/rule.js';

/** A flag of a program of the control plane, and the values that weaken it. */
export interface Flag {
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
export const FLAGS: readonly Flag[] = [
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
    weak: /^(?!127\.|::1$|localhost$|$)/,
    does: 'listens on the network',
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

/** Whether it is the flag that is written. */
export const names = ({ flag }: Flag, written: string): boolean => (typeof flag === 'string' ? flag === written : flag.test(written));

/** A flag that should be there; looked for only where the command line is whole. */
export interface Demanded {
  readonly flag: string;
  /** Another flag that says the same in a file. */
  readonly or?: string;
  readonly lacks: string;
  readonly severity: Severity;
  readonly add?: string;
}

const PROFILING: Demanded = { flag: 'profiling', lacks: 'shows its inner workings', severity: 'low', add: 'false' };
/** Source: CIS Kubernetes Benchmark; defaults of the programs' reference pages. */
const DEMANDED: readonly Demanded[] = [
  { flag: 'audit-log-path', lacks: 'keeps no audit log', severity: 'medium' },
  { flag: 'encryption-provider-config', lacks: 'keeps secrets unencrypted', severity: 'medium' },
  { flag: 'client-ca-file', lacks: 'knows nobody by a certificate', severity: 'medium' },
  { flag: 'tls-cert-file', lacks: 'makes a certificate of its own', severity: 'medium' },
  { flag: 'authorization-mode', or: 'authorization-config', lacks: 'allows whatever is asked', severity: 'high' },
  // Health checks of managed clusters come without a login.
  { flag: 'anonymous-auth', or: 'authentication-config', lacks: 'answers without a login', severity: 'info' },
  PROFILING,
];

/** What a whole command line of that program lacks: none is whole without a place for its data or its own credentials. */
export function lackedBy(program: string, has: (flag: string) => boolean): readonly Demanded[] {
  const demanded =
    SERVER.test(program) && has('etcd-servers')
      ? DEMANDED
      : MANAGERS.test(program) && has('kubeconfig') && !has('config')
        ? [PROFILING]
        : [];
  return demanded.filter(({ flag, or }) => !has(flag) && !(or && has(or)));
}

/** Flags that are true by their name alone. */
export const isSwitch = (flag: string): boolean => FLAGS.some(one => names(one, flag) && /^\^(?:true|false)\$$/.test(one.weak.source));
