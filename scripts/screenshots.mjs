// `npm run screenshots`: the README's pictures, from the real editor, in light and dark, into docs/images.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from '../test/editor/setup.mjs';
import { withWorkbench } from '../test/editor/workbench.mjs';

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
};

async function ready(page) {
  await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
  await page.locator('.codelens-decoration', { hasText: 'Hardening' }).first().waitFor();
  await page
    .locator('.statusbar-item', { hasText: /\d+ [A-F]/ })
    .first()
    .waitFor();
}

setUp();
mkdirSync(images, { recursive: true });
const top = mkdtempSync(path.join(os.tmpdir(), 'seaworthy-pictures-'));
const folder = path.join(top, 'shop');
cpSync(`${root}examples/insecure`, folder, { recursive: true });
for (const [shade, theme] of Object.entries({ light: 'Default Light Modern', dark: 'Default Dark Modern' })) {
  for (const [name, show] of Object.entries(scenes)) {
    const settings = { 'workbench.colorTheme': theme, 'editor.fontSize': 14, 'workbench.sideBar.location': 'right' };
    const viewport = { width: 1100, height: 720 };
    await withWorkbench({ folder, extension: root, file: path.join(folder, 'compose.yaml'), settings, viewport }, async page => {
      await ready(page);
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
