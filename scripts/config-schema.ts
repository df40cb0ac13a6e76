import { grammar, type Key, type Rule, type Shape, severities } from '../core/index.js';

/** JSON Schema as far as it is written here. */
type Schema = Readonly<Record<string, unknown>>;

/**
 * The schema of configuration files, for editors: everything that the grammar and the rules say. Keys that a file may not hold stay
 * out, so that they are marked.
 */
export function renderConfigSchema(rules: readonly Rule[]): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Seaworthy',
    description: 'Configuration of Seaworthy: seaworthy.yaml, .seaworthy.yaml, .seaworthy.json or `seaworthy` in package.json.',
    ...keysSchema(grammar),
    definitions: {
      level: { enum: ['off', ...severities] },
      off: { type: 'array', items: [{ const: 'off' }, { type: 'string', description: 'Why.' }], minItems: 2, maxItems: 2 },
      rule: { anyOf: [ref('level'), ref('off')] },
      rules: { type: 'object', additionalProperties: false, properties: Object.fromEntries(rules.flatMap(ruleEntries)) },
    },
  };
  // One line for each rule: small, and a diff shows which one changed.
  const lines = JSON.stringify(schema, null, 1).replace(/\n {6,}/g, '');
  return `${lines}\n`;
}

const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });

const keysSchema = (keys: Readonly<Record<string, Key>>): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.entries(keys).flatMap(([name, { shape, description, refused }]) =>
      refused ? [] : [[name, { description, ...shapeSchema(shape) }]],
    ),
  ),
});

function shapeSchema(shape: Shape): Schema {
  switch (shape.type) {
    case 'boolean':
      return { type: 'boolean' };
    case 'text':
      return { type: 'string', ...(shape.pattern ? { pattern: shape.pattern } : {}) };
    case 'number':
      return { type: 'number', minimum: shape.least, maximum: shape.most };
    case 'choice':
      return { enum: shape.of };
    case 'list': {
      const items = shapeSchema(shape.of);
      return shape.of.type === 'map' ? { type: 'array', items } : { anyOf: [items, { type: 'array', items }] };
    }
    case 'map':
      return { ...keysSchema(shape.keys), ...(shape.required ? { required: shape.required } : {}) };
    case 'table':
      return { type: 'object', additionalProperties: shapeSchema(shape.value) };
    case 'rules':
      return ref('rules');
  }
}

/** A rule by its id, and by those that it had. */
function ruleEntries({ meta, options }: Rule): [string, Schema][] {
  const own: Schema = {
    description: `${meta.title}.`,
    ...(options ? { anyOf: [ref('level'), ref('off'), optionsSchema(options)] } : ref('rule')),
  };
  const former = (meta.previousIds ?? []).map((id): [string, Schema] => [
    id,
    { deprecated: true, deprecationMessage: `Now ${meta.id}.`, ...own },
  ]);
  return [[meta.id, own], ...former];
}

const optionsSchema = (options: NonNullable<Rule['options']>): Schema => ({
  type: 'array',
  minItems: 2,
  maxItems: 2,
  items: [
    { enum: severities },
    {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(options).map(([name, { default: value, description }]) => [
          name,
          {
            description,
            default: value,
            ...(Array.isArray(value) ? { type: 'array', items: { type: 'string' } } : { type: typeof value }),
          },
        ]),
      ),
    },
  ],
});
