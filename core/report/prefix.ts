import type { ReportFile } from './report.js';

/** A file as part of a larger tree: its paths, and its fingerprints with them, get `prefix` in front. Empty: as it is. */
export function underPrefix(file: ReportFile, prefix: string): ReportFile {
  if (prefix === '') return file;
  const renamed = <T extends { readonly rule: string; readonly fingerprint: string }>(finding: T): T => ({
    ...finding,
    fingerprint: `${finding.rule}:${prefix}${finding.fingerprint.slice(finding.rule.length + 1)}`,
  });
  const moved = <T extends { readonly path?: string }>(place: T): T =>
    place.path === undefined ? place : { ...place, path: prefix + place.path };
  return {
    ...file,
    path: prefix + file.path,
    findings: file.findings.map(finding => ({
      ...renamed(finding),
      fixes: finding.fixes.map(fix => (fix.edits ? { ...fix, edits: fix.edits.map(moved) } : fix)),
      ...(finding.related ? { related: finding.related.map(moved) } : {}),
    })),
    ...(file.accepted ? { accepted: file.accepted.map(renamed) } : {}),
  };
}
