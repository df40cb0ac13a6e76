import { replaceScalar } from '../../core/facts/documents/yaml/edit.js';
import type { YamlNode } from '../../core/facts/documents/yaml/nodes.js';
import { textOf } from '../../core/facts/documents/yaml/values.js';
import { type ImageReference, parseImageReference } from '../../core/facts/image-reference.js';
import type { ImageUse } from '../../core/facts/views/image.js';
import { defineRule, type Finding, type Fix } from '../../core/judge/rule.js';
import type { TextEdit } from '../../core/text.js';
import { writtenAs } from './_written-as.js';

export default defineRule({
  meta: {
    id: 'trusted-registry',
    title: 'Image comes from a registry that is not on your list',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'high', preset: 'strict', fix: 'review' },
      compose: { severity: 'high', preset: 'strict', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'strict', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.2'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['CM-7(5)', 'SR-3', 'SI-7', 'SR-4', 'CM-14', 'AC-6'],
      'nist-800-190': ['4.1.3', '4.1.5', 'AppB AC-6'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
      mitre: ['Collection/Images from allowed registry'],
    },
    alsoKnownAs: {
      hadolint: ['DL3026'],
      dockle: ['CIS-DI-0002'],
      'docker-bench': ['check_4_2'],
      trivy: ['KSV-0125', 'KSV-0032', 'KSV-0033', 'KSV-0034', 'KSV-0035'],
      kubescape: ['C-0001', 'C-0078', 'C-0304'],
      'kube-linter': ['latest-tag'],
    },
    why: "What runs is only as trustworthy as the place it came from. A list of registries keeps typing errors and look-alike names from bringing in somebody else's image.",
    remedy: 'Mirror the image to a registry of yours, or add its registry to the `registries` option.',
    exceptions: 'Opt-in: without a list the rule says nothing.',
    examples: [
      {
        file: 'Dockerfile',
        options: { registries: ['registry.example', 'docker.io/library'] },
        bad: 'FROM node:22.11\nCOPY --from=«ghcr.io/somebody/tool:1.2» /tool /tool\n',
        fixed: 'FROM node:22.11\nCOPY --from=registry.example/tool:1.2 /tool /tool\n',
        message: '`ghcr.io` is not one of your trusted registries.',
      },
      {
        file: 'compose.yaml',
        options: { registries: ['registry.example'] },
        good: 'services:\n  web:\n    image: registry.example/web:1.4\n',
      },
      { file: 'Dockerfile', good: 'FROM ghcr.io/somebody/tool:1.2\n' },
      {
        file: 'Dockerfile',
        options: { registries: ['registry.example'], arguments: ['BASE'] },
        bad: 'ARG BASE\nARG HUB\nARG TAG\nFROM $BASE AS a\nFROM «${HUB}/web» AS b\nFROM registry.example/web:$TAG AS c\nFROM «quay.io/web:1-${TAG}» AS d\nFROM a\n',
        message: 'Whoever starts the build chooses the registry, as HUB.',
      },
      {
        file: 'Dockerfile',
        options: { registries: ['ghcr.io/shop/*', '*.dkr.ecr.*.amazonaws.com', 'docker.io/library/'] },
        bad: 'FROM node:22.11 AS a\nFROM ghcr.io/shop/team/tool:1.2 AS b\nFROM 1234.dkr.ecr.eu-west-1.amazonaws.com/x:1 AS c\nFROM «ghcr.io/shopping/x:1» AS d\nFROM scratch\nCOPY --from=a /x /x\n',
      },
      {
        file: 'compose.yaml',
        options: { registries: ['registry.example'] },
        bad: 'services:\n  web:\n    image: «example/web:1.4»\n',
        fixed: 'services:\n  web:\n    image: registry.example/web:1.4\n',
      },
      {
        file: 'compose.yaml',
        options: { registries: ['registry.example'] },
        bad: 'services:\n  web:\n    build:\n      context: .\n      cache_from:\n        - «type=registry,ref=ghcr.io/shop/web:cache»\n        - registry.example/web:cache\n        - type=local,src=cache\nmodels:\n  small:\n    model: «ai/smollm2:360M»\n',
        fixed:
          'services:\n  web:\n    build:\n      context: .\n      cache_from:\n        - type=registry,ref=registry.example/web:cache\n        - registry.example/web:cache\n        - type=local,src=cache\nmodels:\n  small:\n    model: ai/smollm2:360M\n',
      },
      {
        file: 'pod.yaml',
        options: { registries: ['registry.example/shop/'] },
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: «registry.example/shopping/web:1.4»\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: registry.example/shop/web:1.4\n',
      },
    ],
  },
  options: {
    arguments: {
      default: [] as readonly string[],
      description: 'Build arguments that name a trusted registry or image whenever somebody sets them: `REGISTRY`.',
    },
    registries: {
      setting: 'registries.trusted',
      default: [] as readonly string[],
      description:
        'Trusted registries, each with as much of a path as you want to fix: `registry.example`, `docker.io/library`, `*.registry.example/shop/*`.',
    },
  },
  checks: {
    *image(image, { options }) {
      const trusted = options.registries as readonly string[];
      const { builtHere, text } = image;
      if (builtHere || trusted.length === 0) return;
      const reference = image.reference ?? withoutTag(image);
      if (!reference) {
        const variable = /^\$\{?(\w+)/.exec(text)?.[1];
        if (image.use === 'base' && variable !== undefined && !(options.arguments as readonly string[]).includes(variable))
          yield { at: image, message: `Whoever starts the build chooses the registry, as ${variable}.`, severity: 'info' };
        return;
      }
      if (isTrusted(reference, trusted)) return;
      yield {
        at: image,
        message: `\`${reference.registry}\` is not one of your trusted registries.`,
        fixes: () => (writtenAs(image, image.text) ? another(reference, trusted, answer => writtenAs(image, answer)) : []),
      };
    },
    *service(service, { options }) {
      for (const { value } of service.all('build', 'cache_from'))
        for (const node of value?.type === 'seq' ? value.items() : [])
          yield* judgeText(node, `${service.place}.build.cache_from`, options.registries as readonly string[]);
    },
    *compose({ root }, { options }) {
      const models = root?.get('models')?.value;
      for (const { key, value } of models?.type === 'map' ? models.entries() : [])
        if (value?.type === 'map')
          yield* judgeText(value.get('model')?.value, `models.${key}.model`, options.registries as readonly string[]);
    },
  },
});

/** What is known of an image whose tag alone is left open. */
const withoutTag = ({ text, use }: ImageUse): ImageReference | undefined =>
  use !== 'run' && /^[^$]+:[^/]*\$[^/]*$/.test(text)
    ? parseImageReference(text.slice(0, text.lastIndexOf(':', text.indexOf('$'))))
    : undefined;

const isTrusted = ({ registry, repository }: ImageReference, trusted: readonly string[]): boolean =>
  trusted.length === 0 || trusted.some(prefix => matches(prefix, `${registry}/${repository}`));

/** What is fetched from a registry and is no image that runs: a model, the cache of a build (`type=registry,ref=...`). */
function judgeText(node: YamlNode | undefined, place: string, trusted: readonly string[]): readonly Finding[] {
  const written = textOf(node);
  if (node?.type !== 'scalar' || written === undefined) return [];
  const [, before = '', text = '', behind = ''] = /^((?:.*,)?ref=)?([^,=]+)(,.*)?$/.exec(written) ?? [];
  const reference = before !== '' && !/\btype=registry\b/.test(written) ? undefined : parseImageReference(text);
  if (!reference || isTrusted(reference, trusted)) return [];
  return [
    {
      at: { span: node.useSpan, place: `${place}/${reference.name}` },
      message: `\`${reference.registry}\` is not one of your trusted registries.`,
      fixes: () => another(reference, trusted, answer => replaceScalar(node, before + answer + behind)),
    },
  ];
}

/** Where a trusted registry has it is known to whoever runs that registry. */
function another(
  { name, tag, repository }: ImageReference,
  trusted: readonly string[],
  write: (answer: string) => readonly TextEdit[] | null,
): readonly Fix[] {
  const prefix = trusted.find(one => !one.includes('*'))?.replace(/\/$/, '') ?? 'registry';
  const placeholder = `${prefix}/${repository.split('/').at(-1)}:${tag ?? 'version'}`;
  if (!write(placeholder)) return [];
  return [
    {
      title: `Take ${name} from a trusted registry ...`,
      safety: 'review',
      needs: 'input',
      async edits({ ask }) {
        const answer = await ask({ prompt: `Which image of a trusted registry is ${name}?`, placeholder });
        return answer === null ? null : write(answer);
      },
    },
  ];
}

/** Whether an image lies under a prefix; a `*` stands for anything within one part, and at the end for all that follows. */
function matches(prefix: string, full: string): boolean {
  const wanted = prefix.replace(/\/\*{0,2}$/, '').split('/');
  const parts = full.split('/');
  return wanted.length <= parts.length && wanted.every((want, i) => fits(want.split('*'), parts[i]!));
}

/** Whether the pieces between wildcards stand in the text in their order, the outer ones at its ends. */
function fits(pieces: readonly string[], text: string): boolean {
  const [first = '', ...rest] = pieces;
  if (rest.length === 0) return text === first;
  const last = rest.pop()!;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}
