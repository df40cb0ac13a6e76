import { imageBaseName } from '../../core/facts/image-reference.js';
import { defineRule, without } from '../../core/judge/rule.js';

const MESSAGE = (name: string, program: string) => `${name} runs \`${program}\` in place of git.`;

export default defineRule({
  meta: {
    id: 'no-git-sync-command-override',
    title: 'git-sync runs another program as git',
    layer: 'supply-chain',
    per: {
      kubernetes: { severity: 'medium', preset: 'strict', fix: 'review' },
    },
    controls: {},
    alsoKnownAs: {
      checkov: ['CKV_K8S_159'],
    },
    why: 'The variable names the program that git-sync starts. Whoever sets it runs what he likes in an image that people trust.',
    remedy: 'Take it out.',
    exceptions: 'None.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: site }\nspec:\n  containers:\n    - name: sync\n      image: registry.k8s.io/git-sync/git-sync:v4.4.0\n      env:\n        - name: GITSYNC_REPO\n          value: https://git.example.com/site.git\n        - name: GITSYNC_GIT\n          value: «/tmp/run.sh»\n',
        message: 'sync runs `/tmp/run.sh` in place of git.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: site }\nspec:\n  containers:\n    - name: sync\n      image: registry.k8s.io/git-sync/git-sync:v4.4.0\n      env:\n        - name: GITSYNC_REPO\n          value: https://git.example.com/site.git\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: site }\nspec:\n  containers:\n    - name: sync\n      image: registry.k8s.io/git-sync/git-sync:v4.4.0\n      env: [{ name: GITSYNC_GIT, value: git }]\n',
      },
    ],
  },
  mentions: ['GITSYNC_GIT', 'GIT_SYNC_GIT', 'git-sync'],
  checks: {
    *pod(pod) {
      for (const { name, fields, view } of pod.containers) {
        for (const variable of fields.items('env')) {
          const value = variable.text('value');
          if (!['GITSYNC_GIT', 'GIT_SYNC_GIT'].includes(variable.text('name').value ?? '') || !value.value || value.value === 'git')
            continue;
          yield { at: value, message: MESSAGE(name, value.value), fixes: without(variable, 'Run git again') };
        }
        if (!view.image?.reference || imageBaseName(view.image.reference) !== 'git-sync') continue;
        for (const word of fields.words('args')) {
          const program = /^--git=(.+)$/.exec(word.value ?? '')?.[1];
          if (program === undefined || program === 'git') continue;
          yield { at: word, message: MESSAGE(name, program), fixes: without(word, 'Run git again') };
        }
      }
    },
  },
});
