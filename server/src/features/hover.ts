import type { Hover, Position } from 'vscode-languageserver';
import { type BaselineFinding, contains, type Framework, type RuleFinding, type WorkloadLevel } from '../../../core/index.js';
import type { Client } from '../client.js';
import { rangeOf, spanOf } from '../convert.js';
import { linkTo } from '../links.js';
import type { Session } from '../session.js';
import { groupMessage, shownOf } from '../shown.js';
import { configHover, suppressionHover } from './config/hover.js';
import { costsOf } from './costs.js';
import { briefReferences } from './explain.js';
import { imageFacts } from './image-facts.js';

/** What the findings at a place mean: one in full, several shortly. */
export function hoverAt(session: Session, uri: string, position: Position): Hover | null {
  const { files, host, client } = session;
  const { folder, path } = files.locate(uri);
  const config = folder.engine.configFile(path);
  if (config) return configHover(config, host.rules, position, client);
  const analysis = files.analyze(uri)?.analysis;
  if (!analysis) return null;
  const offset = spanOf(analysis.lines, { start: position, end: position }).start;
  const named = suppressionHover(analysis, offset, client);
  if (named) return named;
  const { singles, groups } = shownOf(analysis);
  const here = singles.filter(({ span }) => contains(span, offset));
  const groupsHere = groups.filter(({ unit }) => contains(unit.span, offset));
  const partsHere = groups
    .filter(group => !groupsHere.includes(group))
    .flatMap(group => group.findings.filter(({ span }) => contains(span, offset)));
  const all = [...here, ...partsHere];
  const known = session.baselines.knownOf({ folder, path });
  const points = new Map(costsOf(analysis).map(cost => [cost.finding, cost.points]));
  const inShort = (finding: RuleFinding) => {
    const cost = points.get(finding);
    return `- ${finding.message.split('\n')[0]} ${linkTo(finding.rule.meta.id, client)}${cost ? ` -${cost}` : ''}${known.has(finding.fingerprint) ? ', in the baseline' : ''}`;
  };
  const only = all.length === 1 && groupsHere.length === 0 ? all[0] : undefined;
  const paragraphs = only
    ? [inFull(only, points.get(only), known.get(only.fingerprint), folder.engine.configOf(path).frameworks, client)]
    : [...groupsHere.map(group => [`**${groupMessage(group)}**`, ...group.findings.map(inShort)].join('\n')), ...all.map(inShort)];
  const level = analysis.workloads().find(workload => contains(workload.span, offset));
  if (level) paragraphs.push(levelOf(level));
  const image = folder.engine.images(path).find(({ span }) => contains(span, offset));
  if (image) paragraphs.push(...imageFacts(session, image));
  const span = only?.span ?? all[0]?.span ?? image?.span ?? groupsHere[0]?.unit.span ?? level?.span;
  if (paragraphs.length === 0 || !span) return null;
  return { contents: { kind: 'markdown', value: paragraphs.join('\n\n') }, range: rangeOf(analysis.lines, span) };
}

/**
 * @param points what it costs of the file's score.
 * @param known what the baseline has of it.
 */
function inFull(
  finding: RuleFinding,
  points: number | undefined,
  known: BaselineFinding | undefined,
  frameworks: readonly Framework[],
  client: Client,
): string {
  const { rule, severity, message } = finding;
  const references = briefReferences(rule, frameworks);
  return [
    `**${message.split('\n')[0]}** (${severity}${points ? `, -${points} points` : ''})`,
    ...message.split('\n').slice(1),
    rule.meta.why,
    rule.meta.remedy,
    `Fine to ignore: ${rule.meta.exceptions}`,
    ...(known ? [known.reason === undefined ? 'In the baseline, without a reason.' : `In the baseline: ${known.reason}`] : []),
    ...(references ? [`*${references}*`] : []),
    linkTo(rule.meta.id, client),
  ].join('\n\n');
}

/** The level of a pod, and what keeps it from the next. */
function levelOf({ name, level, version, next, obstacles, demand, refusals }: WorkloadLevel): string {
  const reached = level
    ? `${name} reaches the ${level} level of Pod Security`
    : `Templates hide which level of Pod Security ${name} reaches`;
  const demanded = demand
    ? [
        `${demand.namespace ? `The namespace ${demand.namespace.name} enforces` : 'The configuration asks for'} ${demand.level}: ${refusals.length > 0 ? 'it is refused.' : 'nothing is refused for certain.'}`,
      ]
    : [];
  const kept = obstacles.map(
    ({ container, what, check }) => `- ${container === undefined ? '' : `${container}: `}\`${what}\` (${check.title})`,
  );
  return [
    `**${reached}** (${version}).`,
    ...demanded,
    ...(next && kept.length > 0 ? [[`What keeps it from ${next}:`, ...kept].join('\n')] : []),
  ].join('\n\n');
}
