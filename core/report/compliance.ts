import type { FileKind } from '../facts/fact.js';
import { confidenceOf, type Framework, presets, type Rule } from '../judge/rule.js';
import { controlLists, frameworkNames } from './control-lists.js';
import type { ControlResult, FrameworkResult, Report } from './report.js';

/** Every framework, in the order in which they are shown. */
export const frameworks = Object.keys(frameworkNames) as readonly Framework[];

/**
 * What a report says about the controls of frameworks.
 * @param rules every rule, those without findings too: they are what makes a control clean.
 * @param asked none: all whose mapping is stated by sources.
 */
export function complianceOf(report: Report, rules: readonly Rule[], asked: readonly Framework[]): readonly FrameworkResult[] {
  const shown = frameworks.filter(framework => (asked.length > 0 ? asked.includes(framework) : confidenceOf(framework) === 'stated'));
  const outcomes = outcomesOf(report);
  const isAssessed = assessor(report);
  return shown.map(framework => {
    const supporting = rulesByControl(rules, framework);
    const list = controlLists[framework];
    const all = new Set([...(list ?? []), ...supporting.keys()]);
    return {
      framework,
      name: frameworkNames[framework],
      confidence: confidenceOf(framework),
      controls: [...all].sort(byNumber).map(control => resultOf(control, supporting.get(control) ?? [], outcomes, isAssessed)),
      total: list ? all.size : null,
    };
  });
}

interface Outcome {
  open: number;
  accepted: number;
}

/** Findings by rule. One that another rule says better counts: the weakness is there. */
function outcomesOf(report: Report): ReadonlyMap<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  const add = (rule: string, as: keyof Outcome): void => {
    const outcome = outcomes.get(rule) ?? { open: 0, accepted: 0 };
    outcome[as]++;
    outcomes.set(rule, outcome);
  };
  for (const { findings, accepted = [] } of report.files) {
    for (const { rule, suppressed } of findings) add(rule, typeof suppressed?.reason === 'string' ? 'accepted' : 'open');
    for (const { rule } of accepted) add(rule, 'accepted');
  }
  return outcomes;
}

/** Whether a rule had anything to look at: a file of a dialect in which the report's preset asks it. */
function assessor({ files, preset }: Report): (rule: Rule) => boolean {
  const kinds = new Set(files.map(({ kind }) => kind));
  return ({ meta }) =>
    Object.entries(meta.per).some(([kind, per]) => kinds.has(kind as FileKind) && presets.indexOf(per.preset) <= presets.indexOf(preset));
}

function rulesByControl(rules: readonly Rule[], framework: Framework): ReadonlyMap<string, readonly Rule[]> {
  const byControl = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const control of rule.meta.controls[framework] ?? []) byControl.set(control, [...(byControl.get(control) ?? []), rule]);
  }
  return byControl;
}

function resultOf(
  control: string,
  rules: readonly Rule[],
  outcomes: ReadonlyMap<string, Outcome>,
  isAssessed: (rule: Rule) => boolean,
): ControlResult {
  const found = rules.map(({ meta }) => outcomes.get(meta.id) ?? { open: 0, accepted: 0 });
  const sum = (of: keyof Outcome) => found.reduce((total, outcome) => total + outcome[of], 0);
  const [open, accepted] = [sum('open'), sum('accepted')];
  const status =
    rules.length === 0 ? 'uncovered' : open > 0 ? 'failing' : accepted > 0 ? 'accepted' : rules.some(isAssessed) ? 'clean' : 'not-assessed';
  return { control, status, rules: rules.map(({ meta }) => meta.id).sort(), findings: open + accepted };
}

/** `5.9` before `5.10`, the same on every machine. */
function byNumber(a: string, b: string): number {
  const [left, right] = [a, b].map(text => text.split(/(\d+)/));
  for (let i = 0; i < Math.min(left!.length, right!.length); i++) {
    const [one, other] = [left![i]!, right![i]!];
    if (one === other) continue;
    return i % 2 === 1 ? Number(one) - Number(other) : one < other ? -1 : 1;
  }
  return left!.length - right!.length;
}
