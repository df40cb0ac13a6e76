import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Report } from '../core/index.js';
import { rules } from '../rules/index.js';
import { TestRepository } from './cli/repository.js';
import { BAD, GOOD, removeTrees, run, tree } from './cli/support.js';
import { skip } from './skip.js';

const FOLDER = path.resolve('examples/fleet');
const read = (file: string) => readFileSync(path.join(FOLDER, file), 'utf8');

describe('examples/fleet', function () {
  this.timeout(120_000);
  after(removeTrees);

  it('scores 95 or more itself, in every file', async () => {
    const { stdout, stderr } = await run(process.cwd(), ['audit', FOLDER, '--format', 'json', '--today', '2026-01-31'], { rules });
    const { files } = JSON.parse(stdout) as Report;
    assert.equal(stderr, '');
    assert.deepEqual(
      files.map(({ path: at }) => path.posix.basename(at)),
      ['Dockerfile', 'kubernetes.yaml'],
    );
    for (const { path: at, score, problems } of files) {
      assert.ok(score!.value >= 95, `${at} ${score!.value}`);
      assert.deepEqual(problems, []);
    }
  });

  it('calls the command line as it is', async () => {
    const calls = ['github-actions.yaml', 'gitlab-ci.yaml', 'kubernetes.yaml', 'parallel.sh']
      .flatMap(file => [
        ...read(file)
          .replace(/\n {10}(?=--)/g, ' ')
          .matchAll(/(?:seaworthy|\$SEAWORTHY) ((?:audit|merge) [^\n|#]*)/g),
      ])
      .map(([, call]) => call!);
    assert.equal(calls.length, 8);
    const { usages } = await import('../cli/usage.js');
    for (const call of calls) {
      const [name] = call.split(' ') as ['audit' | 'merge'];
      for (const [, option] of call.matchAll(/ --([a-z-]+)/g)) assert.ok(option! in usages[name].options, `--${option} of ${call}`);
    }
  });

  describe('audits what is in the list', () => {
    let home: string;
    let shop: TestRepository;
    before(function () {
      if (process.platform === 'win32') skip(this, 'the scripts are for a POSIX shell');
      if (spawnSync('git', ['--version']).status !== 0) skip(this, 'git is not installed');
      home = tree({});
      shop = new TestRepository();
      shop.commit({ 'compose.yaml': BAD });
      const blog = new TestRepository();
      blog.commit({ 'web/compose.yaml': GOOD });
      for (const folder of ['bin', 'work', 'reports', 'fleet']) mkdirSync(path.join(home, folder));
      writeFileSync(path.join(home, 'bin/seaworthy'), `#!/bin/sh\nexec '${process.execPath}' '${path.resolve('dist/cli.js')}' "$@"\n`);
      // As GNU parallel would, one line after the other.
      writeFileSync(
        path.join(home, 'bin/parallel'),
        '#!/bin/sh\nwhile [ "$1" != "$0" ] && [ "${1#-}" != "$1" ]; do shift 2; done\nscript=$1 today=$5 reports=$6 failed=0\nwhile read -r name address; do "$script" --one "$name" "$address" "$today" "$reports" || failed=$((failed + 1)); done < "$8"\nexit $failed\n',
      );
      for (const program of ['seaworthy', 'parallel']) chmodSync(path.join(home, 'bin', program), 0o755);
      writeFileSync(path.join(home, 'fleet/repositories'), `shop file://${shop.top}\nblog file://${blog.top}\n`);
    });

    const sh = (argv: readonly string[], env: Record<string, string> = {}) =>
      spawnSync('sh', argv, { cwd: home, encoding: 'utf8', env: { ...process.env, ...env, PATH: `${home}/bin:${process.env.PATH}` } });
    const merged = (folder: string) => readFileSync(path.join(home, folder, 'fleet.html'), 'utf8');

    it('in the pods of a Job, each its part', () => {
      const config = parseAllDocuments(read('kubernetes.yaml'))
        .map(document => document.toJS() as { kind: string; data: Record<string, string> })
        .find(({ kind }) => kind === 'ConfigMap')!;
      for (const [name, text] of Object.entries(config.data)) {
        if (name.endsWith('.sh'))
          writeFileSync(
            path.join(home, 'fleet', name),
            text.replaceAll('/etc/fleet', `${home}/fleet`).replaceAll('/work', `${home}/work`).replaceAll('/reports', `${home}/reports`),
          );
      }
      for (const part of ['0', '1']) {
        const { status, stderr } = sh([`${home}/fleet/audit.sh`], { JOB_COMPLETION_INDEX: part, PARTS: '2', TODAY: '2026-01-31' });
        assert.equal(status, 0, stderr);
      }
      const { status, stderr } = sh([`${home}/fleet/merge.sh`]);
      assert.equal(status, 0, stderr);
      assert.match(merged('reports'), /shop\/compose\.yaml.*blog\/web\/compose\.yaml/s);
    });

    it('on one machine, and says what could not be', () => {
      writeFileSync(path.join(home, 'list'), `${readFileSync(path.join(home, 'fleet/repositories'), 'utf8')}gone file://${home}/nowhere\n`);
      const { status, stderr, stdout } = sh([path.join(FOLDER, 'parallel.sh'), 'list', `${home}/out`]);
      assert.equal(status, 0, stderr);
      assert.match(stderr, /1 repositories could not be audited: see .*jobs\.log/);
      assert.match(stdout, /2 files, 1 critical/);
      assert.match(merged('out'), /shop\/compose\.yaml/);
    });
  });
});
