import type { YamlMap, YamlNode } from '../../facts/documents/yaml/nodes.js';
import { readYaml } from '../../facts/documents/yaml.js';
import type { Problem } from '../../facts/fact.js';
import { parseImageReference } from '../../facts/image-reference.js';
import { nearest } from '../../facts/nearest.js';
import type { Span } from '../../text.js';
import type { OptionValue, Rule, Severity } from '../rule.js';
import { severities } from '../rule.js';
import { didYouMean } from './did-you-mean.js';
import { grammar, type Keys, type Shape } from './grammar.js';
import type { RuleConfig, Said } from './model.js';
import { ruleById } from './ruling.js';

/** A configuration file, read by itself. */
export interface ParsedConfig {
  readonly said: Said;
  /** Where each value stands, by its path of keys joined with `/`: `rules/no-privileged`, `extends/0`, `overrides/1/preset`. */
  readonly places: ReadonlyMap<string, Span>;
  readonly problems: readonly Problem[];
}

type Wrong = (span: Span, message: string, instead?: string) => void;

/**
 * Reads a configuration file. Never throws: what is wrong is a problem with its place, and everything else holds.
 * @param rules every rule, to check ids and options against.
 * @param inside the key below which the configuration stands: `seaworthy` in `package.json`. Without it there: nothing is said.
 */
export function parseConfig(text: string, rules: readonly Rule[], inside?: string): ParsedConfig {
  const file = readYaml(text);
  const problems: Problem[] = inside === undefined ? file.documents.flatMap(document => document.problems) : [];
  const wrong: Wrong = (span, message, instead) => {
    problems.push({ span, message, severity: 'error', ...(instead === undefined ? {} : { instead }) });
  };
  const places = new Map<string, Span>();
  const second = inside === undefined ? file.documents[1] : undefined;
  if (second) wrong({ start: second.span.start, end: second.span.start + 3 }, 'A configuration is one document; this one is not read.');
  const top = file.documents[0]?.root;
  const root = inside === undefined ? top : top?.type === 'map' ? top.get(inside)?.value : undefined;
  if (root === undefined) return { said: {}, places, problems };
  if (root.type !== 'map') {
    wrong(root.span, 'A configuration is a map of settings such as `preset: recommended`.');
    return { said: {}, places, problems };
  }
  return { said: new Reader(rules, places, wrong).map(root, grammar, '', '') as Said, places, problems };
}

/** Reads nodes by their shape. `name` is how a message calls the place, `at` its path in `places`. */
class Reader {
  constructor(
    readonly rules: readonly Rule[],
    readonly places: Map<string, Span>,
    readonly wrong: Wrong,
  ) {}

  /** Tells of a word that is none of those it could be. */
  unknown(span: Span, message: string, word: string, known: readonly string[]): undefined {
    this.wrong(span, message + didYouMean(word, known), nearest(word, known));
  }

