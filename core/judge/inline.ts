import type { Document } from '../facts/document.js';
import { type InlineDockerfile, inlineDockerfilesOf } from '../facts/documents/compose/inline.js';
import type { ComposeProject } from '../facts/documents/compose/project.js';
import type { Problem } from '../facts/fact.js';
import { seenFrom, type Workspace } from '../facts/workspace.js';
import type { Rule } from './rule.js';
import { changed, type RuleFinding } from './rule-finding.js';

/** What rules say of a document of its own, in a workspace as seen from its path. */
type Judge = (
  document: Document,
  workspace: Workspace,
) => { readonly findings: readonly RuleFinding[]; readonly problems: readonly Problem[] };

/**
 * The Dockerfiles that a Compose file holds, judged by the rules for Dockerfiles: each finding stands where its text stands, and counts
 * for the service that is built.
 * @param own what is said of the Compose file itself: the same thing is said once, of the Dockerfile where its text is meant.
 */
export function withInline(
  own: readonly RuleFinding[],
  project: ComposeProject,
  judge: Judge,
): { readonly findings: readonly RuleFinding[]; readonly problems: readonly Problem[] } {
  let findings = own;
  const problems: Problem[] = [];
  for (const inline of inlineDockerfilesOf(project)) {
    const { document, span } = inline;
    const judged = judge(document, seenFrom(project.workspace, document.path));
    const said = new Set(judged.findings.map(({ rule }) => rule));
    const isAbout = (finding: RuleFinding) => span.start <= finding.span.start && finding.span.end <= span.end;
    findings = findings.filter(finding => !(said.has(finding.rule) && isAbout(finding)));
    const ofService = new Set(findings.filter(({ units }) => units.includes(inline.service.unit!)).map(({ rule }) => rule));
    const isNew = ({ rule }: RuleFinding) => !ofService.has(rule) && !isAskedOfService(rule);
    findings = [...findings, ...judged.findings.filter(isNew).map(finding => moved(finding, inline))];
    problems.push(...judged.problems.map(problem => ({ ...problem, span: inline.locate(problem.span) })));
  }
  return { findings, problems };
}

/** What holds for the container is the service's to say: its `user` wins over the image's, its health check too. */
const isAskedOfService = ({ checks }: Rule): boolean =>
  checks.stage !== undefined && (checks.service !== undefined || checks.container !== undefined);

function moved(finding: RuleFinding, inline: InlineDockerfile): RuleFinding {
  const { service, document, place } = inline;
  const by = {
    span: inline.locate(finding.span),
    units: service.units,
    fingerprint: finding.fingerprint.replace(`:${document.path}:`, `:${service.document.path}:${place}/`),
    related: finding.related.map(one => (one.path === undefined ? { ...one, at: { ...one.at, span: inline.locate(one.at.span) } } : one)),
  };
  return changed(finding, by, () =>
    (inline.editable ? finding.fixes : []).map(fix => ({
      ...fix,
      edits: services => {
        const edits = fix.edits(services);
        return edits instanceof Promise ? edits.then(later => later && inline.rewrite(later)) : edits && inline.rewrite(edits);
      },
    })),
  );
}
