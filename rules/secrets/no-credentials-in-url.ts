import { environmentOf } from '../../core/facts/documents/compose/container.js';
import { type ComposeService, servicesOf } from '../../core/facts/documents/compose.js';
import { variablesOf as dockerfileVariables } from '../../core/facts/documents/dockerfile/variable-view.js';
import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { replaceWithin } from '../../core/facts/documents/yaml/edit.js';
import type { YamlNode, YamlScalar } from '../../core/facts/documents/yaml/nodes.js';
import { scalarsOf } from '../../core/facts/documents/yaml/scalars.js';
import type { YamlDocument } from '../../core/facts/documents/yaml.js';
import { memo } from '../../core/facts/memo.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import type { Variable } from '../../core/facts/views/variable.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Finding, type Fix, listed, NOTHING } from '../../core/judge/rule.js';
import type { Span } from '../../core/text.js';
import { credentialsIn } from './_urls.js';
import { environmentFixes, movedFix, suppliedFix } from './_ways-out.js';

/** Labels and build arguments have rules of their own that speak of whatever secret stands in them. */
const ELSEWHERE = /^(?:labels|annotations|build\.(?:labels|args)|deploy\.labels)\b/;

export default defineRule({
  meta: {
    id: 'no-credentials-in-url',
    title: 'A password stands in a URL',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: 'review' },
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
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
    why: 'URLs end up in logs, process lists and error messages, and this one in the repository or in the history of the image besides. Whoever reads one of them can log in.',
    remedy:
      'Take the password out of the URL and supply it from outside: a variable that is demanded, a secret file, in a build a secret mount. Then change it.',
    exceptions: 'Databases that exist only inside a test run.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN wget https://ci:«x7Kq9Zr2Lm4N»@example.com/app.tgz && git clone git@example.com:app.git\n',
        message: 'The password in this URL is in the history of the image for anyone who can pull it.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DATABASE_URL: postgres://app:«x7Kq9Zr2Lm4N»@db:5432/app\n',
        fixed: 'services:\n  api:\n    image: example/api:1.4\n    env_file:\n      - ./secrets/api.env\n',
        fixedFiles: { 'secrets/api.env': 'DATABASE_URL=postgres://app:x7Kq9Zr2Lm4N@db:5432/app\n', '.gitignore': '/secrets/api.env\n' },
        message: 'The password in this URL is readable by anyone who can read this file.',
      },
      {
        file: 'compose.yaml',
        bad: 'x-env: &env\n  DATABASE_URL: postgres://app:«x7Kq9Zr2Lm4N»@db:5432/app\nservices:\n  api:\n    image: example/api:1.4\n    environment: *env\n  worker:\n    image: example/worker:1.4\n    environment: *env\n',
        fixed:
          'x-env: &env\n  DATABASE_URL: ${DATABASE_URL:?}\nservices:\n  api:\n    image: example/api:1.4\n    environment: *env\n  worker:\n    image: example/worker:1.4\n    environment: *env\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n      env:\n        - { name: QUEUE, value: "amqp://app:«s3cr3t-Tr0ub4dor»@queue/" }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n      env:\n        - { name: QUEUE, valueFrom: { secretKeyRef: { name: api, key: QUEUE } } }\n---\n# Its data comes from a file that is not tracked.\napiVersion: v1\nkind: Secret\nmetadata:\n  name: api\ntype: Opaque\n',
        fixedFiles: {
          'secrets/api.env':
            '# kubectl create secret generic api --from-env-file=secrets/api.env --dry-run=client -o yaml | kubectl apply --server-side --field-manager=secrets -f -\nQUEUE=amqp://app:s3cr3t-Tr0ub4dor@queue/\n',
          '.gitignore': '/secrets/api.env\n',
        },
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nENV PORT=80 DB=postgres://app:«s3cr3t-Tr0ub4dor»@db/app\nCMD ["/api"]\n',
        fixed: 'FROM alpine:3.22\nENV PORT=80\nCMD ["/api"]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n      args: ["--db=amqp://app:«postgres»@queue/"]\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      - A=postgres://app:${PW}@db/app\n      - B=https://app@example.com/\n      - C=http://user:<password>@example.com\n      - D=postgres://app:@db/app\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nARG GIT_PW\nENV API_TOKEN=$X\nRUN git clone https://ci:«${GIT_PW}»@example.com/a && git clone https://«$API_TOKEN»@example.com/b\n',
        message: 'The password in this URL comes from GIT_PW, which the image keeps.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nARG WHO=ci\nRUN --mount=type=secret,id=pw,env=PW git clone https://$WHO:$PW@example.com/a && git clone https://$WHO@example.com/b\n',
      },
      { file: 'Dockerfile', good: 'FROM alpine:3.22\nRUN git clone ssh://git@example.com/app.git && wget http://localhost:8080/@x\n' },
    ],
  },
  checks: {
    instruction(instruction, { workspace }) {
      const { keyword, text, span, place } = instruction;
      if (keyword === 'FROM' || keyword === 'ARG' || keyword === 'LABEL') return NOTHING;
      const source = text.slice(span.start, span.end);
      const kept = source.includes('@') && source.includes('$') ? keptIn(instruction, source) : NOTHING;
      const credentials = credentialsIn(source);
      if (credentials.length === 0) return kept;
      return kept.concat(
        credentials.flatMap(({ start, end, weight }): readonly Finding[] => {
          // The rule about the environment of an image already speaks of default passwords.
          if (keyword === 'ENV' && weight === 'default-credential') return NOTHING;
          return [
            {
              at: { span: { start: span.start + start, end: span.start + end }, place: `${place}/url` },
              message: 'The password in this URL is in the history of the image for anyone who can pull it.',
              ...(weight === 'default-credential' ? { severity: 'medium' as const } : {}),
              fixes: () => (keyword === 'ENV' ? variableFixes(span.start + start, workspace) : []),
            },
          ];
        }),
      );
    },
    *service(service, { workspace }) {
      for (const finding of judge(service.map, service.place, true)) yield withWaysOut(finding, [service], workspace);
    },
    *compose(document, { workspace }) {
      for (const { key, value } of document.root?.entries() ?? []) {
        if (key === 'services') continue;
        for (const finding of judge(value, key, true)) yield withWaysOut(finding, servicesOf(document, workspace), workspace);
      }
    },
    *object(object, { workspace }) {
      // Objects that hold values have rules of their own.
      if (object.kind === 'Secret' || object.kind === 'ConfigMap') return;
      for (const finding of judge(object.map, object.place, false)) {
        const variables = object.pods.flatMap(pod => pod.containers.flatMap(container => container.variables));
        const variable = variableAt(finding.at.span, variables);
        yield variable ? { ...finding, fixes: () => movedFix(variable, workspace) } : finding;
      }
    },
  },
});

