import { BASELINE, buildReport, compared, type Report, type ReportFile, totalsOf, underPrefix } from '../../../core/index.js';
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

/** All folders as one report: where there are several, paths start with the folder's name. Fingerprints stay those of the folders, as clients know them. */
export function wholeReport(reports: readonly FolderReport[]): Report | undefined {
  const [first, ...more] = reports;
  if (!first || more.length === 0) return first?.report;
  const prefixOf = prefixesOf(reports.map(({ folder }) => folder));
  const files = reports.flatMap(({ folder, report }) => report.files.map(file => below(file, prefixOf(folder))));
  const skipped = reports.flatMap(({ folder, report }) => report.skipped.map(({ path, why }) => ({ path: prefixOf(folder) + path, why })));
  const { drift: _, ...rest } = first.report;
  return { ...rest, ...totalsOf(files), files, skipped };
}

function below(file: ReportFile, prefix: string): ReportFile {
  const moved = underPrefix(file, prefix);
  return { ...moved, findings: moved.findings.map((finding, i) => ({ ...finding, fingerprint: file.findings[i]!.fingerprint })) };
}

/** What stands before a folder's paths: nothing where it is the only one, else its name, numbered where another has the same. */
export function prefixesOf(folders: readonly Folder[]): (folder: Folder) => string {
  const names = folders.map(({ uri = '' }) => nameOf(uri));
  return folder => {
    if (folders.length === 1) return '';
    const i = folders.indexOf(folder);
    const earlier = names.slice(0, i).filter(name => name === names[i]).length;
    return `${names[i]}${earlier === 0 ? '' : ` (${earlier + 1})`}/`;
  };
}

/** The last segment of a uri. */
export const nameOf = (uri: string): string => decodeURIComponent(uri.replace(/\/$/, '').split('/').at(-1) ?? uri);
