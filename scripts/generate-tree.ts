import { generateTree } from './bench/samples.js';

/** `node out/scripts/generate-tree.js [COUNT]`: a tree of 5,000 files to audit; prints where it is. Whoever asked for it removes it. */
console.log(generateTree(Number(process.argv[2] ?? 5000)));