/** A variable in the place of a password, or of the user where it is called after a token. */
const KEPT = /:\/\/(?:[^\s/:@"']{0,100}:\$(?:\{(\w+)\}|(\w+))|\$(?:\{(\w+)\}|(\w+)))@/g;

/** Addresses with what ARG or ENV of the file holds: the image keeps both. */
function keptIn({ scope, span, place, flags }: Instruction, source: string): readonly Finding[] {
  return [...source.matchAll(KEPT)].flatMap(match => {
    const [, braced, plain, bracedUser, plainUser] = match;
    const user = bracedUser ?? plainUser;
    const name = braced ?? plain ?? user!;
    const mounted = flags.some(({ value }) => value?.includes(`env=${name}`));
    if (!scope.has(name) || scope.get(name) === '' || mounted || (user !== undefined && !isSecretName(user))) return [];
    const start = span.start + match.index + match[0].indexOf('$');
    return [
      {
        at: { span: { start, end: span.start + match.index + match[0].length - 1 }, place: `${place}/url` },
        message: `The password in this URL comes from ${name}, which the image keeps.`,
        severity: 'info' as const,
      },
    ];
  });
}

/** The whole of a variable can be taken out of a Dockerfile. */
function variableFixes(offset: number, workspace: Workspace): readonly Fix[] {
  const document = workspace.document(workspace.path);
  const variable =
    document?.kind === 'dockerfile' && dockerfileVariables(document).find(({ span }) => span.start <= offset && offset < span.end);
  return variable ? environmentFixes(variable, workspace) : [];
}

/** Whether a document can hold a credential at all: most have no sign of one, and need not be walked. */
const mayHold = memo(({ text, span }: YamlDocument) => {
  const own = text.slice(span.start, span.end);
  return own.includes('@') || /(?:token|key|secret|password|passwd|pwd|sig)\s?=/i.test(own);
});

function* judge(node: YamlNode | undefined, place: string, variables: boolean): Generator<Finding> {
  if (!node || !mayHold(node.document)) return;
  for (const { scalar, path } of scalarsOf(node)) {
    if (variables && ELSEWHERE.test(path)) continue;
    const { text } = scalar.document;
    for (const { start, end, weight } of credentialsIn(text.slice(scalar.span.start, scalar.span.end))) {
      const span = { start: scalar.span.start + start, end: scalar.span.start + end };
      yield {
        at: { span, place: `${place}.${path}` },
        message: 'The password in this URL is readable by anyone who can read this file.',
        ...(weight === 'default-credential' ? { severity: 'medium' as const } : {}),
        fixes: variables ? demand(scalar, span) : [],
      };
    }
  }
}

const variableAt = ({ start, end }: Span, variables: readonly Variable[]): Variable | undefined =>
  variables.find(({ span }) => span.start <= start && end <= span.end);

/**
 * A password of a Compose file with what can be done about it: to move the variable that it stands in, which lets the service start as
 * before, or to demand it alone; where services share the text, to demand the variable.
 */
function withWaysOut(finding: Finding, services: readonly ComposeService[], workspace: Workspace): Finding {
  const fixes = () => {
    const owner = services.find(service => variableAt(finding.at.span, environmentOf(service)));
    const variable = owner && variableAt(finding.at.span, environmentOf(owner));
    const demanded = services.every(({ optional }) => optional) ? [] : listed(finding.fixes ?? []);
    const found = [...(variable ? movedFix(variable, workspace) : []), ...demanded];
    return variable && found.length === 0 ? suppliedFix(variable, workspace) : found;
  };
  return { ...finding, fixes };
}

/** The variable is called after the host, which follows the password. */
function demand(scalar: YamlScalar, span: Span): readonly Fix[] {
  const host = /^@([A-Za-z][\w.-]*)/.exec(scalar.document.text.slice(span.end, span.end + 80))?.[1];
  if (host === undefined || scalar.shared) return [];
  const name = `${host.split('.')[0]!.replace(/\W/g, '_').toUpperCase()}_PASSWORD`;
  return [
    {
      title: `Demand the password from outside, as ${name}`,
      safety: 'review',
      assumes: `Whoever starts it sets ${name}.`,
      edits: () => replaceWithin(scalar, [{ span, text: `\${${name}:?}` }]),
    },
  ];
}
