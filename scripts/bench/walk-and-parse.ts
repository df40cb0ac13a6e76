import { readFileSync } from 'node:fs';
import path from 'node:path';
import { detect, isCandidate } from '../../core/index.js';
import { walk } from '../../server/src/node/walk.js';
import { bareParse } from './bare-parse.js';

/** Walk, read, parse: the floor under an audit, as a process of its own. */
const root = process.argv[2]!;
let count = 0;
for (const file of walk(root)) {
  if (!isCandidate(file)) continue;
  const text = readFileSync(path.join(root, file), 'utf8');
  const kind = detect(file, text);
  if (!kind) continue;
  bareParse(kind, text);
  count++;
}
console.log(count);
