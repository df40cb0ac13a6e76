// `npm run package`: builds, and packs what `files` in package.json lists as seaworthy-VERSION.vsix. `--check` installs it into a real
// VS Code and expects a diagnostic there.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Bytes. What is downloaded and unpacked before the first squiggle. */
const LIMIT = 1_500_000;

/** @returns path of the package. */
export async function pack(packagePath) {
  const { status } = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed.');
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const file = packagePath ?? `${root}seaworthy-${version}.vsix`;
  // Everything is bundled, so dependencies stay out; the README's links stay as they are until there is a public address.
  const options = { cwd: root, packagePath: file, dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true };
  await createVSIX(options);
  const { size } = statSync(file);
  if (size > LIMIT) throw new Error(`${file} has ${size} bytes, more than ${LIMIT}.`);
  console.log(`${file}: ${Math.round(size / 1000)} KB`);
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = await pack();
  if (process.argv.includes('--check')) {
    const { checkInstalled } = await import('./check-installed.mjs');
    await checkInstalled(file);
  }
}
