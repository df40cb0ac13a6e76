import { replaceWithin } from '../../core/facts/documents/yaml/edit.js';
import type { YamlNode } from '../../core/facts/documents/yaml/nodes.js';
import { type ScalarAt, scalarsOf } from '../../core/facts/documents/yaml/scalars.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import { classifyValue } from '../../core/facts/secrets/values.js';
import { defineRule, type Finding, type Fix } from '../../core/judge/rule.js';
import { isForDevelopment } from './_files.js';

const DEFAULT = /\$\{([A-Za-z_]\w*):?-([^${}]+)\}/g;

export default defineRule({
  meta: {
    id: 'no-default-secret',
    title: 'A secret that everybody knows or can read is used by default',
    layer: 'secrets',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'pci-dss-4': ['2.2.2', '8.3.2', '8.6.2'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
    },
    supersedes: ['no-secrets-in-build-args'],
    why: 'Nobody notices when the real secret was never set: the service starts, and its door stands open to whoever reads this file or tries the usual words.',
    remedy: 'Demand the value, so that the service does not start without it: `${DB_PASSWORD:?}`. Each installation sets its own.',
    exceptions: 'Services that run on the machine of a developer only; override and development files are reported as low.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: postgres:17.2\n    environment:\n      POSTGRES_PASSWORD: «${DB_PASSWORD:-postgres}»\n',
        fixed: 'services:\n  db:\n    image: postgres:17.2\n    environment:\n      POSTGRES_PASSWORD: ${DB_PASSWORD:?}\n',
        message: 'db starts with a known secret when DB_PASSWORD is not set.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n  db:\n    image: postgres:17.2\n    profiles: [local]\n    environment:\n      POSTGRES_PASSWORD: «${DB_PASSWORD:-b1ue-Heron-42}»\n',
        message: 'db starts with a secret of this file when DB_PASSWORD is not set.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  cache:\n    image: redis:8.2\n    command: «redis-server --requirepass ${REDIS_PASSWORD:-b1ue-Heron-42}»\n',
        fixed: 'services:\n  cache:\n    image: redis:8.2\n    command: redis-server --requirepass ${REDIS_PASSWORD:?}\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  db:\n    image: postgres:17.2\n    environment:\n      A_PASSWORD: ${A_PASSWORD:-}\n      B_PASSWORD: ${B_PASSWORD:?}\n      C_PASSWORD: ${C:-/run/secrets/c}\n      D: ${D_TOKEN_TTL:-60}\n      E_PASSWORD_FILE: ${E:-changeme}\n      F_API_KEY: ${F_API_KEY:-invalid}\n',
      },
    ],
  },
  checks: {
    *service(service, { workspace }) {
      for (const finding of judge(service.map, service.name, service.place, isForDevelopment(workspace.path)))
        yield service.optional ? { ...finding, fixes: [] } : finding;
    },
    *compose({ root }, { workspace }) {
      for (const { key, value } of root?.entries() ?? []) {
        if (key !== 'services') yield* judge(value, key, key, isForDevelopment(workspace.path));
      }
    },
  },
});

function* judge(root: YamlNode | undefined, owner: string, place: string, development: boolean): Generator<Finding> {
  for (const one of scalarsOf(root)) {
    const name = nameOf(one);
    const at = { span: one.scalar.span, place: `${place}.${one.path}` };
    const defaults = [...one.scalar.text.matchAll(DEFAULT)].filter(([, variable, text]) => isSecret(variable!, name, text!));
    const [first] = defaults;
    if (first) {
      const weak = defaults.every(([, , text]) => classifyValue(text!) === 'default-credential');
      yield {
        at,
        message: `${owner} starts with ${weak ? 'a known secret' : 'a secret of this file'} when ${first[1]} is not set.`,
        ...(weak ? (development ? { severity: 'low' as const } : {}) : { severity: 'high' as const }),
        // To whoever can inspect the container a command still shows what is demanded: not less bad than a word that all know.
        fixes: weak && isCommand(one) ? [] : demanded(one, defaults),
      };
    }
  }
}

const required = (name: string): string => `\${${name}:?}`;

/** The name that a scalar's value has: its key, or what stands before `=` in a list of variables. */
function nameOf({ scalar, key, path }: ScalarAt): string | undefined {
  const equals = path.endsWith(']') ? scalar.text.indexOf('=') : -1;
  return equals < 0 ? key : scalar.text.slice(0, equals);
}

function isSecret(variable: string, name: string | undefined, text: string): boolean {
  const kind = classifyValue(text);
  const named = isSecretName(variable) || (name !== undefined && isSecretName(name));
  return named && (kind === 'literal' || kind === 'default-credential');
}

/** Whether it stands in a command, where it is an argument. */
const isCommand = ({ path }: ScalarAt): boolean => /(?:^|\.)(?:command|entrypoint|test)\b/.test(path);

/** Each default goes; what stands around it stays. */
function demanded(one: ScalarAt, defaults: readonly RegExpExecArray[]): readonly Fix[] {
  const { scalar } = one;
  const { span } = scalar;
  const source = scalar.document.text.slice(span.start, span.end);
  const parts = defaults.flatMap(([whole, name]) => {
    const at = source.indexOf(whole);
    return at < 0 ? [] : [{ span: { start: span.start + at, end: span.start + at + whole.length }, text: required(name!) }];
  });
  const edits = () => replaceWithin(scalar, parts);
  if (parts.length < defaults.length || !edits()) return [];
  return [
    {
      title: `Demand ${defaults.map(([, name]) => name).join(' and ')} from outside`,
      safety: 'review',
      expects: isCommand(one) ? ['no-secrets-in-command'] : [],
      edits,
    },
  ];
}
