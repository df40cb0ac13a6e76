import type { Variable } from '../../core/facts/views/variable.js';
import { defineRule, type Fixes, without } from '../../core/judge/rule.js';

const FALSE = /^(?:0|false|no|off|none|disabled?)$/i;
const TRUE = /^(?:1|true|yes|on)$/i;

/** What a program may call verification. */
const VERIFYING = '(?:(?:SSL|TLS|CERT|CERTIFICATE)_VERIF(?:Y|ICATION)|VERIFY_(?:SSL|TLS|CERTS?|CERTIFICATES?))$';
/** In front of it they turn the meaning of a switch round. */
const NEGATION = '(?:^|_)(?:DISABLE|SKIP|NO|INSECURE|IGNORE)_';

/** Names and the values with which they switch verification off. From the documentation of each tool. */
const SWITCHES: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^NODE_TLS_REJECT_UNAUTHORIZED$/, /^0$/],
  [/^PYTHONHTTPSVERIFY$/, /^0$/],
  [/^GIT_SSL_NO_VERIFY$/, TRUE],
  [/^(?:CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE)$/, /^$/],
  [/^NPM_CONFIG_STRICT_SSL$/i, FALSE],
  [/^PIP_TRUSTED_HOST$/, /\S/],
  [/^VAULT_SKIP_VERIFY$/, TRUE],
  [/^GOINSECURE$/, /\S/],
  [/(?:^|_)(?:INSECURE_SKIP_VERIFY|TLS_INSECURE|SSL_NO_VERIFY)$/, TRUE],
  [new RegExp(NEGATION + VERIFYING), TRUE],
  [new RegExp(`^(?!.*${NEGATION})(?:.*_)?${VERIFYING}`), FALSE],
];

export default defineRule({
  meta: {
    id: 'no-tls-verify-disabled',
    title: 'Servers are not verified',
    layer: 'network',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: { 'nist-800-53': ['SC-8', 'SC-13'], 'pci-dss-4': ['4.2.1'], soc2: ['CC6.7'], hipaa: ['164.312(e)(1)'] },
    why: 'Whoever sits on the network can pretend to be the server, read everything that is said and change it, and the program does not notice.',
    remedy: 'Take the variable out. For a private authority mount its certificate and name it to the program.',
    exceptions: 'Servers in the same project with certificates of their own, while you develop.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      - LOG=info\n      - «NODE_TLS_REJECT_UNAUTHORIZED=0»\n',
        fixed: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      - LOG=info\n',
        message: 'api takes any server for the right one: NODE_TLS_REJECT_UNAUTHORIZED.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n      env:\n        - name: ELASTIC_SSL_VERIFICATION\n          value: «"false"»\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      LOG: info\n      DISABLE_SSL_VERIFICATION: «"true"»\n',
        fixed: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      LOG: info\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      NODE_TLS_REJECT_UNAUTHORIZED: ${STRICT}\n      VERIFY_SSL: "true"\n      SKIP_VERIFY_EMAIL: "true"\n      DISABLE_SSL_VERIFY: "0"\n      OAUTH_SKIP_TLS_VERIFICATION: "false"\n      DSN: postgres://app@db/app?sslmode=disable\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DSN: «postgres://app@db.example.com/app?sslmode=disable»\n',
        fixed:
          'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DSN: postgres://app@db.example.com/app?sslmode=require\n',
      },
    ],
  },
  mentions: [
    'REJECT_UNAUTHORIZED',
    'PYTHONHTTPSVERIFY',
    'CA_BUNDLE',
    'STRICT_SSL',
    'TRUSTED_HOST',
    'GOINSECURE',
    'insecure',
    'verify',
    'verification',
    'sslmode',
  ],
  checks: {
    *variable(variable) {
      const { kind, name, value, owner } = variable;
      if (kind !== 'env' || value === undefined) return;
      const off = SWITCHES.some(([pattern, bad]) => pattern.test(name) && bad.test(value));
      if (!off && !isOpenDatabase(variable)) return;
      yield {
        at: variable,
        message: off
          ? `${owner} takes any server for the right one: ${name}.`
          : `${owner} talks to its database in clear text (sslmode=disable in ${name}).`,
        ...(off ? {} : { severity: 'low' as const }),
        fixes: !off ? encrypted(variable) : variable.remove ? without({ remove: () => variable.remove!() }, `Take ${name} out`) : [],
      };
    },
  },
});

/** What variables make is left alone: their names would be lost. */
function encrypted({ name, value = '$', set, byDefault }: Variable): Fixes {
  const edits = () => (byDefault || value.includes('$') ? null : (set?.(value.replace(/(?<=[?&]sslmode=)disable\b/i, 'require')) ?? null));
  return edits() ? [{ title: `Encrypt the connection of ${name}`, safety: 'review', assumes: 'The database offers TLS.', edits }] : [];
}

/** A database beyond the project: a host with a dot, and not this one. */
function isOpenDatabase({ value }: Variable): boolean {
  const match = /^[a-z][a-z0-9+]{1,20}:\/\/[^\s/]{0,300}?([\w-]+(?:\.[\w-]+)+)(?::\d+)?\/[^\s]*[?&]sslmode=disable\b/i.exec(value ?? '');
  return match !== null && !/^127\.|\.local$|\.internal$|\.svc(?:\.|$)/.test(match[1]!);
}
