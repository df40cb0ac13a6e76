import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'ingress-annotation-injection',
    title: "Annotation breaks out of its place in the proxy's configuration",
    layer: 'network',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'owasp-k8s': ['K07'],
    },
    alsoKnownAs: {
      trivy: ['KCV-0093'],
    },
    why: 'The controller copies this value into the configuration of nginx. Characters that end a directive there begin another one, and that one may run code (CVE-2025-1974 and its like).',
    remedy: 'Write a plain URL, host or name.',
    exceptions: 'None.',
    examples: [
      {
        file: 'ingress.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    nginx.ingress.kubernetes.io/auth-url: «"https://auth.example.com/#;load_module x;"»\n',
        message: 'The value of auth-url holds `#`, which ends its place in the configuration of nginx.',
      },
      {
        file: 'ingress.yaml',
        bad: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    nginx.ingress.kubernetes.io/mirror-host: «shop|mirror»\n',
      },
      {
        file: 'ingress.yaml',
        good: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: shop\n  annotations:\n    nginx.ingress.kubernetes.io/auth-url: https://$host/oauth2/auth?rd=$escaped_request_uri\n    nginx.ingress.kubernetes.io/auth-tls-match-cn: "CN=(alice|bob)"\n',
      },
    ],
  },
  kinds: ['Ingress'],
  checks: {
    *object(object) {
      const { fields } = object;
      if (object.kind !== 'Ingress') return;
      for (const name of ['auth-url', 'auth-tls-match-cn', 'mirror-target', 'mirror-host']) {
        const setting = fields.text('metadata', 'annotations', `nginx.ingress.kubernetes.io/${name}`);
        const value = setting.value?.trimEnd() ?? '';
        const ends = /[\r\n#{};]/.exec(value)?.[0];
        // A pattern of names may hold these, a URL or host never does.
        const odd = name === 'auth-tls-match-cn' ? undefined : /[|\\`'"<>]/.exec(value)?.[0];
        if (ends !== undefined) {
          yield {
            at: setting,
            message: `The value of ${name} holds ${/\s/.test(ends) ? 'a line break' : `\`${ends}\``}, which ends its place in the configuration of nginx.`,
          };
        } else if (odd !== undefined) {
          yield { at: setting, message: `The value of ${name} holds \`${odd}\`, which no URL does.` };
        }
      }
    },
  },
});
