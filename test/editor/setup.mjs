// Puts a real VS Code and a Chromium in test/editor/vscode/node_modules, using only the npm registry (0.9 GB, half a minute).
// No install scripts run and nothing is compiled: the server falls back where a native module is absent.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, codeServer, fontConfig, installation, modules, node } from './places.mjs';

const flags = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
const npm = (cwd, command) => execFileSync('npm', [command, ...flags], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });

/** What keeps this machine from having it; `undefined` when nothing does. */
export const obstacle = () =>
  process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `VS Code from npm runs on linux-x64, this is ${process.platform}-${process.arch}`;

/** Installs what is missing. Throws when the registry cannot be reached. */
export function setUp() {
  const done = path.join(modules, '.set-up');
  if (existsSync(done)) return;
  console.log('Setting up a VS Code for the tests (once, half a minute) ...');
  if (!existsSync(codeServer)) npm(installation, 'ci');
  // `install`, not `ci`: code-server's own npm-shrinkwrap.json misses an entry and `ci` refuses it.
  if (!existsSync(path.join(codeServer, 'node_modules/ws'))) npm(codeServer, 'install');
  unpackChromium();
  writeFileSync(fontConfig, fontConfigOf(path.join(modules, 'dejavu-fonts-ttf/ttf')));
  writeFileSync(done, '');
}

/** A Chromium without any font ends at the first letter, and a machine for tests may have none. */
const fontConfigOf = folder => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <selectfont><rejectfont><glob>*DejaVuSerif*</glob></rejectfont></selectfont>
  <cachedir>${path.join(modules, '.font-cache')}</cachedir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  ${['system-ui', 'sans-serif', 'serif'].map(family => `<alias><family>${family}</family><prefer><family>DejaVu Sans</family></prefer></alias>`).join('\n  ')}
  <match target="pattern"><edit name="family" mode="append_last"><string>DejaVu Sans</string></edit></match>
</fontconfig>
`;

/** The package unpacks into the folder for temporary files, and its libraries only where it believes to be in a cloud function. */
function unpackChromium() {
  const folder = path.dirname(chromium);
  mkdirSync(folder, { recursive: true });
  const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  const env = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
  execFileSync(node, ['--input-type=module', '-e', script], { cwd: installation, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

if (process.argv[1] === import.meta.filename) setUp();
