import { defineRule, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-cgroup-parent',
    title: 'Service runs in a control group that you chose',
    layer: 'runtime',
    per: {
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: { 'cis-docker-1.6': ['5.25'], 'nist-800-190': ['4.4.3'], 'nist-800-53': ['SC-6', 'CM-6'] },
    alsoKnownAs: { kics: ['4d9f44c6-2f4a-4317-9bb5-267adbea0232'], 'docker-bench': ['check_5_25'] },
    why: 'The limits of that group hold instead of those that the engine keeps. A group without limits, or one that others share, lets one container take what belongs to its neighbours.',
    remedy: 'Take the key out, and set limits on the service.',
    exceptions: 'Hosts on which you manage such groups, with limits of their own.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    cgroup_parent: «m-executor-abcd»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n',
        message: 'web runs in the control group m-executor-abcd, with the limits of that one.',
      },
      { file: 'compose.yaml', good: 'services:\n  web:\n    image: example/web:1.4\n    cgroup_parent: ""\n' },
    ],
  },
  mentions: ['cgroup_parent'],
  checks: {
    *service(service) {
      const parent = service.text('cgroup_parent');
      if (!parent.value || service.provided) return;
      yield {
        at: parent,
        message: `${service.name} runs in the control group ${parent.value}, with the limits of that one.`,
        fixes: without(parent, `Let the engine choose the control group of ${service.name}`),
      };
    },
  },
});
