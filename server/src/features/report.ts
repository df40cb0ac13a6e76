import { complianceOf, type Report, reportBody, reportStyle, totalsOf } from '../../../core/index.js';
import type { Place } from '../files.js';
import type { ReportResult } from '../protocol.js';
import type { Session } from '../session.js';
import type { Audit } from './audit.js';

/** The audit as the page that `audit --format html` writes, for a client that shows it in a frame of its own. */
export function reportPage(session: Session, audit: Audit): ReportResult {
  const { host, files } = session;
  const named = [...audit.files].map(([uri, { folder, path, report }]) => ({ uri, path: pathOf(session, { folder, path }), report }));
  const reports = named.map(({ path, report }) => ({ ...report, path })).sort((a, b) => (a.path < b.path ? -1 : 1));
  const { preset, frameworks } = (files.folders[0] ?? files.loose).engine.configOf('');
  const report: Report = {
    schema: 1,
    tool: { name: 'seaworthy', version: host.version },
    today: host.today(),
    preset,
    ...totalsOf(reports),
    files: reports,
    skipped: audit.skipped.map(({ uri, why }) => ({ path: pathOf(session, files.locate(uri)), why })),
  };
  const title = audit.folder === undefined ? 'Hardening of the workspace' : `Hardening of ${nameOf(audit.folder)}`;
  return {
    // The client follows no link of a report: it reads what the link says of its place.
    body: reportBody(report, { title, compliance: complianceOf(report, host.rules, frameworks), hrefOf: () => '#', findings: true }),
    style: reportStyle,
    uris: Object.fromEntries(named.map(({ path, uri }) => [path, uri])),
  };
}

/** As people know it: with the folder's name where there are several. */
const pathOf = ({ files }: Session, { folder, path }: Place): string =>
  files.folders.length > 1 && folder.uri !== undefined ? `${nameOf(folder.uri)}/${path}` : path;

const nameOf = (uri: string): string => decodeURIComponent(uri.replace(/\/$/, '').split('/').at(-1) ?? uri);
