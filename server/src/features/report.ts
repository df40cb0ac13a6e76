import { complianceOf, reportBody, reportStyle } from '../../../core/index.js';
import type { ReportParams, ReportResult } from '../protocol-audit.js';
import type { Session } from '../session.js';
import type { Audit } from './audit.js';
import { folderReports, nameOf, prefixesOf, wholeReport } from './audit-report.js';
import { COMMITS } from './history.js';
import type { Past } from './past.js';

/** The audit as the page that `audit --format html` writes, for a client that shows it in a frame of its own. `null`: nothing was audited, or found. */
export async function reportPage(
  session: Session,
  audit: Audit | undefined,
  { histories, blames }: Past,
  { asksGit }: ReportParams,
): Promise<ReportResult | null> {
  if (!audit) return null;
  const { host, files } = session;
  const found = folderReports(session, audit);
  const reports = found.map(({ folder, report }) => ({
    folder,
    report: { ...report, files: report.files.map(file => blames.blamed(files.uriOf({ folder, path: file.path }), file)) },
  }));
  const report = wholeReport(reports);
  if (!report) return null;
  const { frameworks } = reports[0]!.folder.engine.configOf('');
  const title = audit.folder === undefined ? 'Hardening of the workspace' : `Hardening of ${nameOf(audit.folder)}`;
  const prefixOf = prefixesOf(reports.map(({ folder }) => folder));
  const uris = reports.flatMap(({ folder, report: { files: own } }) =>
    own.map(({ path }) => [prefixOf(folder) + path, files.uriOf({ folder, path })] as const),
  );
  const uriOf = Object.fromEntries(uris);
  return {
    // The client follows no link of a report: it reads what the link says of its place.
    body: reportBody(report, {
      title,
      compliance: complianceOf(report, host.rules, frameworks),
      hrefOf: () => '#',
      findings: true,
      courses: histories.coursesOf(audit),
      ...(asksGit && host.git ? { asks: { commits: COMMITS } } : {}),
      blameNote: (path, line) => blames.noteOn(uriOf[path] ?? '', line),
    }),
    style: reportStyle,
    uris: uriOf,
  };
}
