import { decodeBase64 } from '../../core/facts/documents/kubernetes/base64.js';
import type { YamlScalar } from '../../core/facts/documents/yaml/nodes.js';
import { textOf } from '../../core/facts/documents/yaml/values.js';
import { classifySecret } from '../../core/facts/secrets/classify.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import { isPlea } from '../../core/facts/secrets/values.js';
import { credentialFile } from '../../core/facts/tables/credential-files.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';
import { ASSIGNMENT, isJson, isProgram, type SecretInText, secretsIn } from './_text.js';

/** A made-up private key in base64, put together when the program runs, so that no scanner takes the bundle for a leak. */
const KEY = [
  'LS0tLS1C',
  'RUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUV2UUlCQURBTkJna3Foa2lHOXcwQkFRRUZBQVNDeDdLcTla',
  'cjJMbTROcDZRczhUdjBXeTFBYjNDZDVFZgpNSUlFdlFJQkFEQU5CZ2txaGtpRzl3MEJBUUVGQUFTQ3g3S3E5WnIy',
  'TG00TnA2UXM4VHYwV3kxQWIzQ2Q1RWYKTUlJRXZRSUJBREFOQmdrcWhraUc5dzBCQVFFRkFBU0N4N0txOVpyMkxt',
  'NE5wNlFzOFR2MFd5MUFiM0NkNUVmCi0tLS0tRU5EIFBSSVZBVEUgS0VZLS0tLS0K',
].join('');

/** Samples are told apart by the table of files. */
const ENV_FILE = /(?:^|\/)\.env[^/]*$/;

export default defineRule({
  meta: {
    id: 'no-secrets-in-configs',
    title: 'A secret is kept as configuration',
    layer: 'secrets',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: null },
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
      nsa: ['Kubescape NSA C-0012'],
      mitre: ['Credential access/Applications credentials in configuration files'],
      'owasp-k8s': ['K03', 'K08'],
    },
    alsoKnownAs: { trivy: ['KSV-0109', 'KSV-01010'], kubescape: ['C-0012'], polaris: ['sensitiveConfigmapContent'] },
    why: 'Configuration is shown to many more people and programs than secrets are, and it is written into the repository. Nothing hides or rotates it.',
    remedy:
      'Keep the value as a secret (`secrets:` in Compose, a Secret from a store in Kubernetes) and let the configuration refer to it. Then change it.',
    exceptions: 'Values that only look like a secret; suppress those with a reason.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    configs: [app, key]\nconfigs:\n  app:\n    content: |\n      log: info\n      db_password: «s3cr3t-Tr0ub4dor»\n  key:\n    file: «./tls/server.key»\n  token:\n    environment: «API_TOKEN»\n',
        message: 'db_password in the configuration app is a secret that anyone who can see it can use.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    configs:\n      - source: tls\n        target: «/etc/ssl/private/server.key»\nconfigs:\n  tls: { file: ./blob }\n  env: { file: «./.env» }\n',
      },
      {
        file: 'config.yaml',
        bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: app }\ndata:\n  DB_PASSWORD: «s3cr3t-Tr0ub4dor»\n  app.properties: |\n    server.port=80\n    spring.datasource.password=«x7Kq9Zr2Lm4N»\n',
      },
      {
        file: 'config.yaml',
        bad: `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: app }\ndata:\n  app.json: |\n    {"user": "app", "password": "«s3cr3t-Tr0ub4dor»", "url": "https://example.com"}\n  log.json: '{"level":"info","apiKey":"«x7Kq9Zr2Lm4N»"}'\nbinaryData:\n  ca: Q0VSVA==\n  key: «${KEY}»\n`,
      },
      {
        file: 'config.yaml',
        bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: app }\ndata:\n  app.yaml: |\n    signing_key: «CHANGEME00000000»\n    password: «CHANGE_ME_PLEASE»\n',
        message: 'signing_key in the configuration app is to be replaced: a secret has no place there.',
      },
      {
        file: 'config.json',
        bad: '{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "app" }, "data": { "app.conf": «"log=info\\ndb_password=s3cr3t-Tr0ub4dor\\n"» } }\n',
        message: 'db_password in the configuration app is a secret that anyone who can see it can use.',
      },
      {
        file: 'config.yaml',
        good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: app }\ndata:\n  SECRET_NAME: app-secret\n  tokenUrl: https://example.com/token\n  app.conf: |\n    password_file = /run/secrets/db\n    password = ${DB_PASSWORD}\n    server-tokens: off\n  login.js: |\n    const password = readPassword("x7Kq9Zr2Lm4N");\n',
      },
      {
        file: 'templates/config.yaml',
        good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: app }\ndata:\n  DB_PASSWORD: "{{ .Values.password }}"\n  API_TOKEN: {{ .Values.token | quote }}\n  app.properties: |\n    spring.datasource.password={{ .Values.password }}\n    api.token="{{ .Values.token }}"\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  api:\n    image: example/api:1.4\nconfigs:\n  a: { file: ./nginx.conf }\n  b: { file: ./tls/web.crt }\n  c: { environment: LOG_LEVEL }\n  d: { file: .env.example }\n',
      },
    ],
  },
  kinds: ['ConfigMap'],
  checks: {
    *compose({ root }) {
      const configs = root?.get('configs')?.value;
      for (const { key, value } of configs?.type === 'map' ? configs.entries() : []) {
        if (value?.type !== 'map') continue;
        const place = `configs.${key}`;
        const content = value.get('content')?.value;
        if (content?.type === 'scalar') yield* judge(content, key, key, place);
        const file = value.get('file')?.value;
        const holds = file && credentialFile(textOf(file) ?? '');
        if (file && holds && (holds.risk === 'high' || ENV_FILE.test(textOf(file)!)))
          yield {
            at: { span: file.useSpan, place: `${place}.file` },
            message: `The configuration ${key} is a file that holds ${holds.holds}.`,
            ...(holds.risk === 'high' ? {} : { severity: 'medium' as const }),
          };
        const variable = value.get('environment')?.value;
        const name = textOf(variable);
        if (variable && name !== undefined && isSecretName(name))
          yield {
            at: { span: variable.useSpan, place: `${place}.environment` },
            message: `The configuration ${key} holds the secret ${name}.`,
          };
      }
    },
    // The name that the program finds it under tells what it is.
    *service(service) {
      for (const item of service.all('configs').flatMap(({ value }) => (value?.type === 'seq' ? value.items() : []))) {
        const target = item?.type === 'map' ? item.get('target')?.value : undefined;
        const holds = target && credentialFile(textOf(target) ?? '');
        if (target && holds?.risk === 'high')
          yield {
            at: { span: target.useSpan, place: `${service.place}.configs.${textOf(target)}` },
            message: `A configuration of ${service.name} is a file that holds ${holds.holds}.`,
          };
      }
    },
    *object(object) {
      if (!object.is('', 'ConfigMap')) return;
      const data = object.map.get('data')?.value;
      for (const { key, value } of data?.type === 'map' ? data.entries() : []) {
        if (value?.type === 'scalar') yield* judge(value, key, object.displayName ?? key, `${object.place}/data.${key}`);
      }
      const binary = object.map.get('binaryData')?.value;
      for (const { key, value } of binary?.type === 'map' ? binary.entries() : []) {
        const decoded = decodeBase64(textOf(value) ?? '');
        if (!value || !decoded || secretsIn(decoded, true).length === 0) continue;
        yield {
          at: { span: value.useSpan, place: `${object.place}/binaryData.${key}` },
          message: `${key} in the configuration ${object.displayName ?? key} is a secret that anyone who can see it can use.`,
        };
      }
    },
  },
});

