import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { complianceOf, type Report, reportBody, reportHtml } from '../core/index.js';
import { rules } from '../rules/index.js';
import { fullReport, HOSTILE, infected } from './core/report-samples.js';
import { skip } from './skip.js';

const editor = (file: string) => import(pathToFileURL(fileURLToPath(new URL(`../../test/editor/${file}`, import.meta.url))).href);

describe('HTML report in a browser', function () {
  this.timeout(200_000);
  let browser: Browser;
  let folder: string;
  let report: Report;

  before(async function () {
    const { obstacle, setUp } = (await editor('setup.mjs')) as { obstacle(): string | undefined; setUp(): void };
    const why = obstacle();
    if (why) skip(this, why);
    try {
      setUp();
    } catch (error) {
      skip(this, `no Chromium: ${(error as Error).message.split('\n', 1)[0]}`);
    }
    browser = await ((await editor('workbench.mjs')) as { launch(): Promise<Browser> }).launch();
    folder = mkdtempSync(path.join(os.tmpdir(), 'seaworthy-report-'));
    report = fullReport();
  });
  after(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a report, and hands over the page with what it complained about. */
  async function withPage(
    of: Report,
    options: Parameters<Browser['newPage']>[0],
    use: (page: Page, complaints: readonly string[]) => Promise<void>,
  ) {
    const file = path.join(folder, 'report.html');
    writeFileSync(file, reportHtml(of, { compliance: complianceOf(report, rules, []) }));
    const page = await browser.newPage(options);
    const complaints: string[] = [];
    page.on('console', message => complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(String(error)));
    page.on('dialog', dialog => {
      complaints.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', request => {
      if (!request.url().startsWith('file:')) complaints.push(request.url());
    });
    try {
      await page.goto(pathToFileURL(file).href);
      await use(page, complaints);
    } finally {
      await page.close();
    }
  }

  it('runs no script and asks for nothing, whatever names are', async () => {
    for (const text of HOSTILE) {
      await withPage(infected(report, text), {}, async (page, complaints) => {
        await page.evaluate(OPEN_ALL);
        assert.equal(await page.title(), 'Seaworthy report', text);
        assert.equal(await page.locator('script, img, iframe, object, [onerror], [onload], main style').count(), 0, text);
        assert.equal(await page.locator('section').count(), 9, text);
        assert.deepEqual(complaints, [], text);
      });
    }
  });

  it('is legible light and dark: every text stands out by 4.5 to 1', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await withPage(report, { colorScheme }, async page => {
        const faint = await page.evaluate(FAINT_TEXTS);
        assert.deepEqual(faint, [], colorScheme);
      });
    }
  });

  it('fits a narrow window, and one at 200 %', async () => {
    for (const width of [320, 550, 1280]) {
      await withPage(report, { viewport: { width, height: 600 } }, async page => {
        await page.evaluate(OPEN_ALL);
        const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        assert.equal(over, 0, `${width} pixels`);
      });
    }
  });

  it('is used by keyboard alone: each part that opens is reached and opened', async () => {
    await withPage(report, {}, async page => {
      const closed = await page.locator('details:not([open])').count();
      assert.ok(closed > 5);
      const all = await page.locator('summary').count();
      for (let i = 0; i < all; i++) {
        await page.keyboard.press('Tab');
        if (!(await page.evaluate('document.activeElement.parentElement.open'))) await page.keyboard.press('Enter');
      }
      assert.equal(await page.locator('details:not([open])').count(), 0);
    });
  });

  it('tells a screen reader its parts: headings, tables with headers, the sparkline in words', async () => {
    await withPage(report, {}, async page => {
      const tree = await page.locator('main').ariaSnapshot();
      for (const part of [
        'heading "Seaworthy report" [level=1]',
        'heading "Next best fixes" [level=2]',
        'columnheader "Gain"',
        'rowheader "Supply chain"',
        'img "The score over 3 commits: from 30 to 50."',
      ])
        assert.ok(tree.includes(part), `${part}\n${tree.slice(0, 3000)}`);
    });
  });

  it('in the editor, tells what git is to be asked, and whoever asked stands where they stood once the page is drawn again', async () => {
    const file = path.join(folder, 'panel.html');
    const script = pathToFileURL(fileURLToPath(new URL('../../media/report.js', import.meta.url))).href;
    const body = reportBody(report, { compliance: [], hrefOf: () => '#', asks: { commits: 20 } });
    writeFileSync(file, `<!DOCTYPE html><body>${body}<script>${VSCODE}</script><script src="${script}"></script></body>`);
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    const told = () => page.evaluate('told.splice(0)');
    assert.deepEqual(await told(), [{ purpose: 'ready' }]);
    await page.locator('button[data-purpose=history]').click();
    const details = page.locator('section[aria-labelledby=findings] details').first();
    await details.locator('summary').click();
    const button = details.locator('button[data-purpose=blame]');
    const asked = await button.getAttribute('data-path');
    await button.press('Enter');
    const purposes = (await told()) as { purpose: string; path?: string }[];
    assert.deepEqual(
      purposes.map(({ purpose, path: at }) => [purpose, at]),
      [
        ['history', undefined],
        ['blame', asked],
      ],
    );
    const focused = '[document.activeElement.dataset.purpose, document.activeElement.dataset.path]';
    await page.reload();
    assert.deepEqual(await page.evaluate(focused), ['blame', asked]);
    await page.reload();
    assert.deepEqual(await page.evaluate('document.activeElement.tagName'), 'BODY', 'once');
    await page.close();
  });
});

/** In the page: what VS Code gives to the scripts of its frames. */
const VSCODE = `const told = [];
window.acquireVsCodeApi = () => ({
  postMessage: message => told.push(message),
  setState: state => sessionStorage.setItem('state', JSON.stringify(state)),
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
});`;

const OPEN_ALL = "document.querySelectorAll('details').forEach(details => { details.open = true; })";

/** In the page: texts whose colour is too near to the background's, by WCAG's formula. */
const FAINT_TEXTS = `(() => {
  const rgb = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = text => {
    const [r, g, b] = rgb(text).map(v => v / 255).map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = light(getComputedStyle(document.querySelector('main')).backgroundColor);
  return [...document.querySelectorAll('main *')]
    .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(element => {
      const own = light(getComputedStyle(element).color);
      const ratio = (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05);
      return ratio < 4.5 ? element.className + ' ' + ratio.toFixed(2) + ' ' + element.textContent.slice(0, 30) : '';
    })
    .filter(Boolean);
})()`;
