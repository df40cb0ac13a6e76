// `npm start`: builds, prints the audit of examples/insecure, and opens that folder in VS Code with the extension live: in the desktop's
// `code` if there is one, else in a browser. `--check` opens it headlessly instead, expects diagnostics, and ends.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const example = `${root}examples/insecure`;
const isCheck = process.argv.includes('--check');
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 2;

if (run('esbuild.mjs') !== 0) process.exit(2);
// The example is insecure on purpose: findings (1) are what is to be seen.
const audited = run('dist/cli.js', 'audit', 'examples/insecure');
if (audited !== 1) process.exit(audited === 0 ? 2 : audited);
console.log();

const hasCode = () => !isCheck && spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;

if (hasCode()) openDesktop();
else await openBrowser();

function openDesktop() {
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, example];
  spawn('code', args, { stdio: 'ignore', detached: true, shell: process.platform === 'win32' }).unref();
  console.log(`Opened ${example} in VS Code, with the extension live.`);
}

async function openBrowser() {
  const { obstacle, setUp } = await import('../test/editor/setup.mjs');
  try {
    if (obstacle()) throw new Error(obstacle());
    setUp();
  } catch (error) {
    console.log(`skipped: opening an editor (no \`code\` on the PATH; ${error.message.split('\n')[0]})`);
    return;
  }
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'seaworthy-start-'));
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(0));
  const { pack } = await import('./package.mjs');
  const vsix = await pack(path.join(dataDir, 'seaworthy.vsix'));
  if (isCheck) {
    const { checkInstalled } = await import('./check-installed.mjs');
    return checkInstalled(vsix);
  }
  const { installExtension, startCodeServer } = await import('../test/editor/code-server.mjs');
  installExtension(dataDir, vsix);
  const token = randomBytes(16).toString('hex');
  const { authority } = await startCodeServer({ dataDir, token });
  const query = new URLSearchParams({ tkn: token, folder: path.resolve(example) });
  console.log(`VS Code with the extension, until you press Ctrl+C:\n  http://${authority}/?${query}`);
}
