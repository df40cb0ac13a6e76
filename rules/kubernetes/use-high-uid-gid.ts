import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';
import { askForNumber, securityLevels } from './_pod.js';

export default defineRule({
  meta: {
    id: 'use-high-uid-gid',
    title: 'User or group that the node has too',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.7.3'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0020', 'KSV-0021'],
      kics: ['02323c00-cdc3-4fdc-a310-4f2b3e7a1660'],
      kubescape: ['C-0211'],
      'kube-score': ['container-security-context-user-group-id'],
      kubesec: ['RunAsUser', 'RunAsGroup'],
      monokle: ['KBP104', 'KBP105', 'KSV020', 'KSV021'],
      checkov: ['CKV_K8S_40'],
    },
    why: 'Numbers below 10000 belong to accounts of the node. After a break-out the process has the files of that account.',
    remedy: 'Use a number above 10000, and give it the files that the program writes.',
    exceptions: 'Images that fix their user, and pods with users of their own (`hostUsers: false`).',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { runAsUser: «1000», runAsGroup: 65532 }\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
        message: 'web has 1000 for its runAsUser, which the node may have given to somebody.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { runAsUser: 10001, runAsGroup: 65532 }\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: «web»\n      image: example/web:1.4\n',
        message: 'The image of web decides which user it runs as, and the node may have given it to somebody.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext:\n        runAsUser: 10001\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostUsers: false\n  securityContext: { runAsUser: 1000 }\n  containers: [{ name: web, image: "example/web:1.4" }]\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  securityContext: { runAsUser: 1000 }\n  containers:\n    - name: web\n      image: example/web:1.4\n      securityContext: { runAsUser: 65532 }\n',
      },
    ],
  },
  checks: {
    *pod(pod) {
      if (pod.os === 'windows' || pod.boolean('hostUsers').value === false) return;
      for (const { name, fields } of pod.containers) {
        const own = fields.number('securityContext', 'runAsUser');
        const said = [own, pod.fields.number('securityContext', 'runAsUser'), pod.fields.number('securityContext', 'runAsGroup')];
        if (![...said, fields.number('securityContext', 'runAsGroup')].every(isAbsent)) continue;
        yield {
          at: own,
          message: `The image of ${name} decides which user it runs as, and the node may have given it to somebody.`,
          fixes: askForNumber(own, 'Set its user ...', `As which user id does ${name} run?`, '10001'),
        };
      }
      for (const [level, { name, fields }] of securityLevels(pod).entries()) {
        for (const key of ['runAsUser', 'runAsGroup']) {
          const setting = fields.number('securityContext', key);
          if (setting.value === undefined || setting.value > 9999) continue;
          // The containers' own numbers win.
          if (level === 0 && pod.containers.every(container => container.fields.has('securityContext', key))) continue;
          yield {
            at: setting,
            message: `${name} has ${setting.value} for its ${key}, which the node may have given to somebody.`,
            fixes: askForNumber(setting, 'Use a higher number ...', `Which number is ${key} of ${name} to be?`, '10001'),
          };
        }
      }
    },
  },
});
