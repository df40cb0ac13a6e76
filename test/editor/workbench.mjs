// Opens the workbench of a VS Code on loopback in a headless Chromium, to run an extension's tests in it or to drive it.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import * as playwright from 'playwright-core';
import { installExtension, startCodeServer } from './code-server.mjs';
import { chromium, chromiumLibraries, fontConfig } from './places.mjs';

/** One that is installed starts faster than the one from npm. */
const installed = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Starts a headless Chromium. */
export const launch = () =>
  playwright.chromium.launch({
    executablePath: installed ?? chromium,
    ...(installed ? {} : { env: { ...process.env, LD_LIBRARY_PATH: chromiumLibraries, FONTCONFIG_FILE: fontConfig } }),
    // This process ends the browser itself.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'],
  });

/** Serves a folder on loopback: an extension of the web is loaded over HTTP. */
async function serveFolder(root) {
  const types = { '.js': 'text/javascript', '.json': 'application/json' };
  const server = http.createServer(async (request, response) => {
    const file = path.join(root, decodeURIComponent(new URL(request.url, 'http://x').pathname));
    const body = file.startsWith(root) ? await readFile(file).catch(() => undefined) : undefined;
    const headers = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': '*',
      'Content-Type': types[path.extname(file)] ?? 'text/plain',
    };
    response.writeHead(request.method === 'OPTIONS' ? 204 : body ? 200 : 404, headers).end(body);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { authority: `127.0.0.1:${server.address().port}`, stop };
}

/** Adds options to the configuration in the workbench's page, before the workbench reads it. */
const develop = (page, options) =>
  page.addInitScript(added => {
    const add = () => {
      const meta = document.getElementById('vscode-workbench-web-configuration');
      if (!meta) return; // A frame.
      const config = JSON.parse(meta.dataset.settings);
      meta.dataset.settings = JSON.stringify({ ...config, developmentOptions: { ...config.developmentOptions, ...added } });
    };
    document.addEventListener('readystatechange', add, { once: true });
  }, options);

/**
 * Opens `folder`, and hands the page to `use`.
 * @param extension folder of the extension under development, or a package (.vsix) to install.
 * @param tests module whose `run` the extension host calls.
 * @param web whether extensions run in the browser instead of in Node.
 * @param expose functions that the page can call, by name.
 */
export async function withWorkbench(
  { folder, extension, tests, file, web = false, env, settings, viewport, expose = {}, log = () => {} },
  use,
) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'seaworthy-editor-'));
  const isPackage = extension.endsWith('.vsix');
  const running = [];
  try {
    if (isPackage) installExtension(dataDir, extension);
    const server = await startCodeServer({ dataDir, settings, env, log });
    running.push(server.stop);
    const browser = await launch();
    running.push(() => browser.close());
    // The page's content security policy admits no other server on loopback.
    const page = await browser.newPage({ viewport: viewport ?? { width: 1200, height: 800 }, bypassCSP: web });
    page.on('pageerror', error => log(`[page] ${error}\n`));
    for (const [name, call] of Object.entries(expose)) await page.exposeFunction(name, call);
    const remote = file => `vscode-remote://${server.authority}${path.resolve(file)}`;
    const payload = [];
    if (web) {
      const files = await serveFolder(path.resolve(extension));
      running.push(files.stop);
      const at = file => ({ scheme: 'http', authority: files.authority, path: `/${path.relative(extension, file)}` });
      await develop(page, { extensions: [at(extension)], ...(tests ? { extensionTestsPath: at(tests) } : {}) });
    } else if (!isPackage) {
      payload.push(['extensionDevelopmentPath', remote(extension)]);
      if (tests) payload.push(['extensionTestsPath', remote(tests)]);
    }
    if (file) payload.push(['openFile', remote(file)]);
    const query = new URLSearchParams({ folder: path.resolve(folder), payload: JSON.stringify(payload) });
    await page.goto(`http://${server.authority}/?${query}`);
    return await use(page);
  } finally {
    for (const stop of running.reverse()) await stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
  }
}

/**
 * Runs a suite; resolves to VS Code's exit code for it: 0, or 1 when `run` rejected, never answered, or the page crashed. Mocha's report
 * comes through VS Code's log, where `run` marks its lines with `REPORT_TAG`; the rest of the log is shown when there is no report.
 */
export async function runTests({ timeout = 180_000, ...options }) {
  const tag = '[mocha] ';
  const other = [];
  let isReported = false;
  let finish;
  const exited = new Promise(resolve => {
    finish = resolve;
  });
  const expose = {
    codeAutomationLog(type, args) {
      const text = args.map(String).join(' ');
      if (!text.startsWith(tag)) return void other.push(`[${type}] ${text}`);
      isReported = true;
      console.log(text.slice(tag.length));
    },
    codeAutomationExit: code => finish(code),
  };
  let isOver = false;
  const fail = why => {
    if (!isOver) console.error(why);
    finish(1);
  };
  const timer = setTimeout(() => fail(`no result from VS Code after ${timeout / 1000} s`), timeout);
  try {
    const code = await withWorkbench({ ...options, expose, env: { REPORT_TAG: tag } }, page => {
      page.on('crash', () => fail("the browser's page crashed"));
      page
        .context()
        .browser()
        .on('disconnected', () => fail('the browser ended'));
      return exited.finally(() => {
        isOver = true;
      });
    });
    if (code !== 0 && (!isReported || process.env.VERBOSE)) console.error(other.join('\n'));
    return code;
  } finally {
    clearTimeout(timer);
  }
}
