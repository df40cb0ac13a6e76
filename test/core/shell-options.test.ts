import { strict as assert } from 'node:assert';
import { parseExec, parseShell } from '../../core/facts/shell/parse.js';
import { toolName, toolOptions } from '../../core/facts/shell/tools/index.js';
import type { Span } from '../../core/text.js';
import { applyEdits } from '../../core/text.js';

const read = (script: string) => toolOptions(parseShell(script, 0).commands[0]!)!;
const without = (script: string, spans: readonly Span[] | undefined): string | undefined =>
  spans &&
  applyEdits(
    script,
    spans.map(span => ({ span, text: '' })),
  );

describe('options', () => {
  const has: [script: string, option: string, expected: boolean][] = [
    ['curl -fsSLk x', '--insecure', true],
    ['curl -fsSLk x', '-k', true],
    ['curl --insecure x', '-k', true],
    ['curl x -k', '--insecure', true],
    ['curl -o k3d url', '--insecure', false],
    ['curl -ok url', '--insecure', false],
    ['curl -H "-k" url', '--insecure', false],
    ['curl -H -k url', '--insecure', false],
    ['curl -fso -k url', '--insecure', false],
    ['curl -- -k', '--insecure', false],
    ['curl --insec x', '--insecure', false],
    ['curl -fk$X', '--insecure', true],
    ['curl $X', '--insecure', false],
    ['curl --insecure$X', '--insecure', false],
    ['wget -nv -O- x', '-O', true],
    ['wget -nv x', '--no-verbose', true],
    ['wget -nv x', '--verbose', false],
    ['set -euo pipefail', '-o', true],
    ['set +o pipefail', '-o', false],
    ['docker run image --privileged', '--privileged', false],
    ['docker run --privileged image', '--privileged', true],
    ['go get -insecure x', '-insecure', true],
    ['tar xzf a.tgz', '--extract', true],
    ['sed -i.bak x', '-i', true],
    ['dnf5 --nogpgcheck install a', '--nogpgcheck', true],
    ['git clone -c http.sslVerify=false x', '-c', true],
  ];
  for (const [script, option, expected] of has)
    it(`${script}: ${option} ${expected}`, () => assert.equal(read(script).has(option), expected));

  const values: [script: string, option: string, expected: (string | undefined)[]][] = [
    ['apt-get -o A=b install -o=C -o "D=e f" x', '-o', ['A=b', '=C', 'D=e f']],
    ['curl --user=a:b -uc:d -u e x', '-u', ['a:b', 'c:d', 'e']],
    ['curl --user="a b" x', '--user', ['a b']],
    ['curl --user=$X -u$Y x', '--user', [undefined, undefined]],
    ['chmod --reference=a b', '--reference', ['a']],
    ['tar xfC a b', '-C', ['b']],
    ['git -c a=b clone -b v1 x', '--branch', ['v1']],
    ['git -c a=b clone -c c=d x', '-c', ['a=b', 'c=d']],
    ['curl -o', '-o', []],
  ];
  for (const [script, option, expected] of values) {
    it(`${script}: values of ${option}`, () =>
      assert.deepEqual(
        read(script)
          .values(option)
          .map(word => word.value),
        expected,
      ));
  }

  const operands: [script: string, subcommand: string | undefined, expected: string[]][] = [
    ['apt-get -y -o A=b install --no-install-recommends a b', 'install', ['a', 'b']],
    ['apk --no-cache add -t .deps a', 'add', ['a']],
    ['npm config set strict-ssl false', 'config set', ['strict-ssl', 'false']],
    ['uv pip install -r r.txt a', 'pip install', ['a']],
    ['python3 -m pip --proxy x install a', 'install', ['a']],
    ['docker -H tcp://x run -e A=b image ls -l', 'run', ['image', 'ls', '-l']],
    ['apt-get $X install', undefined, ['$X', 'install']],
    ['useradd -r -u 0 app', undefined, ['app']],
    ['zypper --no-gpg-checks in -y a', 'in', ['a']],
    ['npm', undefined, []],
  ];
  for (const [script, subcommand, expected] of operands) {
    it(`${script}: operands`, () => {
      const options = read(script);
      assert.deepEqual([options.subcommand, options.operands.map(word => word.text)], [subcommand, expected]);
    });
  }

  const removals: [script: string, option: string, expected: string | undefined][] = [
    ['curl -k x', '-k', 'curl x'],
    ['curl -fsSLk x', '-k', 'curl -fsSL x'],
    ['curl -kfs x -k', '-k', 'curl -fs x'],
    ['curl -kk x', '-k', 'curl x'],
    ['curl "-fk" x', '-k', 'curl "-f" x'],
    ['curl -f"k" x', '-k', undefined],
    ['curl \\\n  --insecure \\\n  x', '-k', 'curl \\\n  x'],
    ['curl 2>/dev/null -k x', '-k', 'curl 2>/dev/null x'],
    ['curl -u a:b x', '-u', 'curl x'],
    ['curl -ua:b x', '-u', 'curl x'],
    ['curl --user=a:b x', '-u', 'curl x'],
    ['curl -fu a:b x', '-u', 'curl -f x'],
    ['curl -fua:b x', '-u', 'curl -f x'],
    ['sudo curl -k x', '-k', 'sudo curl x'],
    ['curl x', '-k', undefined],
  ];
  for (const [script, option, expected] of removals) {
    it(`${script} without ${option}`, () => assert.equal(without(script, read(script).removal(option)), expected));
  }

  it('takes an option out of a nested script and an exec form', () => {
    const script = 'sh -c "a; curl -sk x"';
    const nested = toolOptions(parseShell(script, 0).commands.at(-1)!)!;
    assert.equal(without(script, nested.removal('-k')), 'sh -c "a; curl -s x"');
    const text = '["curl", "-k", "-sk"]';
    const words = [...text.matchAll(/"[^"]*"/g)].map(match => ({
      value: match[0].slice(1, -1),
      text: match[0],
      span: { start: match.index, end: match.index + match[0].length },
    }));
    assert.equal(without(text, toolOptions(parseExec(words).commands[0]!)!.removal('-k')), '["curl", "-s"]');
  });

  it('takes nothing out of what JSON escapes', () => {
    const argument = { value: 'curl -k "x"', text: '"curl -k \\"x\\""', span: { start: 10, end: 25 } };
    const words = ['sh', '-c'].map((value, i) => ({ value, text: `"${value}"`, span: { start: i * 5, end: i * 5 + 4 } }));
    const options = toolOptions(parseExec([...words, argument]).commands[1]!)!;
    assert.equal(options.has('--insecure'), true);
    assert.equal(options.removal('--insecure'), undefined);
  });

  it('points to the letter', () => {
    const use = read('curl -fsSLk x').of('-k')[0]!;
    assert.deepEqual(
      [use.word.span, use.letterSpan],
      [
        { start: 5, end: 11 },
        { start: 10, end: 11 },
      ],
    );
    assert.deepEqual(read('apt-get -y install a').subcommandSpan, { start: 11, end: 18 });
  });

  it('knows tools by their versions, and no others', () => {
    const known = (script: string): string | undefined => toolName(parseShell(script, 0).commands[0]!);
    assert.deepEqual(['pip3.11', 'python3', 'dnf5', 'sha256sum', 'foo', '$X'].map(known), [
      'pip',
      'python',
      'dnf',
      'sha256sum',
      undefined,
      undefined,
    ]);
  });
});
