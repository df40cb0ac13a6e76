import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { skip } from '../skip.js';

/** The repository: tests run from `out/test/clients`. */
const root = path.resolve(import.meta.dirname, '../../..');

const FILES = {
  Dockerfile: 'FROM alpine:3.22\nADD app /app\nUSER 1000\nCMD ["/app"]\n',
  'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    privileged: true\n',
};

describe('Neovim', () => {
  it('shows diagnostics, applies fixes, and sees the diagnostics go', function () {
    if (spawnSync('nvim', ['--version']).error) skip(this, 'nvim is not installed');
    const folder = mkdtempSync(path.join(tmpdir(), 'seaworthy-neovim-'));
    try {
      for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);
      const script = path.join(root, 'test/clients/neovim.lua');
      const { status, stdout, stderr } = spawnSync('nvim', ['--headless', '--clean', '-c', `luafile ${script}`], {
        cwd: folder,
        encoding: 'utf8',
        timeout: 50_000,
        env: { ...process.env, SEAWORTHY_CLI: path.join(root, 'dist/cli.js'), XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder },
      });
      assert.equal(status, 0, stderr);
      assert.match(stdout, /mended no-privileged in compose\.yaml\nmended copy-instead-of-add in Dockerfile/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