function* judge(scalar: YamlScalar, key: string, owner: string, place: string): Generator<Finding> {
  const source = scalar.document.text.slice(scalar.span.start, scalar.span.end);
  const whole = { start: 0, end: source.length };
  // Where characters are escaped, the lines of the text are none of the file.
  const escaped = !scalar.block && scalar.text.includes('\n') && source.startsWith('"') && source.includes('\\');
  const found = escaped
    ? secretsIn(scalar.text, isProgram(key)).map(secret => ({ ...secret, ...whole }))
    : scalar.block || scalar.text.includes('\n') || isJson(source)
      ? secretsIn(source, isProgram(key))
      : single(key, scalar.text, source.length);
  for (const { name, start, end, weak } of found) {
    const isOpen = isPlea((escaped ? scalar.text : source.slice(start, end)).replace(/^["']/, ''));
    yield {
      at: { span: { start: scalar.span.start + start, end: scalar.span.start + end }, place: name ? `${place}/${name}` : place },
      message: isOpen
        ? `${name} in the configuration ${owner} is to be replaced: a secret has no place there.`
        : `${name ?? 'A token'} in the configuration ${owner} is a secret that anyone who can see it can use.`,
      ...(isOpen ? { severity: 'low' as const } : weak ? { severity: 'medium' as const } : {}),
    };
  }
}

function single(key: string, text: string, length: number): readonly SecretInText[] {
  // `PASSWORD=x` under a key of its own, as some programs want it.
  const [, name, value] = ASSIGNMENT.exec(text) ?? [];
  const secret = classifySecret(key, text) ?? (name !== undefined && !/^\w+:\/\//.test(text) ? classifySecret(name, value!) : undefined);
  return secret ? [{ name: key, start: 0, end: length, weak: secret.kind === 'default-credential' }] : [];
}
