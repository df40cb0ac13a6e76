import { namedItems } from '../../core/facts/documents/compose/items.js';
import { type ClassifiedSecret, classifySecret } from '../../core/facts/secrets/classify.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import type { Variable } from '../../core/facts/views/variable.js';
import { defineRule, type Finding, listed, NOTHING, without } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-secrets-in-labels',
    title: 'A secret is written into a label',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
      compose: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['4.10'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
    },
    alsoKnownAs: { kics: ['a88baa34-e2ad-44ea-ad6f-8cac87bc7c71'], 'docker-bench': ['check_4_10'] },
    why: 'Labels are shown by `inspect` to everybody who can see the container or pull the image, and many tools collect and print them.',
    remedy: 'Take the value out, and change it. Proxies that read users from labels can read them from a file instead (`usersfile`).',
    exceptions: 'Hashes of passwords that are long and random.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nLABEL version=1 «deploy.token=9f8e7d6c5b4a3f2e1d0c»\n',
        fixed: 'FROM alpine:3.22\nLABEL version=1\n',
        message: 'The label deploy.token shows a secret to anyone who can pull this image.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    labels:\n      - «traefik.http.middlewares.auth.basicauth.users=admin:$$apr1$$x7kq9zr2$$lm4np6qs8tv0wy1ab3cd5/»\n',
        message: 'The label traefik.http.middlewares.auth.basicauth.users of web shows a password hash.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    annotations:\n      api_key: «9f8e7d6c5b4a3f2e1d0c»\nvolumes:\n  data:\n    labels: [«"backup.token=9f8e7d6c5b4a3f2e1d0c"»]\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    labels:\n      org.opencontainers.image.description: password of nobody\n      traefik.http.middlewares.auth.basicauth.usersfile: /users\n    deploy:\n      labels: { app.token: "${TOKEN}" }\n',
      },
    ],
  },
  mentions: ['LABEL', 'labels', 'annotations'],
  checks: {
    /** Networks, volumes, configurations and secrets are shown with their labels too. */
    *compose({ root }) {
      for (const section of ['networks', 'volumes', 'configs', 'secrets']) {
        const named = root?.get(section)?.value;
        for (const { key, value } of named?.type === 'map' ? named.entries() : []) {
          const labels = value?.type === 'map' ? value.get('labels')?.value : undefined;
          for (const { name, value: text, span, place } of namedItems(labels, `${section}.${key}.labels`)) {
            const secret = text === undefined ? undefined : classifySecret(lastPart(name), text);
            if (!secret) continue;
            yield {
              at: { span, place },
              message: `The label ${name} of ${key} shows a secret to anyone who can inspect it.`,
              ...(secret.kind === 'default-credential' ? { severity: 'medium' as const } : {}),
            };
          }
        }
      }
    },
    variable(variable): readonly Finding[] {
      const { kind, name, value, exposure, owner } = variable;
      if (kind !== 'label' || value === undefined) return NOTHING;
      const secret = classifySecret(lastPart(name), value);
      const hash = !secret && isPasswordHash(variable);
      if (!secret && !hash) return NOTHING;
      const who = exposure === 'image' ? 'to anyone who can pull this image' : 'to anyone who can inspect the container';
      const message = hash
        ? `The label ${name}${exposure === 'file' ? ` of ${owner}` : ''} shows a password hash.`
        : `The label ${name} shows a secret ${who}.`;
      return [
        {
          at: variable,
          message,
          ...severityOf(secret, variable),
          // A label of a container is read by the proxy or whoever it is meant for; that of an image is for people.
          fixes: () =>
            exposure === 'image' && variable.remove ? listed(without({ remove: variable.remove }, `Take the label ${name} out`)) : [],
        },
      ];
    },
  },
});

/** Of `com.example.deploy.token` the end tells what it holds. */
const lastPart = (name: string): string => (name.includes('.') ? name.split('.').slice(-2).join('.') : name);

const isPasswordHash = ({ name, value }: Variable): boolean =>
  /(?:basicauth|digestauth)\.users$/i.test(name) && /:(?:\$|\{SHA\}|[0-9a-f]{32}$)/.test(value ?? '');

/** An address that everybody guesses is part of the image's instructions. */
function severityOf(secret: ClassifiedSecret | undefined, { name, exposure }: Variable): Pick<Finding, 'severity'> {
  if (secret && secret.kind !== 'default-credential') return {};
  return { severity: secret && exposure === 'image' && !isSecretName(lastPart(name)) ? 'info' : 'medium' };
}
