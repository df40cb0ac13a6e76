import { BASELINE_CAPABILITIES, includesAll } from '../../core/facts/tables/capabilities.js';
import { neededCapabilities } from '../../core/facts/tables/server-images.js';
import { assuming, defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'review-added-capabilities',
    title: 'Container adds capabilities that the restricted level does not allow',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.9'],
      pss: ['restricted/Capabilities'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0022', 'KSV-0106'],
      kics: ['19ebaa28-fc86-4a58-bcfa-015c9e22fe40'],
      kubescape: ['C-0200', 'C-0219'],
      monokle: ['PSS206'],
      checkov: ['CKV_K8S_25'],
    },
    why: "Each capability is a part of root's power. These are in the default set of most runtimes, yet the restricted level allows `NET_BIND_SERVICE` alone.",
    remedy: 'Take out what the program starts without. Say in a comment why the rest stays.',
    exceptions: 'Entrypoints that switch the user (`SETUID`, `SETGID`) or take over a data folder (`CHOWN`).',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: example/db:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [«CHOWN», NET_BIND_SERVICE]\n',
        message: 'db adds CHOWN, which the restricted level does not allow.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: example/db:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [NET_BIND_SERVICE]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: example/db:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add:\n            - «CHOWN»\n            - NET_BIND_SERVICE\n            - FOWNER\n            - SETGID\n            - SETUID\n',
        message: 'db adds CHOWN, FOWNER, SETGID and 1 more, which the restricted level does not allow.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: example/db:1.4\n      securityContext:\n        capabilities:\n          drop: [ALL]\n          add:\n            - NET_BIND_SERVICE\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: example/db:1.4\n      securityContext:\n        capabilities:\n          add: [NET_BIND_SERVICE, SYS_ADMIN]\n',
      },
    ],
  },
  mentions: ['capabilities'],
  checks: {
    *pod(pod) {
      if (pod.os === 'windows') return;
      for (const { name, fields, view } of pod.containers) {
        const needed =
          includesAll(view.droppedCapabilities.value ?? []) && view.image?.reference ? neededCapabilities(view.image.reference) : undefined;
        const added = fields
          .words(...LIST)
          // Others are worse, and rules of their own say so.
          .filter(({ value }) => value !== undefined && value !== 'NET_BIND_SERVICE' && BASELINE_CAPABILITIES.has(value));
        // Beside a drop of ALL it is what the image starts with, and less than before.
        const spare = added.filter(({ value }) => !needed?.includes(value!));
        const [first, ...others] = spare.length > 0 ? spare : added;
        if (!first) continue;
        const names = [first, ...others].map(({ value }) => value!);
        const remove = () => fields.removeWords(LIST, names);
        yield {
          // One list is one decision, however long it is.
          at: { span: first.span, place: `${fields.place}.${LIST.join('.')}` },
          message: `${name} adds ${briefly(names)}, which the restricted level does not allow.`,
          ...(spare.length > 0 ? {} : { severity: 'info' as const }),
          related: others.map(at => ({ at, message: `${at.value} is added here.` })),
          fixes:
            spare.length > 0
              ? assuming(without({ remove }, `Stop adding ${briefly(names)}`), `${name} does without ${briefly(names)}.`)
              : [],
        };
      }
    },
  },
});

const LIST = ['securityContext', 'capabilities', 'add'] as const;

/** Three names, and how many more there are. */
const briefly = (names: readonly string[]): string =>
  names.length > 3
    ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
    : names.length > 1
      ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
      : names.join('');
