// The editor suite, in a real VS Code and in both of its extension hosts. Where none can be had it says so and succeeds, unless
// SEAWORTHY_REQUIRE_ALL is set, as in CI. `--web` and `--node` run one host alone.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests as runElectron } from '@vscode/test-electron';
import { build } from 'esbuild';
import { fixtures, root, suites } from './places.mjs';
import { obstacle, setUp } from './setup.mjs';
import { runTests as runWeb } from './workbench.mjs';

const common = {
  bundle: true,
  absWorkingDir: root,
  sourcemap: 'inline',
  logLevel: 'warning',
  format: 'cjs',
  external: ['vscode', 'mocha'],
};
await build({ ...common, entryPoints: ['test/editor/host/node.ts'], outfile: `${suites}node.cjs`, platform: 'node' });
await build({
  ...common,
  entryPoints: ['test/editor/host/browser.ts'],
  outfile: `${suites}browser.cjs`,
  platform: 'browser',
  external: ['vscode'],
  alias: { 'node:assert': './test/editor/host/assert.ts' },
  define: { global: 'globalThis' },
  // Mocha leaves no other way; see host/browser.ts.
  logOverride: { 'commonjs-variable-in-esm': 'silent' },
  banner: { js: 'var process = globalThis.process ?? { env: {} };' },
});

/** `127.0.0.1:PORT` of a registry that holds the shop's images, where one can be had. */
let registry;

/** Whether the shop is a repository whose last commit is what it holds. */
let isCommitted = false;

const hosts = {
  async node(folder) {
    const desktop = process.env.VSCODE_VERSION;
    return runElectron({
      ...(desktop || obstacle() ? { version: desktop } : { vscodeExecutablePath: path.join(import.meta.dirname, 'code.mjs') }),
      extensionDevelopmentPath: root,
      extensionTestsPath: `${suites}node.cjs`,
      launchArgs: [folder, '--disable-extensions'],
      extensionTestsEnv: {
        ...(registry ? { SEAWORTHY_TEST_REGISTRY: registry } : {}),
        ...(isCommitted ? { SEAWORTHY_TEST_GIT: '1' } : {}),
      },
    });
  },
  async web(folder) {
    if (obstacle()) return skip('the web extension host', obstacle());
    return runWeb({ folder, extension: root, tests: `${suites}browser.cjs`, web: true });
  },
};

function skip(what, why) {
  console.log(`skipped: ${what} (${why})`);
  return process.env.SEAWORTHY_REQUIRE_ALL ? 1 : 0;
}

async function main() {
  if (!obstacle()) {
    try {
      setUp();
    } catch (error) {
      return skip('the editor suite', `VS Code could not be installed: ${error.message.split('\n')[0]}`);
    }
  }
  const { missingPrograms, Servers } = await import('../../out/test/registry/servers.js');
  const missing = missingPrograms();
  if (missing.length > 0 && skip('pinning from a registry', `${missing.join(', ')} not installed`) !== 0) return 1;
  const servers = new Servers();
  try {
    return await runAll(servers, missing.length === 0);
  } finally {
    await servers.stop();
  }
}

/** Commits what lies in a folder, its manifests a day after the rest. @returns whether there is a Git to do it with. */
function commit(folder) {
  const own = { GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: '1' };
  for (const role of ['AUTHOR', 'COMMITTER']) Object.assign(own, { [`GIT_${role}_NAME`]: 'Ada', [`GIT_${role}_EMAIL`]: 'ada@example.com' });
  const git = (day, ...args) => {
    const date = `2026-01-0${day}T12:00:00Z`;
    const env = { ...process.env, ...own, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore', env });
  };
  try {
    git(1, 'init');
    git(1, 'add', '.', ':!deploy');
    git(1, 'commit', '-m', 'Open the shop');
    git(2, 'add', '.');
    git(2, 'commit', '-m', 'Deploy it <b>$(flame)</b>');
    return true;
  } catch {
    return false;
  }
}

async function runAll(servers, hasRegistry) {
  const { push } = await import('../../out/test/registry/images.js');
  if (hasRegistry) {
    registry = await servers.registry();
    for (const image of ['library/nginx:1.29.3-alpine', 'library/node:22.11-slim', 'shop/api:1.4.2']) {
      push(`${registry}/${image}`, { config: { User: '101:101' }, platforms: ['linux/amd64', 'linux/arm64'] });
    }
  }
  const copy = mkdtempSync(path.join(os.tmpdir(), 'seaworthy-fixtures-'));
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  cpSync(fixtures, copy, { recursive: true });
  isCommitted = commit(path.join(copy, 'shop'));
  if (!isCommitted && skip('the change against the last commit', 'git is not installed') !== 0) return 1;
  for (const [name, run] of Object.entries(hosts)) {
    if (process.argv.some(argument => argument.startsWith('--')) && !process.argv.includes(`--${name}`)) continue;
    for (const folder of ['shop', 'prose']) {
      console.log(`\nVS Code, ${name} extension host, folder ${folder}`);
      const code = await run(path.join(copy, folder)).catch(error => {
        if (/download|ENOTFOUND|ECONN|ETIMEDOUT|getaddrinfo/i.test(String(error?.message))) return skip('desktop VS Code', error.message);
        console.error(error?.message ?? error);
        return 1;
      });
      if (code !== 0) return 1;
    }
  }
  return 0;
}

process.exitCode = await main();
