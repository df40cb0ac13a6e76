import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-healthcheck-none',
    title: 'The inherited health check is switched off',
    layer: 'operations',
    per: {
      dockerfile: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.6'],
      soc2: ['CC7.2'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_6'],
    },
    why: 'The base image may know how to tell whether its server answers. Switched off, a server that hangs goes on being sent requests.',
    remedy: 'Leave the line out, or check in a way that fits this image.',
    exceptions: 'Images without a port, and lines whose reason stands in a comment above, are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM nginx:1.28\nEXPOSE 80\nHEALTHCHECK «none»\n',
        fixed: 'FROM nginx:1.28\nEXPOSE 80\nHEALTHCHECK CMD curl -f http://localhost/ || exit 1\n',
        message: 'The health check of the base image is switched off.',
      },
      { file: 'Dockerfile', good: 'FROM nginx:1.28\nHEALTHCHECK NONE\n' },
      { file: 'Dockerfile', good: 'FROM nginx:1.28\nEXPOSE 80\n# Kubernetes probes it.\nHEALTHCHECK NONE\n' },
    ],
  },
  mentions: ['none'],
  checks: {
    *dockerfile({ stages, comments }) {
      const stage = stages.findLast(({ final }) => final);
      const check = stage?.last('HEALTHCHECK');
      const [kind] = check?.words ?? [];
      if (!stage || !check || kind?.text.toUpperCase() !== 'NONE' || !stage.last('EXPOSE')) return;
      if (comments.some(({ subject }) => subject.start === check.span.start)) return;
      yield {
        at: { span: kind.span, place: check.place },
        message: 'The health check of the base image is switched off.',
        fixes: [
          {
            title: 'Check the server instead ...',
            safety: 'review',
            needs: 'input',
            async edits({ ask }) {
              const command = await ask({
                prompt: 'Which command of this image fails when the server does not answer?',
                placeholder: 'curl -f http://localhost/ || exit 1',
              });
              return command === null ? null : [{ span: kind.span, text: `CMD ${command}` }];
            },
          },
        ],
      };
    },
  },
});
