// `node scripts/report-pictures.mjs REPORT.html FOLDER`: an HTML report as a reader sees it, light and dark, narrow, magnified, in forced
// colours and on paper, as pictures to look at.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setUp } from '../test/editor/setup.mjs';
import { launch } from '../test/editor/workbench.mjs';

const [report, folder] = process.argv.slice(2);
if (!report || !folder) throw new Error('report-pictures.mjs REPORT.html FOLDER');
const views = {
  light: { colorScheme: 'light', viewport: { width: 1100, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1100, height: 800 } },
  // 200 % of a window of 1100 pixels leaves 550 to lay out in.
  magnified: { colorScheme: 'light', viewport: { width: 550, height: 400 }, deviceScaleFactor: 2 },
  forced: { forcedColors: 'active', viewport: { width: 1100, height: 800 } },
};

setUp();
mkdirSync(folder, { recursive: true });
const browser = await launch();
try {
  for (const [name, view] of Object.entries(views)) {
    const page = await browser.newPage(view);
    await page.goto(pathToFileURL(path.resolve(report)).href);
    await page.screenshot({ path: path.join(folder, `report-${name}.png`), fullPage: true });
    if (name === 'light') await page.pdf({ path: path.join(folder, 'report.pdf'), format: 'A4' });
    await page.close();
  }
} finally {
  await browser.close();
}
