// `npm run generate`: compiles, then writes what is derived from the rules. A rule that was added, renamed or removed makes the old
// index fail to compile, and the new index is what mends that: so the compiler's complaints are shown and do not stop it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

node('node_modules/typescript/bin/tsc', '-b', 'scripts');
process.exitCode = node('out/scripts/generate.js');
