/**
 * Compares the end-of-life dates in core/facts/tables/eol-cycles.ts with a snapshot of endoflife.date, and prints every difference.
 * Usage: node out/scripts/check-eol.js SNAPSHOT.json
 * The snapshot: `{ products: { <id>: { cycles: [{ cycle, codename?, eol: date | boolean, eoes?: date | boolean }] } } }`.
 * Exit code: 0 none, 1 some, 2 bad usage.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { PRODUCTS } from '../core/facts/tables/eol-cycles.js';

interface Snapshot {
  readonly products: Readonly<Record<string, { readonly cycles: readonly SnapshotCycle[] }>>;
}

interface SnapshotCycle {
  readonly cycle: string;
  readonly codename?: string;
  readonly eol: string | boolean;
  readonly eoes?: string | boolean;
}

/** A cycle as the table writes it. One that ended on an unknown day (`eol: true`) has no entry there. */
function entryOf(id: string, { cycle, codename, eol, eoes }: SnapshotCycle): string | undefined {
  if (eol === true) return undefined;
  const name = codename !== undefined && ['debian', 'ubuntu'].includes(id) ? `${cycle}/${codename.split(' ')[0]}` : cycle;
  const extended = typeof eoes === 'string' && eoes !== eol ? `~${eoes}` : '';
  return `${name}=${eol === false ? '' : eol}${extended}`;
}

function differences(snapshot: Snapshot): string[] {
  const found: string[] = [];
  for (const [id, { cycles }] of Object.entries(PRODUCTS)) {
    const product = snapshot.products[id];
    if (!product) {
      found.push(`${id}: not in the snapshot`);
      continue;
    }
    const ours = new Set(cycles.trim().split(/\s+/));
    const theirs = new Set(product.cycles.flatMap(cycle => entryOf(id, cycle) ?? []));
    for (const entry of theirs) if (!ours.has(entry)) found.push(`${id}: missing ${entry}`);
    for (const entry of ours) if (!theirs.has(entry)) found.push(`${id}: outdated ${entry}`);
  }
  return found;
}

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: check-eol SNAPSHOT.json');
  process.exitCode = 2;
} else {
  const found = differences(JSON.parse(readFileSync(path, 'utf8')) as Snapshot);
  for (const line of found) console.log(line);
  process.exitCode = found.length === 0 ? 0 : 1;
}
