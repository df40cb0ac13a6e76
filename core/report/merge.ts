import { byPath } from './build.js';
import { underPrefix } from './prefix.js';
import type { Report } from './report.js';
import { totalsOf } from './totals.js';

/** One report of several. */
export interface ReportPart {
  /** What an error calls it. */
  readonly source: string;
  /** Stands before its paths; empty for a shard of the same tree. */
  readonly prefix: string;
  readonly report: Report;
}

/**
 * One report of the parts: shards of one tree, or trees with a prefix each. What is said of all files together is reckoned again; what
 * compares (drift, history, compliance) is left to whoever has the whole.
 * @throws Error with a reason for people when they are not parts of one whole.
 */
export function mergeReports(parts: readonly ReportPart[]): Report {
  const [first] = parts;
  if (!first) throw new Error('there is no report to merge');
  for (const { source, report } of parts) {
    for (const [what, one, other] of [
      ['of another version', report.tool.version, first.report.tool.version],
      ['of another day', report.today, first.report.today],
      ['by another preset', report.preset, first.report.preset],
    ] as const) {
      if (one !== other) throw new Error(`${source} is ${what} than ${first.source}: ${one}, not ${other}`);
    }
  }
  checkShards(parts);
  const files = parts.flatMap(({ prefix, report }) => report.files.map(file => underPrefix(file, prefix))).sort(byPath);
  const twice = files.find((file, i) => file.path === files[i - 1]?.path);
  if (twice) throw new Error(`two reports hold ${twice.path}; give each tree a name: NAME=REPORT.json`);
  const { schema, tool, today, preset } = first.report;
  return {
    schema,
    tool,
    today,
    preset,
    ...totalsOf(files),
    files,
    skipped: parts.flatMap(({ prefix, report }) => report.skipped.map(({ path, why }) => ({ path: prefix + path, why }))).sort(byPath),
  };
}

/** Every shard of a tree has to be there, once. */
function checkShards(parts: readonly ReportPart[]): void {
  for (const prefix of new Set(parts.map(part => part.prefix))) {
    const shards = parts.filter(part => part.prefix === prefix && part.report.shard);
    const [first] = shards;
    if (!first) continue;
    const { of } = first.report.shard!;
    for (let index = 1; index <= of; index++) {
      const found = shards.filter(({ report: { shard } }) => shard!.index === index && shard!.of === of);
      if (found.length !== 1)
        throw new Error(`shard ${index} of ${of} is ${found.length === 0 ? 'missing' : `there ${found.length} times`}`);
    }
    const stray = shards.find(({ report: { shard } }) => shard!.of !== of);
    if (stray) throw new Error(`${stray.source} is one of ${stray.report.shard!.of} shards, ${first.source} one of ${of}`);
  }
}
