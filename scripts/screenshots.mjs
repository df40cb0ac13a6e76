// `npm run screenshots`: the README's pictures, from the real editor, in light and dark, into docs/images.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from '../test/editor/setup.mjs';
import { withWorkbench } from '../test/editor/workbench.mjs';

/** `npm run screenshots -- report` takes one of them. */
const [only] = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
const images = `${root}docs/images`;

/** The name of a service, where its squiggle is. */
const service = (page, name) => page.locator('.view-line', { hasText: new RegExp(`^\\s*${name}:\\s*$`) }).first();

/** Each leaves the editor showing what is to be seen. */
const scenes = {
  async hover(page) {
    await page.locator('.view-line', { hasText: 'privileged: true' }).locator('span', { hasText: 'true' }).last().hover();
    await page.locator('.monaco-hover', { hasText: 'privileged' }).first().waitFor();
  },
  async fixes(page) {
    await service(page, 'web').click();
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget', { hasText: 'Harden service web' }).waitFor();
  },
  async harden(page) {
    await scenes.fixes(page);
    await page.locator('.action-widget .action', { hasText: 'Harden service web' }).click();
    await page.locator('.bulk-edit-panel').waitFor();
  },
  async score(page) {
    // A change, so that the status bar has something to say about it.
    await page.locator('.view-line', { hasText: 'privileged: true' }).locator('span', { hasText: 'true' }).last().click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('Delete');
    const item = page.locator('.statusbar-item', { hasText: /\+\d+/ }).first();
    await item.hover();
    await page.locator('.workbench-hover', { hasText: 'Hardening' }).first().waitFor();
  },
  async findings(page) {
    await audited(page);
    await page.keyboard.press('Control+w');
    await openView(page);
    const rows = page.locator('.pane-body .monaco-list-row');
    await rows.first().click();
    await page.keyboard.press('ArrowRight');
    await rows.nth(3).hover();
  },
  async report(page) {
    const frame = await audited(page);
    await frame.locator('[data-purpose=history]').click();
    await frame.locator('.history').waitFor();
    await frame.locator('[data-purpose=history]').blur();
  },
};

/** Forced: the badge lies over the icon. */
const openView = page => page.locator('.activitybar a[aria-label^="Seaworthy"]').click({ force: true });

/** Audits from the view that offers it, and waits for the report. */
async function audited(page) {
  await openView(page);
  // Buttons of a view are there while the mouse is.
  await page.locator('.sidebar .pane-body').first().hover();
  await page.locator('.sidebar .action-label[aria-label^="Audit Workspace"]').first().click();
  const frame = page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
  await frame.locator('.seaworthy-report .score .value').waitFor();
  await page.keyboard.press('Control+b');
  return frame;
}

/** A past of the shop: it was hardened once, and with each commit some of it went. */
function commitPast(folder) {
  const past = [
    ['Open the shop', 'hardened', ['']],
    ['Let the API watch the cluster', 'insecure', ['deploy/access.yaml']],
    ['Build the API with what it needs', 'insecure', ['api/Dockerfile']],
    ['Deploy the API', 'insecure', ['deploy/api.yaml']],
    ['Let the profiler in', 'insecure', ['']],
  ];
  for (const [day, [subject, example, files]] of past.entries()) {
    for (const file of files) cpSync(path.join(root, 'examples', example, file), path.join(folder, file), { recursive: true });
    const date = `2026-01-0${day + 1}T12:00:00Z`;
    const names = ['AUTHOR', 'COMMITTER'].flatMap(role => [
      [`GIT_${role}_NAME`, 'Ada'],
      [`GIT_${role}_EMAIL`, 'ada@example.com'],
      [`GIT_${role}_DATE`, date],
    ]);
    const env = { ...process.env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: '1', ...Object.fromEntries(names) };
    for (const args of [
      ['init', '--quiet'],
      ['add', '.'],
      ['commit', '--quiet', '--message', subject],
    ])
      execFileSync('git', ['-C', folder, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

async function ready(page, shade) {
  await page.locator(shade === 'dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs').waitFor();
  await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
  await page.locator('.codelens-decoration a', { hasText: 'Harden to' }).first().waitFor();
  await page
    .locator('.statusbar-item', { hasText: /\d+ [A-F]/ })
    .first()
    .waitFor();
}

// Every workbench wants to be stopped when this process ends.
process.setMaxListeners(0);
setUp();
mkdirSync(images, { recursive: true });
const top = mkdtempSync(path.join(os.tmpdir(), 'seaworthy-pictures-'));
const folder = path.join(top, 'shop');
mkdirSync(folder);
commitPast(folder);
for (const [shade, theme] of Object.entries({ light: 'Default Light Modern', dark: 'Default Dark Modern' })) {
  for (const [name, show] of Object.entries(scenes)) {
    if (only && name !== only) continue;
    const settings = { 'workbench.colorTheme': theme, 'editor.fontSize': 14, 'workbench.sideBar.location': 'right' };
    const viewport = { width: name === 'findings' ? 1300 : 1100, height: 720 };
    await withWorkbench({ folder, extension: root, file: path.join(folder, 'compose.yaml'), settings, viewport }, async page => {
      await ready(page, shade);
      await page.keyboard.press('Control+b');
      await show(page);
      // Menus and panels fade in.
      await page.evaluate(() => Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => {}))));
      await page.screenshot({ path: `${images}/${name}-${shade}.png` });
    });
    console.log(`docs/images/${name}-${shade}.png`);
  }
}
rmSync(top, { recursive: true, force: true });
