import type { Access } from '../../core/facts/workspace.js';
import { doesEverything, grants, type Permission, READ, WRITE } from './_access.js';

/** Permissions by which whoever holds them gets much further. Source: Kubernetes, RBAC good practices. */
export const SECRETS: Permission = { groups: [''], resources: ['secrets'], verbs: READ };

export const EXEC: readonly Permission[] = [
  // A websocket request opens a shell by `get`.
  { groups: [''], resources: ['pods/exec', 'pods/attach'], verbs: ['create', 'get'] },
  { groups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['update', 'patch'] },
];

const RBAC = ['rbac.authorization.k8s.io'];

export const ESCALATE: Permission = { groups: RBAC, resources: ['clusterroles', 'roles'], verbs: ['escalate', 'bind'] };

export const IMPERSONATE: Permission = {
  groups: ['', 'authentication.k8s.io'],
  resources: ['users', 'groups', 'serviceaccounts', 'userextras/*', 'uids'],
  verbs: ['impersonate'],
};

export const BINDINGS: Permission = {
  groups: RBAC,
  resources: ['clusterrolebindings', 'rolebindings', 'clusterroles', 'roles'],
  verbs: ['create', 'update', 'patch', 'delete'],
};

export const NODE_PROXY: Permission = { groups: [''], resources: ['nodes/proxy'], verbs: ['*'] };

const ADMISSION = ['admissionregistration.k8s.io'];

/** Who sees objects on their way in and changes them. */
export const MUTATING: Permission = {
  groups: ADMISSION,
  resources: ['mutatingwebhookconfigurations', 'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings'],
  verbs: WRITE,
};

/** Who sees them and refuses some. */
export const VALIDATING: Permission = {
  groups: ADMISSION,
  resources: ['validatingwebhookconfigurations', 'validatingadmissionpolicies', 'validatingadmissionpolicybindings'],
  verbs: WRITE,
};

export const TOKENS: Permission = { groups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] };

const TAKEOVERS: readonly (readonly [permissions: readonly Permission[], what: string])[] = [
  [[ESCALATE], 'hand itself every right'],
  [[IMPERSONATE], 'act as anybody'],
  [[BINDINGS], 'bind roles'],
  [[TOKENS], 'make tokens of other accounts'],
  [[MUTATING], 'change every object on its way in'],
  [[NODE_PROXY], 'command the nodes'],
  [[VALIDATING], 'see every object on its way in'],
  [EXEC, 'run commands in every pod'],
  [[SECRETS], 'read every secret'],
];

/**
 * The worst that a role's rules allow, to end the sentence "its account may ..."; `undefined` when nothing stands out. The secrets of one
 * namespace do not: many programs read their own there.
 */
export function takeover(rules: readonly Access[], inCluster: boolean): string | undefined {
  const open = rules.filter(rule => rule.resourceNames.length === 0);
  if (open.some(doesEverything)) return 'do everything';
  const found = TAKEOVERS.find(([permissions]) => permissions.some(permission => open.some(rule => grants(rule, permission))));
  return found?.[0].includes(SECRETS) && !inCluster ? undefined : found?.[1];
}
