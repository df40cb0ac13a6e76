import type { Pod } from '../../core/facts/documents/kubernetes.js';
import { defineRule, without } from '../../core/judge/rule.js';
import { askForNumber, securityLevels } from './_pod.js';

const MESSAGE = (name: string, key: string) => `${name} is in root's group (${key}): it may write what that group may write.`;

export default defineRule({
  meta: {
    id: 'no-root-group',
    title: "Pod runs with root's group",
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      nsa: ['1.6 Run with root privileges or with root group membership'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0116'],
      kubescape: ['C-0013', 'C-0211'],
      'kube-linter': ['run-as-non-root'],
      monokle: ['KBP109', 'KSV029'],
    },
    supersedes: ['use-high-uid-gid'],
    why: 'Group 0 owns many files in images and on volumes, often with the right to write. A process in it can change what an ordinary user could not.',
    remedy: 'Use a group of its own, and give that group the files that the program writes.',
    exceptions: 'Images made for OpenShift, which rely on group 0.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    fsGroup: «0»\n    supplementalGroups: [4000, «0»]\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { runAsGroup: «0» }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext:\n    fsGroup: 1000\n    supplementalGroups: [4000, 0]\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { runAsGroup: 0 }\n',
        message: "web is in root's group (fsGroup): it may write what that group may write.",
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { runAsGroup: 0 }\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { runAsGroup: 3000 }\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostUsers: false\n  securityContext: { runAsGroup: 0 }\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
    ],
  },
  mentions: ['runAsGroup', 'fsGroup', 'supplementalGroups'],
  checks: {
    *pod(pod) {
      if (pod.os === 'windows' || pod.boolean('hostUsers').value === false) return;
      const severity = isForOpenShift(pod) ? { severity: 'info' as const } : {};
      const overridden = pod.containers.length > 0 && pod.containers.every(({ fields }) => fields.has('securityContext', 'runAsGroup'));
      for (const { name, fields } of securityLevels(pod)) {
        const isPod = fields.place === pod.place;
        for (const key of ['runAsGroup', 'fsGroup']) {
          const setting = fields.number('securityContext', key);
          if (setting.value !== 0 || (isPod && key === 'runAsGroup' && overridden)) continue;
          yield {
            at: setting,
            message: MESSAGE(name, key),
            ...severity,
            fixes: askForNumber(setting, 'Use another group ...', `Which group id is ${name} to have?`, '1000'),
          };
        }
      }
      for (const group of pod.fields.words('securityContext', 'supplementalGroups')) {
        if (group.value !== '0') continue;
        yield {
          at: group,
          message: MESSAGE(pod.object.title, 'supplementalGroups'),
          ...severity,
          fixes: without(group, "Leave root's group"),
        };
      }
    },
  },
});

/** Images made for OpenShift give group 0 what they write, since their user is any number. */
const isForOpenShift = ({ object, containers }: Pod): boolean =>
  object.group.endsWith('openshift.io') ||
  containers.some(({ view }) =>
    /^(?:registry\.(?:access\.)?redhat\.(?:com|io)|image-registry\.openshift-[\w.-]+)\//.test(view.image?.text ?? ''),
  );
