/** Configuration: what teams say about rules, files and gates, and what comes of it for one file. */
export { nearest } from '../../facts/nearest.js';
export { didYouMean } from './did-you-mean.js';
export { turnOff } from './edit.js';
export { matchesGlob } from './glob.js';
export { frameworkIds, grammar, type Key, type Keys, type Shape } from './grammar.js';
export { imageFactsOf } from './images.js';
export type { Effective, Source } from './merge.js';
export {
  type BaseImage,
  type ComposeSettings,
  type Config,
  configNames,
  configRole,
  defaultConfig,
  type Glob,
  type PodSecurityLevel,
  podSecurityLevels,
  type RuleConfig,
  type Said,
} from './model.js';
export { type ParsedConfig, parseConfig } from './parse.js';
export { type Ruling, ruleById, rulingOf } from './ruling.js';
export { type ConfigFile, ConfigTree } from './tree.js';
