// Serves VS Code on loopback.
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { node, serverMain } from './places.mjs';

/** No telemetry, no gallery, no questions. */
const quiet = {
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  // In a browser it is on.
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'window.commandCenter': false,
};

const environment = { ...process.env, EXTENSIONS_GALLERY: '{}' };

/** Installs a package (.vsix) for the server that will run in `dataDir`. */
export function installExtension(dataDir, vsix) {
  const args = [serverMain, '--install-extension', vsix, '--server-data-dir', dataDir, '--accept-server-license-terms'];
  const { status, stdout, stderr } = spawnSync(node, args, { env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The package was not installed:\n${stdout}${stderr}`);
}

/**
 * Starts a server with its state in `dataDir`; it ends with this process at the latest.
 * @param token asked of whoever connects; without one everybody on this machine can.
 */
export async function startCodeServer({ dataDir, settings = {}, env = {}, token, log = () => {} }) {
  await mkdir(path.join(dataDir, 'data/User'), { recursive: true });
  await writeFile(path.join(dataDir, 'data/User/settings.json'), JSON.stringify({ ...quiet, ...settings }));
  const args = [
    ...[serverMain, '--host', '127.0.0.1', '--port', '0', '--server-data-dir', dataDir],
    ...(token ? ['--connection-token', token] : ['--without-connection-token']),
    ...['--accept-server-license-terms', '--disable-telemetry'],
    // Without it the page ignores extensions under development, and says nothing.
    '--enable-smoke-test-driver',
  ];
  const child = spawn(node, args, { env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const stop = () => {
    try {
      process.kill(-child.pid);
    } catch {} // It is gone.
  };
  process.once('exit', stop);
  const port = await new Promise((resolve, reject) => {
    let output = '';
    const read = data => {
      output += data;
      log(String(data));
      const listening = /agent listening on (\d+)/.exec(output);
      if (listening) resolve(listening[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', code => reject(new Error(`VS Code's server ended early (${code})\n${output}`)));
    child.once('error', reject);
  });
  return { authority: `127.0.0.1:${port}`, stop };
}
