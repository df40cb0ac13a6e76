import type { FrameworkResult, HistoryPoint, Report } from '../report.js';
import { html, Markup } from './markup.js';
import { acceptedRisks, compliance, drift, files, findings, fixes, layerBars, notAnalysed, summary } from './sections.js';
import { reportStyle } from './style.js';

export { reportStyle };

/** Something that a reader can go to. Lines and columns from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Of the finding there. */
  readonly fingerprint?: string;
  /** `fix`: to mend it; else to look at it. */
  readonly purpose: 'open' | 'fix';
}

/** How the score of a folder came to be what it is. */
export interface Course {
  /** Of the folder, where there are several. */
  readonly name?: string;
  /** The oldest first. */
  readonly points: readonly HistoryPoint[];
  /** Why there is nothing to draw, or what the points do not tell. */
  readonly note?: string;
}

export interface HtmlOptions {
  /** Frameworks to show; see `complianceOf`. */
  readonly compliance: readonly FrameworkResult[];
  readonly title?: string;
  /** Where a place leads, as the value of `href`. Without it, or without an answer, places are text. */
  hrefOf?(place: Place): string | undefined;
  /** Whether to list the findings of each file; without it the table of files is all. */
  readonly findings?: boolean;
  /** What is drawn of the past; the report's own history without it. */
  readonly courses?: readonly Course[];
  /** For a host that can ask git: so many commits when the score's past is wanted. It draws buttons with `data-purpose`. */
  readonly asks?: { readonly commits: number };
  /** What there is to say of a finding on a line whose author is not known. */
  blameNote?(path: string, line: number): string | undefined;
}

/**
 * What stands in the body: one `main` element for which `reportStyle` is the style. It holds no script, no handler and no style attribute,
 * so that it can be shown under the strictest policy. Elements that stand for a place have `data-path`, `data-line` and `data-column`, those
 * for a finding `data-fingerprint`; cells of the table of files have `data-sort`, for a host that sorts. Buttons that ask git have the
 * `data-purpose` `history`, or `blame` with a `data-path`.
 */
export function reportBody(report: Report, options: HtmlOptions): string {
  const title = options.title ?? 'Seaworthy report';
  return html`<main class="seaworthy-report">
<header>
<h1>${title}</h1>
<p class="quiet">${report.today}, preset ${report.preset}${report.shard && `, shard ${report.shard.index} of ${report.shard.of}: only a part of the tree`}</p>
</header>
<div class="summary">
${summary(report, options)}
${layerBars(report)}
</div>
${drift(report, options)}
${fixes(report, options)}
${files(report, options)}
${options.findings !== false && findings(report, options)}
${compliance(options.compliance)}
${acceptedRisks(report, options)}
${notAnalysed(report, options)}
<footer class="quiet"><p>Seaworthy ${report.tool.version}. A score says how much of what the rules know is open; it is no proof of security.</p></footer>
</main>
`.text;
}

/** `reportStyle`'s hash, as the document's policy names it; a test holds it. */
export const STYLE_HASH = 'sha256-z4P+NSQ3XFwgBpqIbhZB6f/H4Sji7aUQbBhpJjhzuaA=';

/** The report as one file that needs nothing else, and may do nothing else: no script runs in it and nothing is loaded. */
export const reportHtml = (report: Report, options: HtmlOptions): string =>
  html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${options.title ?? 'Seaworthy report'}</title>
<style>${new Markup(reportStyle)}</style>
</head>
<body>
${new Markup(reportBody(report, options))}</body>
</html>
`.text;
