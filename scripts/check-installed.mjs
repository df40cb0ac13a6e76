import { fileURLToPath } from 'node:url';
import { obstacle, setUp } from '../test/editor/setup.mjs';
import { withWorkbench } from '../test/editor/workbench.mjs';

const folder = fileURLToPath(new URL('../examples/insecure', import.meta.url));

/** Installs a package into a real VS Code, opens an example there, and expects underlined text and a score. */
export async function checkInstalled(extension) {
  const why = obstacle();
  if (why) return console.log(`skipped: the editor (${why})`);
  setUp();
  await withWorkbench({ folder, extension, file: `${folder}/compose.yaml` }, async page => {
    await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    const status = page.locator('.statusbar-item', { hasText: /\d+ [A-F]/ }).first();
    await status.waitFor({ timeout: 60_000 });
    const underlined = await page.locator('.squiggly-error, .squiggly-warning, .squiggly-info').count();
    console.log(
      `VS Code: the installed extension underlines ${underlined} places in compose.yaml; status bar: ${(await status.textContent()).trim()}`,
    );
  });
}
