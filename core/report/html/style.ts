/**
 * The report's style sheet. Everything is scoped to `.seaworthy-report`. Colours are the variables below: they follow the system's scheme,
 * and whoever shows the report inside something else binds them to its own, in a rule that comes later.
 */
export const reportStyle = `.seaworthy-report {
  color-scheme: light dark;
  --seaworthy-background: #ffffff;
  --seaworthy-foreground: #1d2329;
  --seaworthy-quiet: #58626d;
  --seaworthy-line: #d3d9df;
  --seaworthy-track: #e6eaee;
  --seaworthy-accent: #12527f;
  --seaworthy-critical: #a8201a;
  --seaworthy-high: #9c4108;
  --seaworthy-medium: #715600;
  --seaworthy-font: system-ui, sans-serif;
  --seaworthy-mono: ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace;
  background: var(--seaworthy-background);
  color: var(--seaworthy-foreground);
  font: 1rem/1.5 var(--seaworthy-font);
  max-width: 72rem;
  margin: 0 auto;
  padding: 1.5rem;
  overflow-wrap: anywhere;
}
@media (prefers-color-scheme: dark) {
  .seaworthy-report {
    --seaworthy-background: #14181c;
    --seaworthy-foreground: #e3e8ed;
    --seaworthy-quiet: #a3adb8;
    --seaworthy-line: #39424b;
    --seaworthy-track: #2a323a;
    --seaworthy-accent: #7cbdf0;
    --seaworthy-critical: #ff9188;
    --seaworthy-high: #ffb37d;
    --seaworthy-medium: #e5c453;
  }
}
.seaworthy-report * { box-sizing: border-box; }
.seaworthy-report h1 { font-size: 1.25rem; font-weight: 600; margin: 0; }
.seaworthy-report h2 { font-size: 1.125rem; font-weight: 600; margin: 2.25rem 0 0.5rem; }
.seaworthy-report p { margin: 0.25rem 0; }
.seaworthy-report .quiet { color: var(--seaworthy-quiet); font-size: 0.875rem; }
.seaworthy-report a { color: var(--seaworthy-accent); }
.seaworthy-report code { font: 0.875em var(--seaworthy-mono); }
.seaworthy-report :focus-visible { outline: 2px solid var(--seaworthy-accent); outline-offset: 2px; }
.seaworthy-report .summary { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1.5rem 3rem; align-items: start; margin-top: 1rem; }
.seaworthy-report .score { display: flex; align-items: baseline; gap: 0.75rem; margin: 0; line-height: 1; }
.seaworthy-report .score .value { font-size: 5rem; font-weight: 650; letter-spacing: -0.03em; font-variant-numeric: tabular-nums; }
.seaworthy-report .score .grade { font-size: 2rem; font-weight: 600; color: var(--seaworthy-quiet); }
.seaworthy-report .change { font-weight: 600; margin-top: 0.75rem; }
.seaworthy-report table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.seaworthy-report th, .seaworthy-report td { text-align: left; vertical-align: top; padding: 0.3rem 1rem 0.3rem 0; border-bottom: 1px solid var(--seaworthy-line); }
.seaworthy-report th:last-child, .seaworthy-report td:last-child { padding-right: 0; }
.seaworthy-report thead th { color: var(--seaworthy-quiet); font-size: 0.875rem; font-weight: 500; vertical-align: bottom; }
.seaworthy-report tbody th { font-weight: 400; }
.seaworthy-report .control { min-width: 6rem; }
.seaworthy-report .number { text-align: right; white-space: nowrap; width: 1%; }
.seaworthy-report .short { white-space: nowrap; width: 1%; }
.seaworthy-report .layers td, .seaworthy-report .layers th { border: 0; padding-block: 0.15rem; vertical-align: middle; }
.seaworthy-report .layers .wide { width: 60%; }
.seaworthy-report .bar { display: block; width: 100%; height: 0.625rem; }
.seaworthy-report .track { fill: var(--seaworthy-track); }
.seaworthy-report .fill { fill: var(--seaworthy-accent); }
.seaworthy-report .history { margin: 1rem 0 0; }
.seaworthy-report .history svg { display: block; width: 100%; max-width: 20rem; height: auto; }
.seaworthy-report .values { border: 0; max-width: 20rem; }
.seaworthy-report .history figcaption { color: var(--seaworthy-quiet); font-size: 0.875rem; }
.seaworthy-report .line { fill: none; stroke: var(--seaworthy-accent); stroke-width: 2; stroke-linejoin: round; }
.seaworthy-report .axis { stroke: var(--seaworthy-line); stroke-width: 1; }
.seaworthy-report .dot { fill: var(--seaworthy-accent); }
.seaworthy-report .critical { color: var(--seaworthy-critical); font-weight: 600; }
.seaworthy-report .high { color: var(--seaworthy-high); font-weight: 600; }
.seaworthy-report .medium { color: var(--seaworthy-medium); }
.seaworthy-report .failing { color: var(--seaworthy-critical); font-weight: 600; }
.seaworthy-report details { border-bottom: 1px solid var(--seaworthy-line); padding: 0.4rem 0; }
.seaworthy-report summary { cursor: pointer; }
.seaworthy-report details[open] > summary { margin-bottom: 0.5rem; }
.seaworthy-report details > table, .seaworthy-report details > p { margin-left: 1.1rem; width: calc(100% - 1.1rem); }
@media (max-width: 40rem) {
  .seaworthy-report { padding: 1rem; }
  .seaworthy-report section { overflow-x: auto; min-width: 0; }
  .seaworthy-report th, .seaworthy-report td { padding-right: 0.5rem; }
}
.seaworthy-report footer { margin-top: 2.5rem; }
@media (forced-colors: active) {
  .seaworthy-report .track { fill: Canvas; stroke: CanvasText; stroke-width: 1; vector-effect: non-scaling-stroke; }
  .seaworthy-report .fill, .seaworthy-report .dot { fill: CanvasText; }
  .seaworthy-report .line, .seaworthy-report .axis { stroke: CanvasText; }
}
@media print {
  .seaworthy-report { color-scheme: light; max-width: none; padding: 0; font-size: 10pt; --seaworthy-background: #fff; --seaworthy-foreground: #000; --seaworthy-quiet: #444; --seaworthy-line: #bbb; --seaworthy-track: #ddd; --seaworthy-accent: #12527f; --seaworthy-critical: #a8201a; --seaworthy-high: #9c4108; --seaworthy-medium: #715600; }
  .seaworthy-report svg { print-color-adjust: exact; }
  .seaworthy-report details::details-content { content-visibility: visible; display: block; block-size: auto; }
  .seaworthy-report tr, .seaworthy-report .summary { break-inside: avoid; }
  .seaworthy-report h2, .seaworthy-report summary { break-after: avoid; }
  .seaworthy-report thead { display: table-header-group; }
}
`;
