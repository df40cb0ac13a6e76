// Builds what is shipped, bundled, so that nothing has to be installed beside it.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** A program without its entry is left out. What starts is called by whoever loads it. */
const programs = [
  // The command line and the server are one file, as `seaworthy lsp` is the server: two would hold every rule twice.
  { out: 'dist/node.js', exports: ['cli/bin.ts', 'server/src/node/main.ts'], platform: 'node', format: 'cjs' },
  { out: 'dist/web/server.js', entry: 'server/src/browser/main.ts', platform: 'browser', format: 'iife' },
  { out: 'dist/client.cjs', entry: 'client/src/node/main.ts', platform: 'node', format: 'cjs' },
  // In a package of modules VS Code takes nothing but `.cjs` for CommonJS, and its extension host in the browser loads nothing else.
  { out: 'dist/web/client.cjs', entry: 'client/src/browser/main.ts', platform: 'browser', format: 'cjs' },
];

/** dockerfile-ast asks Node's `Buffer` for the bytes of a text, and for nothing else. */
const BUFFER = 'var Buffer={from:text=>new TextEncoder().encode(text)};';

mkdirSync(`${root}dist`, { recursive: true });
// The repository's package is made of modules; what is built is not.
writeFileSync(`${root}dist/package.json`, '{"type":"commonjs"}\n');

for (const { out, entry, exports, platform, format } of programs) {
  if (entry && !existsSync(root + entry)) continue;
  await build({
    ...(exports
      ? { stdin: { contents: exports.map(file => `export * from './${file}';\n`).join(''), resolveDir: root, loader: 'ts' } }
      : { entryPoints: [root + entry] }),
    absWorkingDir: root,
    outfile: root + out,
    bundle: true,
    external: ['vscode'],
    platform,
    format,
    target: platform === 'node' ? 'node20' : 'es2023',
    // The module forms of packages shake better than their CommonJS ones.
    mainFields: platform === 'node' ? ['module', 'main'] : ['browser', 'module', 'main'],
    define: { SEAWORTHY_VERSION: JSON.stringify(version) },
    banner: { js: platform === 'browser' ? BUFFER : '' },
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

writeFileSync(`${root}dist/cli.js`, "#!/usr/bin/env node\nrequire('./node.js').runCli();\n");
chmodSync(`${root}dist/cli.js`, 0o755);
writeFileSync(`${root}dist/server.js`, "require('./node.js').startNodeServer();\n");
