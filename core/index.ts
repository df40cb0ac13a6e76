/** The only door of core for the server, the command line and the scripts. */

export { Engine, type EngineOptions } from './engine.js';
export { detect, isCandidate, isCompanion } from './facts/detect.js';
export { type Document, parse, summarize } from './facts/document.js';
export type { FileKind, Problem, Unit } from './facts/fact.js';
export { type Attachment, attachments, type ImageDetails, imageKey, tagKey } from './facts/image-details.js';
export { type ImageReference, parseImageReference } from './facts/image-reference.js';
export { folderOf } from './facts/path.js';
export { concealSecrets } from './facts/secrets/conceal.js';
export { staleNote } from './facts/tables/dates.js';
export type { ImageUse } from './facts/views/image.js';
export type { FileSummary } from './facts/workspace.js';
export { type Bundle, bundle } from './fix/bundle.js';
export { type Fixed, type FixOptions, type FixResult, fixAll } from './fix/fix-all.js';
export { type Part, partsOf } from './fix/part.js';
export { type Analysis, analyze } from './judge/analyze.js';
export {
  type Config,
  type ConfigFile,
  configNames,
  configRole,
  defaultConfig,
  didYouMean,
  type Effective,
  frameworkIds,
  grammar,
  type Key,
  type Keys,
  matchesGlob,
  nearest,
  type ParsedConfig,
  parseConfig,
  ruleById,
  rulingOf,
  type Said,
  type Shape,
  type Source,
  turnOff,
} from './judge/config/index.js';
export type { WorkloadLevel } from './judge/pod-security/workloads.js';
export {
  confidenceOf,
  type Fix,
  type Framework,
  type ImageFacts,
  type Layer,
  layers,
  type Preset,
  presets,
  type Question,
  type Registry,
  type Rule,
  type Services,
  type Severity,
  severities,
  type Tool,
} from './judge/rule.js';
export { changed, type RuleFinding } from './judge/rule-finding.js';
export { canonicalId } from './judge/rule-names.js';
export {
  type FileScore,
  type Grade,
  gradeOf,
  type Score,
  scoreFile,
  scoreUnit,
  scoreWorkspace,
  type Weights,
  weights,
} from './judge/score.js';
export {
  ANNOTATION,
  conversions,
  converted,
  EXTENSION,
  ignoreInFile,
  ignoringEdits,
  type Suppression,
  UNSAID,
  withoutSuppression,
} from './judge/suppress/index.js';
export { KnownImages } from './known-images.js';
export {
  editsOfPins,
  lookUpPins,
  type Pin,
  type PinOptions,
  type PinResult,
  pinEdits,
  pinnable,
  pinnedText,
  type Unpinned,
} from './pin.js';
export { acceptingEdits } from './report/accept.js';
export {
  BASELINE,
  type Baseline,
  BaselineError,
  type BaselineFinding,
  baselineOf,
  compared,
  entryOf,
  formatBaseline,
  isWorse,
  onlyNew,
  parseBaseline,
} from './report/baseline.js';
export { blamedFile } from './report/blame.js';
export { buildReport, type FileOptions, type ReportInput, reportFile } from './report/build.js';
export { complianceOf, frameworks } from './report/compliance.js';
export { formatGitlab } from './report/formats/gitlab.js';
export { formatJson } from './report/formats/json.js';
export { formatJunit } from './report/formats/junit.js';
export { formatMarkdown } from './report/formats/markdown.js';
export { formatSarif } from './report/formats/sarif.js';
export { formatText, shownScore, type TextOptions, type TextStyle } from './report/formats/text.js';
export { type Course, type HtmlOptions, type Place, reportBody, reportHtml, reportStyle } from './report/html/report.js';
export { goneFrom, groupBy, knownIn, movedFiles, refiled } from './report/known.js';
export { mergeReports, type ReportPart } from './report/merge.js';
export { type NextFix, nextFixes } from './report/next-fixes.js';
export { underPrefix } from './report/prefix.js';
export {
  type Accepted,
  acceptedOf,
  type Blame,
  type HistoryPoint,
  isOpen,
  type Report,
  type ReportFile,
  type ReportFinding,
  type ReportScore,
  type Skipped,
} from './report/report.js';
export { shardOf } from './report/shard.js';
export { totalsOf } from './report/totals.js';
export { applyEdits, at, byPlace, contains, LineIndex, overlaps, type Position, type Span, type TextEdit } from './text.js';
