import { decodeBase64 } from '../../core/facts/documents/kubernetes/base64.js';
import { isTemplated } from '../../core/facts/documents/yaml/values.js';
import { type ClassifiedSecret, classifySecret } from '../../core/facts/secrets/classify.js';
import { defineRule } from '../../core/judge/rule.js';
import { isProgram, secretsIn } from '../secrets/_text.js';

export default defineRule({
  meta: {
    id: 'no-secret-manifest',
    title: 'Secret stands in the repository',
    layer: 'secrets',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'owasp-k8s': ['K03', 'K08'],
    },
    alsoKnownAs: {
      semgrep: ['secrets-in-config-file'],
    },
    why: 'Base64 is writing, not encryption: everyone who can read the file has the secret, and the history of the repository keeps it.',
    remedy:
      'Keep secrets in a store and let the cluster fetch them (External Secrets, Sealed Secrets, SOPS). Change the ones that were here.',
    exceptions: 'Values that open nothing, in tests.',
    examples: [
      {
        file: 'secret.yaml',
        bad: 'apiVersion: v1\nkind: Secret\nmetadata: { name: db }\ndata:\n  user: YWRtaW4=\n  password: «WDl2a1EyIWxtQTdyVHo=»\n',
        message: 'The Secret db holds `password` for everyone who reads this file: base64 hides nothing.',
      },
      {
        file: 'secret.yaml',
        bad: 'apiVersion: v1\nkind: Secret\nmetadata: { name: db }\nstringData:\n  url: «postgres://shop:X9vkQ2lmA7rTz@db.example.com/shop»\n',
      },
      {
        file: 'secret.yaml',
        bad: 'apiVersion: v1\nkind: Secret\nmetadata: { name: db }\nstringData:\n  app.yaml: «|\n    user: shop\n    password: X9vkQ2lmA7rTz\n»',
      },
      {
        file: 'secret.yaml',
        good: 'apiVersion: v1\nkind: Secret\nmetadata: { name: db }\ndata: { password: "ENC[AES256_GCM,data:c2VjcmV0,type:str]", empty: "", changeme: Y2hhbmdlbWU= }\nsops: { version: 3.9.0 }\n',
      },
      {
        file: 'secret.yaml',
        good: 'apiVersion: v1\nkind: Secret\nmetadata: { name: db }\ntype: kubernetes.io/tls\nstringData: { tls.crt: "-----BEGIN CERTIFICATE-----", password: "${PASSWORD}", token: REPLACE_ME }\n',
      },
    ],
  },
  kinds: ['Secret'],
  checks: {
    *object(object) {
      const { fields, title } = object;
      if (!object.is('', 'Secret') || fields.has('sops')) return;
      for (const list of ['data', 'stringData']) {
        for (const key of fields.keys(list)) {
          const entry = fields.text(list, key);
          const value = entry.value && (list === 'data' ? decodeBase64(entry.value) : entry.value);
          const holds = value ? holdsSecret(key, value) : undefined;
          if (!holds) continue;
          yield {
            at: entry,
            // Everybody tries well-known passwords anyway.
            ...(holds === 'default-credential' ? { severity: 'medium' as const } : {}),
            message: `The Secret ${title} holds \`${key}\` for everyone who reads this file${list === 'data' ? ': base64 hides nothing' : ''}.`,
          };
        }
      }
    },
  },
});

/** A registry's credentials are base64 once more. */
const REGISTRY_AUTH = /"auth"\s*:\s*"[A-Za-z0-9+/=]{8,}"/;

function holdsSecret(key: string, value: string): ClassifiedSecret['kind'] | undefined {
  if (/\.crt$|^ca\b|\.pub$/.test(key) || isTemplated(value)) return undefined;
  if (/^\.docker(?:configjson|cfg)$/.test(key)) return REGISTRY_AUTH.test(value) ? 'literal' : undefined;
  const own = classifySecret(key, value)?.kind;
  if (own || !/\n|^\s*[{[]/.test(value)) return own;
  // A whole file of settings.
  const inside = secretsIn(value, isProgram(key));
  return inside.length === 0 ? undefined : inside.every(({ weak }) => weak) ? 'default-credential' : 'literal';
}
