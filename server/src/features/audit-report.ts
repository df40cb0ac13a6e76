import { BASELINE, buildReport, compared, type Report, totalsOf, underPrefix } from '../../../core/index.js';
import type { Folder } from '../files.js';
import type { Session } from '../session.js';
import type { Audit } from './audit.js';

/** A folder's part of an audit, compared with the folder's baseline where it has one. Paths are relative to the folder. */
export interface FolderReport {
  readonly folder: Folder;
  readonly report: Report;
}

/** The audit as reports, one for each folder of the workspace. */
export function folderReports(session: Session, audit: Audit): readonly FolderReport[] {
  const { files, host } = session;
  const all = [...audit.files.values()];
  const folders = files.folders.filter(folder => all.some(file => file.folder === folder));
  return folders.map(folder => {
    const report = buildReport({
      version: host.version,
      today: host.today(),
      preset: folder.engine.configOf('').preset,
      files: all.flatMap(file => (file.folder === folder ? [file.report] : [])),
      configs: folder.engine.configs,
      skipped: audit.skipped.flatMap(({ uri, why }) => {
        const place = files.locate(uri);
        return place.folder === folder ? [{ path: place.path, why }] : [];
      }),
    });
    const baseline = session.baselines.of(folder);
    const looked = new Set(report.files.map(({ path }) => path));
    // Of a part of the workspace nothing is told about the rest.
    const isLooked = (path: string) => audit.folder === undefined || looked.has(path);
    return { folder, report: baseline ? compared(report, baseline, BASELINE, isLooked) : report };
  });
}

/** All folders as one report; each folder's name stands before its paths where there are several. */
export function wholeReport(reports: readonly FolderReport[]): Report | undefined {
  const [first, ...more] = reports;
  if (!first || more.length === 0) return first?.report;
  const prefixOf = ({ uri = '' }: Folder) => `${nameOf(uri)}/`;
  const files = reports.flatMap(({ folder, report }) => report.files.map(file => underPrefix(file, prefixOf(folder))));
  const skipped = reports.flatMap(({ folder, report }) => report.skipped.map(({ path, why }) => ({ path: prefixOf(folder) + path, why })));
  const { drift: _, ...rest } = first.report;
  return { ...rest, ...totalsOf(files), files, skipped };
}

/** The last segment of a uri. */
export const nameOf = (uri: string): string => decodeURIComponent(uri.replace(/\/$/, '').split('/').at(-1) ?? uri);
