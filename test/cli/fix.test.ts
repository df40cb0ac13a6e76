import { strict as assert } from 'node:assert';
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applyPatch } from 'diff';
import { replaceFile, replaceFiles } from '../../cli/write.js';
import type { Container } from '../../core/facts/views/container.js';
import type { Rule } from '../../core/index.js';
import { type Context, listed } from '../../core/judge/rule.js';
import { rules } from '../../rules/index.js';
import { BAD, GOOD, MEDIUM, removeTrees, run, testRules, tree } from './support.js';

const read = (top: string, file: string) => readFileSync(path.join(top, file), 'utf8');

describe('seaworthy fix', () => {
  after(removeTrees);

  const table: readonly [name: string, before: string, argv: readonly string[], after: string][] = [
    ['safe fixes by default', BAD, [], MEDIUM],
    ['review fixes when asked', BAD, ['--safety', 'review'], GOOD],
    ['one rule only', BAD, ['--safety', 'review', '--rule', 'read-only-root'], `${BAD}    read_only: true\n`],
    ['a former id', BAD, ['--rule', 'not-privileged'], MEDIUM],
    [
      'nothing that is ignored',
      `# seaworthy-ignore-file no-privileged -- CI\n${BAD}`,
      [],
      `# seaworthy-ignore-file no-privileged -- CI\n${BAD}`,
    ],
    ['CRLF', BAD.replaceAll('\n', '\r\n'), [], MEDIUM.replaceAll('\n', '\r\n')],
    ['a byte-order mark', `\ufeff${BAD}`, [], `\ufeff${MEDIUM}`],
    ['a broken file', 'services: [\n', ['--safety', 'review'], 'services: [\n'],
  ];
  for (const [name, before, argv, after] of table) {
    it(name, async () => {
      const top = tree({ 'compose.yaml': before });
      const { code, stderr } = await run(top, ['fix', ...argv]);
      assert.deepEqual([code, stderr, read(top, 'compose.yaml')], [0, '', after]);
      await run(top, ['fix', ...argv]);
      assert.equal(read(top, 'compose.yaml'), after, 'a second time changes nothing');
    });
  }

  it('does not apply a fix that leaves its finding', async () => {
    const top = tree({ Dockerfile: 'FROM a\nMAINTAINER b\n' });
    const { stdout } = await run(top, ['fix']);
    assert.equal(read(top, 'Dockerfile'), 'FROM a\nMAINTAINER b\n');
    assert.match(stdout, /^Nothing to fix/);
  });

  it('leaves out what would break the file, whatever else is mended with it', async () => {
    const top = tree({ 'compose.yaml': BAD });
    const [privileged, readOnlyRoot] = testRules;
    const breaking = {
      ...readOnlyRoot!,
      checks: {
        *container(...args: [Container, Context]) {
          for (const finding of readOnlyRoot!.checks.container!(...args)) {
            const edits = [{ span: { start: 0, end: 0 }, text: 'a: [\n' }];
            yield { ...finding, fixes: [{ title: 'Break', safety: 'safe' as const, edits: () => edits }] };
          }
        },
      },
    };
    const { stdout } = await run(top, ['fix'], { rules: [breaking, privileged!] });
    assert.equal(read(top, 'compose.yaml'), MEDIUM);
    assert.equal(
      stdout,
      'compose.yaml\n  no-privileged: Take privileged from web\n  left read-only-root: Break (not together with what else is there)\n',
    );
  });

  it('does not raise another finding, unless the fix says that it must', async () => {
    const rule = testRules[0]!;
    const raised = (expects: readonly string[]): readonly Rule[] => [
      {
        ...rule,
        checks: {
          *container(...args: [Container, Context]) {
            for (const finding of rule.checks.container!(...args))
              yield { ...finding, fixes: listed(finding.fixes!).map(fix => ({ ...fix, expects })) };
          },
        },
      },
      {
        ...rule,
        meta: { ...rule.meta, id: 'other' },
        checks: {
          *container(...args: [Container, Context]) {
            if ([...rule.checks.container!(...args)].length === 0) yield { at: args[0], message: 'Now it is too quiet.' };
          },
        },
      },
    ];
    const top = tree({ 'compose.yaml': BAD });
    await run(top, ['fix'], { rules: raised([]) });
    assert.equal(read(top, 'compose.yaml'), BAD);
    await run(top, ['fix'], { rules: raised(['other']) });
    assert.equal(read(top, 'compose.yaml'), MEDIUM);
  });

  it('prints a diff that patches the file, and leaves the file alone, with --dry-run', async () => {
    const top = tree({ 'a/compose.yaml': BAD, 'good.compose.yaml': GOOD });
    const { stdout, code } = await run(top, ['fix', '--dry-run']);
    assert.equal(code, 0);
    assert.match(stdout, /^--- a\/a\/compose\.yaml.*\n\+\+\+ b\/a\/compose\.yaml.*\n@@ /);
    assert.equal(read(top, 'a/compose.yaml'), BAD);
    assert.equal(applyPatch(BAD, stdout), MEDIUM);
  });

  it('says what it fixed, keeps the mode, leaves nothing beside', async () => {
    const top = tree({ 'compose.yaml': BAD });
    chmodSync(path.join(top, 'compose.yaml'), 0o640);
    const { stdout } = await run(top, ['fix', 'compose.yaml']);
    assert.equal(stdout, 'compose.yaml\n  no-privileged: Take privileged from web\n');
    assert.equal(statSync(path.join(top, 'compose.yaml')).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(top).sort(), ['.git', 'compose.yaml']);
  });

  it('writes other files that a fix names, new ones too', async () => {
    const top = tree({ 'compose.yaml': BAD });
    const [rule] = testRules;
    const elsewhere = {
      ...rule!,
      checks: {
        *container(...args: [Container, Context]) {
          if (args[1].workspace.text('.dockerignore') === '.env\n') return;
          for (const finding of rule!.checks.container!(...args)) {
            const edits = [{ path: '.dockerignore', span: { start: 0, end: 0 }, text: '.env\n' }];
            yield { ...finding, fixes: [{ title: 'Ignore .env', safety: 'safe' as const, edits: () => edits }] };
          }
        },
      },
    };
    const dry = await run(top, ['fix', '--dry-run'], { rules: [elsewhere] });
    assert.match(dry.stdout, /^--- \/dev\/null.*\n\+\+\+ b\/\.dockerignore.*\n@@ -0,0 \+1,1 @@\n\+\.env\n$/);
    const { stdout } = await run(top, ['fix'], { rules: [elsewhere] });
    assert.deepEqual([read(top, '.dockerignore'), read(top, 'compose.yaml')], ['.env\n', BAD]);
    assert.equal(stdout, '.dockerignore\n  no-privileged: Ignore .env\n');
  });

  describe('with a secret', () => {
    const SECRET = 's3cr3t-Tr0ub4dor';
    const files = {
      'compose.yaml': `services:\n  api:\n    image: example/api:1.4\n    environment:\n      DB_PASSWORD: ${SECRET}\n      LOG: info\n`,
      'deploy/api.yaml': `apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n      env:\n        - name: DB_PASSWORD\n          value: ${SECRET}\n`,
      'job/Dockerfile': `FROM alpine:3.22\nENV API_PASSWORD=${SECRET}\nCMD ["/job"]\n`,
    };
    const argv = ['fix', '--safety', 'review', '--rule', 'no-secrets-in-environment'];

    it('shows no value of it', async () => {
      const top = tree(files);
      for (const more of [['--dry-run'], []]) {
        const { stdout, stderr } = await run(top, [...argv, ...more], { rules });
        assert.ok(stdout.includes('secrets/api.env'), stdout);
        assert.ok(!`${stdout}${stderr}`.includes(SECRET), stdout);
      }
      assert.ok(read(top, 'secrets/api.env').includes(SECRET));
      assert.ok(read(top, 'deploy/secrets/api.env').includes(SECRET));
      for (const tracked of [...Object.keys(files), '.gitignore']) assert.ok(!read(top, tracked).includes(SECRET), tracked);
    });

    it('changes nothing where its file is there already', async () => {
      const top = tree({ ...files, 'secrets/api.env': 'OTHER=1\n', '.gitignore': 'secrets\n' });
      const { code, stderr } = await run(top, [...argv, 'compose.yaml'], { rules });
      assert.equal(code, 2);
      assert.match(stderr, /^seaworthy: secrets\/api\.env is left as it was: it exists by now\.\n/);
      assert.deepEqual([read(top, 'compose.yaml'), read(top, 'secrets/api.env')], [files['compose.yaml'], 'OTHER=1\n']);
    });
  });

  describe('writing', () => {
    const table: readonly [name: string, disk: string | Uint8Array, before: string | undefined, why: RegExp][] = [
      ['a file that changed meanwhile', 'new', 'old', /changed meanwhile/],
      ['a file that exists by now', 'new', undefined, /exists by now/],
      ['a file that is no UTF-8', new Uint8Array([0x61, 0xff]), 'a\ufffd', /not valid UTF-8/],
    ];
    for (const [name, disk, before, why] of table) {
      it(`refuses ${name}`, () => {
        const file = path.join(tree({ f: disk }), 'f');
        assert.throws(() => replaceFile(file, before, 'text'), why);
        assert.deepEqual(readFileSync(file), Buffer.from(disk as string));
      });
    }

    it('writes through a symbolic link', () => {
      const top = tree({ real: 'old' });
      symlinkSync('real', path.join(top, 'link'));
      replaceFile(path.join(top, 'link'), 'old', 'new');
      assert.equal(read(top, 'real'), 'new');
      assert.ok(lstatSync(path.join(top, 'link')).isSymbolicLink());
    });

    it('writes all files of a group or none', () => {
      const top = tree({ a: 'old', b: 'changed' });
      const replacements = [
        { file: path.join(top, 'a'), before: 'old', text: 'new' },
        { file: path.join(top, 'c/d/new'), before: undefined, text: 'new' },
        { file: path.join(top, 'b'), before: 'old', text: 'new' },
      ];
      assert.equal(replaceFiles(replacements)?.index, 2);
      assert.deepEqual([read(top, 'a'), read(top, 'b'), readdirSync(top).sort()], ['old', 'changed', ['.git', 'a', 'b']]);
      writeFileSync(path.join(top, 'b'), 'old');
      assert.equal(replaceFiles(replacements), undefined);
      assert.deepEqual([read(top, 'a'), read(top, 'b'), read(top, 'c/d/new')], ['new', 'new', 'new']);
    });

    it('takes back what was put when another cannot be', () => {
      const top = tree({ a: 'old' });
      // The second replaces what the first is about to make.
      const twice = [
        { file: path.join(top, 'a'), before: 'old', text: 'new' },
        { file: path.join(top, 'n/b'), before: undefined, text: 'one' },
        { file: path.join(top, 'n/b'), before: undefined, text: 'two' },
      ];
      assert.equal(replaceFiles(twice)?.index, 2);
      assert.deepEqual([read(top, 'a'), readdirSync(top).sort()], ['old', ['.git', 'a']]);
    });

    it('leaves one file as it was and writes the others', async () => {
      const top = tree({
        'a.compose.yaml': Buffer.concat([Buffer.from(`#`), Buffer.from([0xff]), Buffer.from(`\n${BAD}`)]),
        'compose.yaml': BAD,
      });
      const { code, stderr } = await run(top, ['fix']);
      assert.equal(code, 2);
      assert.equal(stderr, 'seaworthy: a.compose.yaml is left as it was: it is not valid UTF-8.\n');
      assert.equal(read(top, 'compose.yaml'), MEDIUM);
      writeFileSync(path.join(top, 'compose.yaml'), '');
    });
  });
});
