import { resolveDefaults } from '../../core/facts/documents/compose/interpolation.js';
import { replaceScalar } from '../../core/facts/documents/yaml/edit.js';
import { textOf } from '../../core/facts/documents/yaml/values.js';
import { parseImageReference } from '../../core/facts/image-reference.js';
import { isLatestTag } from '../../core/facts/tables/tags.js';
import { askFor, defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'pin-model',
    title: 'Model is not pinned',
    layer: 'supply-chain',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.3', '4.1.5'],
      'owasp-docker': ['RULE #13'],
      'nist-800-53': ['SI-7', 'SR-4', 'CM-14'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8', 'CC8.1'],
      hipaa: ['164.312(c)(1)'],
    },
    why: 'The model that answers can be another one tomorrow, with other behaviour and other weaknesses, and nobody can say which one answered yesterday.',
    remedy: 'Name the tag that you have tested, or the digest.',
    exceptions: 'Experiments.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  chat:\n    image: example/chat:1.4\n    models: [llm]\nmodels:\n  llm:\n    model: «ai/smollm2»\n',
        fixed: 'services:\n  chat:\n    image: example/chat:1.4\n    models: [llm]\nmodels:\n  llm:\n    model: ai/smollm2:version\n',
        message: 'ai/smollm2 is whatever model was published last: name a version.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  chat:\n    image: example/chat:1.4\nmodels:\n  a: { model: "ai/smollm2:360M-Q4_K_M" }\n  b: { model: "${MODEL}" }\n',
      },
    ],
  },
  mentions: ['models'],
  checks: {
    *compose({ root }) {
      const models = root?.get('models')?.value;
      for (const { key, value } of models?.type === 'map' ? models.entries() : []) {
        const node = value?.type === 'map' ? value.get('model')?.value : undefined;
        const text = resolveDefaults(textOf(node) ?? '$');
        const reference = text === undefined || text.includes('$') ? undefined : parseImageReference(text);
        if (!node || !reference || reference.digest !== undefined || (reference.tag !== undefined && !isLatestTag(reference.tag))) continue;
        yield {
          at: { span: node.useSpan, place: `models.${key}.model` },
          message: `${text} is whatever model was published last: name a version.`,
          fixes: askFor(
            { set: tag => (textOf(node) === text ? replaceScalar(node, `${text!.replace(/:latest$/, '')}:${tag}`) : null) },
            'Name a version ...',
            {
              prompt: `Which version of ${text}?`,
              placeholder: 'version',
            },
          ),
        };
      }
    },
  },
});
