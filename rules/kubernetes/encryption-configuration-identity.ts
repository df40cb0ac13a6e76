import { classifySecret } from '../../core/facts/secrets/classify.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'encryption-configuration-identity',
    title: 'Secrets are stored as they are',
    layer: 'secrets',
    per: {
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      nsa: ['6.1 Check that encryption resource has been set'],
      'owasp-k8s': ['K03'],
    },
    why: 'The first provider is the one that writes. `identity` writes secrets into the database unencrypted, and so into each of its backups.',
    remedy: 'Put `kms` or `secretbox` first, keep `identity` last while old secrets are rewritten, and keep keys out of the repository.',
    exceptions: 'None.',
    examples: [
      {
        file: 'encryption.yaml',
        bad: 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n  - resources: [secrets]\n    providers:\n      - «identity»: {}\n      - aescbc: { keys: [{ name: key1, secret: «q7Gv0pX2mK9zR4tB6wY8cE1uJ3sN5dLhFaQiOeTgVbM=» }] }\n',
        message: 'Secrets are written to the database unencrypted: identity comes first.',
      },
      {
        file: 'encryption.yaml',
        good: 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n  - resources: [secrets]\n    providers:\n      - secretbox: { keys: [{ name: key1, secret: "${KEY}" }] }\n      - identity: {}\n  - resources: [configmaps]\n    providers: [{ identity: {} }]\n',
      },
    ],
  },
  kinds: ['EncryptionConfiguration', 'EncryptionConfig'],
  checks: {
    *object(object) {
      if (!object.is('apiserver.config.k8s.io', 'EncryptionConfiguration') && object.kind !== 'EncryptionConfig') return;
      for (const entry of object.fields.items('resources')) {
        const secrets = entry.texts('resources').value?.some(one => ['secrets', '*.', '*.*'].includes(one));
        const providers = entry.items('providers');
        if (secrets && providers[0]?.map.get('identity')) {
          const { keySpan } = providers[0].map.get('identity')!;
          const at = { span: keySpan, place: `${providers[0].place}.identity` };
          yield { at, message: 'Secrets are written to the database unencrypted: identity comes first.' };
        }
        for (const provider of providers) {
          for (const kind of ['aescbc', 'aesgcm', 'secretbox']) {
            for (const key of provider.items(kind, 'keys')) {
              const secret = key.text('secret');
              if (!secret.value || !classifySecret('secret', secret.value)) continue;
              yield { at: secret, message: `The key \`${key.text('name').value ?? kind}\` of all secrets stands in this file.` };
            }
          }
        }
      }
    },
  },
});
