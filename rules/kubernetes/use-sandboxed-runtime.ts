import { isAbsent } from '../../core/facts/fact.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'use-sandboxed-runtime',
    title: 'Untrusted workload without a sandbox',
    layer: 'runtime',
    per: {
      kubernetes: { severity: 'info', preset: 'strict', fix: 'review' },
    },
    controls: {},
    alsoKnownAs: {
      kubescape: ['C-0297'],
    },
    why: "Containers share the node's kernel. Code that somebody else wrote should get a kernel of its own, or one in between.",
    remedy: 'Set `runtimeClassName` to a class of gVisor or Kata Containers.',
    exceptions: 'Everything that your own people write. The rule looks at pods with the labels that its option names.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: «plugin», labels: { trust: none } }\nspec:\n  containers: [{ name: plugin, image: "example/plugin:1.4" }]\n',
        message: "plugin runs code that is not trusted on the node's own kernel.",
        options: { labels: ['trust=none'] },
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: plugin, labels: { trust: none } }\nspec:\n  runtimeClassName: gvisor\n  containers: [{ name: plugin, image: "example/plugin:1.4" }]\n',
      },
      {
        file: 'sandbox.yaml',
        bad: 'apiVersion: extensions.agents.x-k8s.io/v1alpha1\nkind: SandboxTemplate\nmetadata: { name: «agent» }\nspec:\n  podTemplate:\n    spec:\n      containers: [{ name: agent, image: "example/agent:1.4" }]\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: plugin, labels: { trust: none } }\nspec:\n  runtimeClassName: kata\n  containers: [{ name: plugin, image: "example/plugin:1.4" }]\n',
        options: { labels: ['trust=none'] },
      },
    ],
  },
  options: {
    labels: { default: [], description: 'Labels of pods that run code of others: `trust=none`, or just `untrusted`.' },
  },
  checks: {
    *pod(pod, { options }) {
      const setting = pod.fields.text('runtimeClassName');
      const { labels, os } = pod;
      if (os === 'windows' || !isAbsent(setting)) return;
      // What such a template is for is code that nobody has read.
      const isSandbox = pod.object.kind === 'SandboxTemplate';
      const untrusted = (options.labels as readonly string[]).some(label => {
        if (!labels) return false;
        const [key, value] = label.split('=') as [string, string | undefined];
        return key in labels && (value === undefined || labels[key] === value);
      });
      if (!isSandbox && !untrusted) return;
      yield {
        at: setting,
        message: `${pod.object.title} runs code that is not trusted on the node's own kernel.`,
        fixes: setting.set('gvisor')
          ? [
              {
                title: 'Run it in a sandbox ...',
                safety: 'review',
                needs: 'input',
                async edits({ ask }) {
                  const name = await ask({ prompt: 'Which RuntimeClass is the sandbox?', placeholder: 'gvisor' });
                  return name === null ? null : setting.set(name.trim());
                },
              },
            ]
          : [],
      };
    },
  },
});
