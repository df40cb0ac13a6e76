import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import { defineRule } from '../../core/judge/rule.js';
import { isBuiltIn, READ } from './_access.js';

/** Groups whose objects every namespace has, and those by which rights are handed out. Others bring what somebody installed. */
const OF_THE_CLUSTER: readonly string[] = ['', '*', 'rbac.authorization.k8s.io'];

export default defineRule({
  meta: {
    id: 'rbac-no-builtin-aggregation',
    title: 'Role widens a built-in role',
    layer: 'access',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: null },
    },
    controls: {
      'cis-k8s-1.12': ['5.1.8'],
      'owasp-k8s': ['K02'],
    },
    why: 'With this label the rules become part of `admin`, `edit` or `view` for everyone who has one of them, and nobody who looks at the bindings sees it.',
    remedy: 'Aggregate just your own custom resources, and only reading into `view`.',
    exceptions: "An operator's own custom resources.",
    examples: [
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: extra\n  labels:\n    «rbac.authorization.k8s.io/aggregate-to-view»: "true"\nrules:\n  - apiGroups: [""]\n    resources: [secrets]\n    verbs: [get]\n',
        message: 'extra adds its rules to `view` for everyone who has that role.',
      },
      {
        file: 'role.yaml',
        bad: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: everything }\naggregationRule:\n  clusterRoleSelectors:\n    - «matchLabels»: {}\n    - matchLabels: { app: web }\nrules: []\n',
        message: 'everything takes in the rules of every ClusterRole that there is.',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: extra\n  labels:\n    rbac.authorization.k8s.io/aggregate-to-edit: "true"\nrules:\n  - apiGroups: [example.com]\n    resources: [widgets]\n    verbs: ["*"]\n',
      },
      {
        file: 'role.yaml',
        good: 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: extra\n  labels: { rbac.authorization.k8s.io/aggregate-to-view: "true" }\nrules:\n  - apiGroups: [snapshot.storage.k8s.io]\n    resources: [volumesnapshots]\n    verbs: [get, list, watch]\n',
      },
    ],
  },
  kinds: ['ClusterRole'],
  checks: {
    *object(object) {
      if (object.kind !== 'ClusterRole' || object.group !== 'rbac.authorization.k8s.io' || isBuiltIn(object)) return;
      const { fields, accessRules } = object;
      for (const role of ['admin', 'edit', 'view']) {
        const key = `rbac.authorization.k8s.io/aggregate-to-${role}`;
        if (fields.boolean('metadata', 'labels', key).value !== true) continue;
        const foreign = accessRules.some(({ apiGroups }) => apiGroups.some(group => OF_THE_CLUSTER.includes(group)));
        const writes = role === 'view' && accessRules.some(({ verbs }) => verbs.some(verb => !READ.includes(verb)));
        if (!foreign && !writes) continue;
        yield {
          at: fields.key('metadata', 'labels', key),
          message: `${object.title} adds its rules to \`${role}\` for everyone who has that role.`,
        };
      }
      for (const selector of fields.items('aggregationRule', 'clusterRoleSelectors')) {
        if (!selectsAll(selector)) continue;
        yield { at: selector, message: `${object.title} takes in the rules of every ClusterRole that there is.` };
      }
    },
  },
});

/** A selector that asks for nothing; what a template hides may ask for something. */
const selectsAll = (selector: Fields): boolean =>
  !selector.partial &&
  selector.keys().every(key => (key === 'matchLabels' && selector.child(key)?.keys().length === 0) || selector.isEmpty(key));