  map(map: YamlMap, keys: Keys, name: string, at: string): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const { span } of map.repeats()) this.wrong(span, 'This key is written twice; the last one holds.');
    for (const { key, keySpan, value, valueSpan } of map.entries()) {
      const spec = Object.hasOwn(keys, key) ? keys[key] : undefined;
      if (!spec) {
        this.unknown(keySpan, `\`${key}\` is not a setting of ${name === '' ? 'Seaworthy' : `\`${name}\``}.`, key, Object.keys(keys));
        continue;
      }
      if (spec.refused) {
        this.wrong(keySpan, spec.refused);
        continue;
      }
      const path = at === '' ? key : `${at}/${key}`;
      this.places.set(path, keySpan);
      const read = this.value(value, spec.shape, name === '' ? key : `${name}.${key}`, path, valueSpan ?? keySpan);
      if (read !== undefined) result[key] = read;
    }
    return result;
  }

  value(node: YamlNode | undefined, shape: Shape, name: string, at: string, span: Span): unknown {
    const expect = (what: string) => this.wrong(node?.useSpan ?? span, `\`${name}\` is ${what}.`);
    switch (shape.type) {
      case 'boolean':
        return node?.type === 'scalar' && typeof node.value === 'boolean' ? node.value : expect('true or false');
      case 'number': {
        const value = node?.type === 'scalar' ? node.value : undefined;
        const isIn = typeof value === 'number' && value >= shape.least && value <= shape.most;
        return isIn ? value : expect(`a number from ${shape.least} to ${shape.most}`);
      }
      case 'text': {
        if (node?.type !== 'scalar' || node.text === '') return expect(shape.hint ?? 'a text');
        return shape.pattern === undefined || new RegExp(shape.pattern).test(node.text) ? node.text : expect(shape.hint ?? 'a text');
      }
      case 'choice': {
        const text = node?.type === 'scalar' ? node.text : undefined;
        if (text !== undefined && shape.of.includes(text)) return text;
        return this.unknown(node?.useSpan ?? span, `\`${name}\` is one of ${shape.of.join(', ')}.`, text ?? '', shape.of);
      }
      case 'list': {
        const items = node?.type === 'seq' ? node.items() : node?.type === 'scalar' && shape.of.type !== 'map' ? [node] : undefined;
        if (!items) return expect('a list');
        return items.flatMap((item, i) => {
          this.places.set(`${at}/${i}`, item?.useSpan ?? span);
          const read = this.value(item, shape.of, name, `${at}/${i}`, node?.useSpan ?? span);
          return read === undefined ? [] : [read];
        });
      }
      case 'map': {
        if (node?.type !== 'map') return expect(`a map of ${Object.keys(shape.keys).join(', ')}`);
        const read = this.map(node, shape.keys, name, at);
        const missing = shape.required?.find(key => !node.get(key));
        if (missing === undefined) return shape.required?.some(key => read[key] === undefined) ? undefined : read;
        this.wrong({ start: node.useSpan.start, end: node.useSpan.start + 1 }, `\`${name}\` lacks \`${missing}\`.`);
        return undefined;
      }
      case 'table': {
        if (node?.type !== 'map') return expect('a map');
        for (const { span } of node.repeats()) this.wrong(span, 'This key is written twice; the last one holds.');
        const entries = node.entries().flatMap(({ key, keySpan, value, valueSpan }) => {
          if (shape.keys === 'images' && !parseImageReference(key)) {
            this.wrong(keySpan, `\`${key}\` is not the name of an image.`);
            return [];
          }
          this.places.set(`${at}/${key}`, keySpan);
          const read = this.value(value, shape.value, `${name}.${key}`, `${at}/${key}`, valueSpan ?? keySpan);
          return read === undefined ? [] : [[key, read] as const];
        });
        return Object.fromEntries(entries);
      }
      case 'rules':
        return node?.type === 'map' ? this.ruleMap(node, at) : expect('a map of rule ids to `off`, a severity, or a list');
    }
  }

  ruleMap(map: YamlMap, at: string): Record<string, RuleConfig> {
    const result: Record<string, RuleConfig> = {};
    for (const { span } of map.repeats()) this.wrong(span, 'This rule is written twice; the last one holds.');
    for (const { key, keySpan, value, valueSpan } of map.entries()) {
      const rule = ruleById(this.rules, key);
      if (!rule) {
        const ids = this.rules.map(({ meta }) => meta.id);
        this.unknown(keySpan, `There is no rule \`${key}\`.`, key, ids);
        continue;
      }
      this.places.set(`${at}/${rule.meta.id}`, keySpan);
      const read = this.rule(value, rule, valueSpan ?? keySpan);
      if (read) result[rule.meta.id] = read;
    }
    return result;
  }

  /** `off`, a severity, `[severity, options]` or `[off, reason]`. */
  rule(node: YamlNode | undefined, rule: Rule, span: Span): RuleConfig | undefined {
    const { id } = rule.meta;
    const [first, second, ...more] = node?.type === 'seq' ? node.items() : [node];
    const level = levelOf(first);
    if (level === undefined) {
      const what = `\`${id}\` is \`off\`, one of ${severities.join(', ')}, \`[severity, options]\` or \`[off, reason]\`.`;
      const written = first?.type === 'scalar' ? first.text : '';
      return this.unknown(first?.useSpan ?? node?.useSpan ?? span, what, written, ['off', ...severities]);
    }
    if (more.length > 0) this.wrong(more[0]?.useSpan ?? span, `\`${id}\` takes a list of two at most.`);
    if (second === undefined) return { level };
    if (level === 'off' && second.type === 'scalar') return { level, reason: second.text };
    if (level !== 'off' && second.type === 'map') return { level, options: this.options(second, rule) };
    const wanted = level === 'off' ? 'a reason stands: `[off, reason]`' : `the rule's options stand: \`[${level}, { ... }]\``;
    this.wrong(second.useSpan, `After \`${level}\` ${wanted}.`);
    return { level };
  }

  options(map: YamlMap, rule: Rule): Record<string, OptionValue> {
    const result: Record<string, OptionValue> = {};
    for (const { key, keySpan, value } of map.entries()) {
      const spec = rule.options && Object.hasOwn(rule.options, key) ? rule.options[key] : undefined;
      if (!spec) {
        this.unknown(keySpan, `\`${rule.meta.id}\` has no option \`${key}\`.`, key, Object.keys(rule.options ?? {}));
        continue;
      }
      const read =
        value?.type === 'seq'
          ? value.items().flatMap(item => (item?.type === 'scalar' ? [item.text] : []))
          : value?.type === 'scalar'
            ? value.value
            : undefined;
      const isList = Array.isArray(spec.default);
      if (Array.isArray(read) !== isList || (!isList && typeof read !== typeof spec.default))
        this.wrong(value?.useSpan ?? keySpan, `\`${key}\` is ${isList ? 'a list' : `a ${typeof spec.default}`}.`);
      else result[key] = read as OptionValue;
    }
    return result;
  }
}

/** YAML reads a bare `off` as text; people write it quoted too, and `false`. */
function levelOf(node: YamlNode | undefined): 'off' | Severity | undefined {
  if (node?.type !== 'scalar') return undefined;
  if (node.value === false || node.value === 'off') return 'off';
  return severities.find(severity => severity === node.value);
}
