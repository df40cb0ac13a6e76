import type { AuditedFile, AuditResult } from '../../server/src/protocol.js';
import { countsText, scored, severities, sumOf, totalOf } from './numbers.js';

/** An audit of the workspace, or of a folder of it. */
export interface Audited {
  readonly result: AuditResult;
  /** The folder's name; absent for the workspace. */
  readonly folder?: string;
}

const worstFirst = (a: AuditedFile, b: AuditedFile): number =>
  (a.score?.value ?? 100) - (b.score?.value ?? 100) || totalOf(b.counts) - totalOf(a.counts) || (a.uri < b.uri ? -1 : 1);

/** Text that Markdown shows as it is, also in a table. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+!|<>~-]/g, '\\$&');

/**
 * The report as Markdown: score, findings by severity, files from the worst to the best, what was left out and why.
 * @param pathOf a uri as people know it, relative to the workspace.
 */
export function reportOf({ result, folder }: Audited, pathOf: (uri: string) => string): string {
  const { score, files, skipped } = result;
  const counts = sumOf(files.map(file => file.counts));
  const link = (uri: string) => `[${escaped(pathOf(uri))}](<${uri.replace(/[<>]/g, encodeURIComponent)}>)`;
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const table =
    files.length === 0
      ? []
      : [
          '## Files',
          [
            row(['File', 'Score', ...severities]),
            row(['---', '---:', ...severities.map(() => '---:')]),
            ...[...files]
              .sort(worstFirst)
              .map(file => row([link(file.uri), scored(file.score), ...severities.map(severity => file.counts[severity] || '')])),
          ].join('\n'),
        ];
  return [
    `# ${score ? `Hardening ${scored(score)}` : 'Hardening'}`,
    `${folder === undefined ? 'Workspace' : escaped(folder)}: ${filesText(files.length)}, ${countsText(counts)}.`,
    ...table,
    ...(skipped.length > 0 ? ['## Not analysed', skipped.map(({ uri, why }) => `- ${link(uri)}: ${escaped(why)}`).join('\n')] : []),
  ].join('\n\n');
}

/** The report in one line: `3 files audited: 61 D, 1 critical, 4 high; weakest compose.yaml 38 F.` */
export function summaryOf({ result: { score, files } }: Audited, pathOf: (uri: string) => string): string {
  if (files.length === 0) return 'No Dockerfile, Compose file or Kubernetes manifest was found.';
  const weakest = [...files].sort(worstFirst)[0]!;
  const counts = countsText(sumOf(files.map(file => file.counts)));
  const weak =
    files.length > 1 && weakest.score && totalOf(weakest.counts) > 0 ? `; weakest ${pathOf(weakest.uri)} ${scored(weakest.score)}` : '';
  return `${filesText(files.length)} audited: ${score ? `${scored(score)}, ` : ''}${counts}${weak}.`;
}

const filesText = (count: number): string => (count === 1 ? '1 file' : `${count} files`);
