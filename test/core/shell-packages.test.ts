import { strict as assert } from 'node:assert';
import { parseShell } from '../../core/facts/shell/parse.js';
import { downloadOf, verifies } from '../../core/facts/shell/tools/downloads.js';
import { readMode } from '../../core/facts/shell/tools/modes.js';
import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import { linesOf, writesOf } from '../../core/facts/shell/tools/writes.js';

const commands = (text: string) => parseShell(text, 0).commands;

describe('package commands', () => {
  const cases: readonly (readonly [line: string, does: string | undefined, packages: string])[] = [
    ['apt-get install -y -t sid curl git=1:2.39 vim/sid libc6:i386 g++ ./x.deb $MORE', 'install', 'curl git=1:2.39 vim/sid libc6 g++'],
    ['apt -qq update', 'refresh', ''],
    ['aptitude full-upgrade', 'release', ''],
    ['apk add --no-cache -X https://e.example/r --virtual .deps "curl~8" nginx@edge b', 'install', 'curl~8 nginx@edge b'],
    ['dnf -y install gcc.x86_64 java-17-openjdk bash-5.1.8-9.el9 @dev ./x.rpm', 'install', 'gcc java-17-openjdk bash-5.1.8-9.el9'],
    ['zypper -n in --no-recommends vim', 'install', 'vim'],
    ['python3 -m pip install -r r.txt -t d "flask[async]==3" a . ./b git+https://e.example/x', 'install', 'flask[async]==3 a'],
    ['npm i -g @a/b c@1 ./d github:e/f', 'install', '@a/b c@1'],
    ['go install example.com/cmd/a@latest ./...', 'install', 'example.com/cmd/a@latest'],
    ['gem install rake:13 bundler', 'install', 'rake:13 bundler'],
    ['npm run install', 'other', ''],
    ['echo apt-get install', undefined, ''],
  ];
  for (const [line, does, packages] of cases) {
    it(line, () => {
      const found = packageCommand(commands(line)[0]!);
      assert.equal(found?.does, does);
      assert.equal(found?.packages.map(({ name, version }) => name + version).join(' ') ?? '', packages);
    });
  }
});

describe('written files', () => {
  const cases: readonly (readonly [script: string, path: string | undefined, lines: readonly string[]])[] = [
    ['echo "a=1" >> /etc/x', '/etc/x', ['a=1']],
    ['echo -e "a\\nb" > x', 'x', ['a', 'b']],
    ['printf "%s" a | sudo tee -a /etc/x', '/etc/x', ['%s a']],
    ['cat <<E > /x\na\n  b\nE\n', '/x', ['a', 'b']],
    ['sed -i "s/a=0/a=1/;s|b|c|" /x', '/x', ['a=1', 'c']],
    ['echo $A > "$X"', undefined, ['$A']],
  ];
  for (const [script, path, lines] of cases) {
    it(script, () => {
      const writes = commands(script).flatMap(writesOf);
      assert.equal(writes[0]!.path, path);
      assert.deepEqual(
        writes.flatMap(linesOf).map(({ text }) => text),
        lines,
      );
    });
  }
  for (const script of ['echo a', 'cat x > y', 'sed s/a/b/ x', 'echo a 2> x']) {
    it(`${script} writes nothing known`, () => assert.deepEqual(commands(script).flatMap(writesOf), []));
  }
  it('tells where a line stands', () => {
    const script = "echo 'a\nb' > x";
    const spans = linesOf(writesOf(commands(script)[0]!)[0]!).map(({ span }) => script.slice(span.start, span.end));
    assert.deepEqual(spans, ['a', 'b']);
  });
});

describe('file modes', () => {
  const cases: readonly (readonly [mode: string, grants: string | undefined])[] = [
    ['755', ''],
    ['0777', 'writable'],
    ['1777', ''],
    ['4755', 'setuid'],
    ['06755', 'setuid setgid'],
    ['u+s', 'setuid'],
    ['+s', 'setuid setgid'],
    ['g=rwxs,o-w', 'setgid'],
    ['a-s', ''],
    ['+w', ''],
    ['u+x,o+w', 'writable'],
    ['a+rwX', 'writable'],
    ['file', undefined],
    ['99', undefined],
  ];
  for (const [text, grants] of cases) {
    it(`${text} is ${grants === undefined ? 'none' : grants || 'ordinary'}`, () => {
      const mode = readMode(text);
      const words = mode && [mode.setuid && 'setuid', mode.setgid && 'setgid', mode.worldWritable && 'writable'].filter(Boolean).join(' ');
      assert.equal(words, grants);
    });
  }
});

describe('downloads', () => {
  const cases: readonly (readonly [line: string, urls: readonly string[], file: string | undefined])[] = [
    ['curl -fsSLo a.tgz "https://e.example/$V/a.tgz"', ['https://e.example/$V/a.tgz'], 'a.tgz'],
    ['curl -O https://e.example/x/b.deb?c=1', ['https://e.example/x/b.deb?c=1'], 'b.deb'],
    ['curl https://e.example/a > c', ['https://e.example/a'], 'c'],
    ['curl https://e.example/a', ['https://e.example/a'], undefined],
    ['wget https://e.example/a/d.zip', ['https://e.example/a/d.zip'], 'd.zip'],
    ['wget -qO- https://e.example/a', ['https://e.example/a'], undefined],
    ['curl --proxy http://p.example -d http://q.example https://e.example/a', ['https://e.example/a'], undefined],
  ];
  for (const [line, urls, file] of cases) {
    it(line, () => {
      const download = downloadOf(commands(line)[0]!);
      assert.deepEqual(
        download?.addresses.map(({ url }) => url),
        urls,
      );
      assert.equal(download?.file, file);
    });
  }
  for (const line of ['sha256sum -c x', 'gpg --verify a b', 'cosign verify x', 'openssl dgst -sha256 x']) {
    it(`${line} verifies`, () => assert.ok(verifies(commands(line)[0]!)));
  }
  for (const line of ['gpg --dearmor', 'cosign sign x', 'openssl rand 8', 'echo sha256sum']) {
    it(`${line} does not verify`, () => assert.ok(!verifies(commands(line)[0]!)));
  }
});
