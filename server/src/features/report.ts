import { complianceOf, reportBody, reportStyle } from '../../../core/index.js';
import type { ReportResult } from '../protocol.js';
import type { Session } from '../session.js';
import type { Audit } from './audit.js';
import { folderReports, nameOf, wholeReport } from './audit-report.js';

/** The audit as the page that `audit --format html` writes, for a client that shows it in a frame of its own. `null`: nothing was found. */
export function reportPage(session: Session, audit: Audit): ReportResult | null {
  const { host, files } = session;
  const reports = folderReports(session, audit);
  const report = wholeReport(reports);
  if (!report) return null;
  const { frameworks } = reports[0]!.folder.engine.configOf('');
  const title = audit.folder === undefined ? 'Hardening of the workspace' : `Hardening of ${nameOf(audit.folder)}`;
  const uris = reports.flatMap(({ folder, report: { files: own } }) =>
    own.map(({ path }) => {
      const shown = reports.length > 1 ? `${nameOf(folder.uri ?? '')}/${path}` : path;
      return [shown, files.uriOf({ folder, path })] as const;
    }),
  );
  return {
    // The client follows no link of a report: it reads what the link says of its place.
    body: reportBody(report, { title, compliance: complianceOf(report, host.rules, frameworks), hrefOf: () => '#', findings: true }),
    style: reportStyle,
    uris: Object.fromEntries(uris),
  };
}
