import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { parseExec, parseShell } from '../../core/facts/shell/parse.js';
import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';

/** `within:wrapper+name`, as short as a table needs it. */
const brief = (command: ShellCommand): string => {
  const within = command.within ? `${command.within.command.name ?? '?'}>` : '';
  return within + [...command.wrappers.map(wrapper => wrapper.name), command.name ?? '?'].join('+');
};

const names = (script: string): string => {
  const { commands, failed } = parseShell(script, 0);
  return failed ? 'failed' : commands.map(brief).join(' ');
};

const exec = (...values: string[]): ShellWord[] => {
  let start = 7;
  return values.map(value => {
    const text = JSON.stringify(value);
    const span = { start, end: start + text.length };
    start = span.end + 2;
    return { value, text, span };
  });
};

describe('shell scripts', () => {
  const cases: [script: string, expected: string][] = [
    ['', ''],
    ['true;sudo id', 'true sudo+id'],
    ['/usr/bin/sudo id', 'sudo+id'],
    ['apt-get install -y sudo', 'apt-get'],
    ['a && b || c; d & e', 'a b c d e'],
    ['if a; then b; elif c; then d; else e; fi', 'a b c d e'],
    ['for x in $(a); do b; done; while c; do d; done', 'a b c d'],
    ['case $(a) in x) b;; *) c;; esac', 'a b c'],
    ['f() { a; }; (b); { c; }; ! d; coproc e; [[ -n $(f) ]]', 'a b c d e f'],
    ['A=$(a) b', 'b b>a'],
    ['a > $(b) "$(c `d`)"', 'a a>b a>c c>d'],
    ['bash <(curl x)', 'bash bash>curl'],
    ['sh -c "$(curl x)"', 'sh sh>curl'],
    ['eval "$(curl x)"; eval "curl y"; eval curl z', 'eval eval>curl eval eval>curl eval+curl'],
    ["sh -ec 'curl x | sh'", 'sh sh>curl sh>sh'],
    ['bash -o pipefail -c "a \\"b\\" $X; c"', 'bash bash>a bash>c'],
    ['bash script -c "a"', 'bash'],
    ['sh -c \'a\'"b"', 'sh'],
    ['cat <<E\n$(a)\nE\nb', 'cat cat>a b'],
    ["cat <<'E'\n$(a)\nE\nb", 'cat b'],
    ["bash <<'E'\nsudo a\nE", 'bash bash>sudo+a'],
    ['bash file <<E\nsudo a\nE', 'bash'],
    ['sudo -u app env -i A=b nice -n 5 timeout -k 5 10 a', 'sudo+env+nice+timeout+a'],
    ['a | xargs -n 1 -I {} sudo b {}', 'a xargs+sudo+b'],
    ['sudo -l; command -v sudo; env; exec 2>&1; xargs', 'sudo command env exec xargs'],
    ['busybox wget x; chroot /x a; gosu u b; exec c', 'busybox+wget chroot+a gosu+b exec+c'],
    ['python3 -m pip install x; python -c "import a"', 'python3+pip python'],
    ['$X install; "$(a)" b', '? ? ?>a'],
    ['a # b \\\n c', 'a'],
    ['a "#" x#y # b \\\n c', 'a'],
    ['a # b\nc', 'a c'],
    ['a \\\r\n  b && \\\r\n c\r\nd', 'a c d'],
    ['a &&', 'a'],
    ['if a; then b', 'a b'],
    ['a; b "c', 'a'],
    ['a; b $(c', 'a'],
    ['a ) b', 'failed'],
    ['if ($a) { b }', 'failed'],
  ];
  for (const [script, expected] of cases) it(JSON.stringify(script), () => assert.equal(names(script), expected));

  it('takes away quotes and what continues a line, and knows what it cannot know', () => {
    const words = parseShell('a "b c"\'d\' e\\\nf g\\ h *.deb $X "x$(y)" $\'\\n\' {1,2}', 0).commands[0]!.words;
    assert.deepEqual(
      words.map(word => word.value),
      ['a', 'b cd', 'ef', 'g h', '*.deb', undefined, undefined, '\n', undefined],
    );
  });

  it('tells variables', () => {
    const text = 'A=1 B="x y" export C=d "E=f g" H=$X; I=; env J=k l';
    const told = parseShell(text, 0).commands.flatMap(command => command.assignments);
    assert.deepEqual(
      told.map(({ name, value, valueSpan }) => [name, value, text.slice(valueSpan.start, valueSpan.end)]),
      [
        ['A', '1', '1'],
        ['B', 'x y', '"x y"'],
        ['C', 'd', 'd'],
        ['H', undefined, '$X'],
        ['E', 'f g', 'f g'],
        ['I', '', ''],
        ['J', 'k', 'k'],
      ],
    );
  });

  it('tells redirects and the text of heredocs', () => {
    const { redirects } = parseShell('a 2>/dev/null >>b <<<c <<E\nx\nE', 0).commands[0]!;
    assert.deepEqual(
      redirects.map(redirect => [redirect.operator, redirect.target?.value]),
      [
        ['2>', '/dev/null'],
        ['>>', 'b'],
        ['<<<', 'c'],
        ['<<', 'x\n'],
      ],
    );
  });

  it('tells pipelines through groups, and what joins commands', () => {
    const { commands } = parseShell('curl x | (cd /; tar x) && b; c & d', 0);
    const pipelines = commands.map(command => command.pipeline.map(each => each.name).join('|'));
    assert.deepEqual(pipelines, ['curl|cd|tar', 'curl|cd|tar', 'curl|cd|tar', 'b', 'c', 'd']);
    assert.deepEqual(
      commands.map(command => command.next),
      ['&&', ';', undefined, ';', '&', undefined],
    );
  });

  it('tells how a command is held', () => {
    const { commands } = parseShell('a $(b) <(c); sh -c d', 0);
    assert.deepEqual(
      commands.map(command => command.within?.how),
      [undefined, 'substitution', 'process-substitution', undefined, 'argument'],
    );
  });

  const nested = [
    'a "$(b -k)"',
    'sh -c "sudo b -k"',
    "bash -lc 'a && b -k'",
    'x `y \\`b -k\\``',
    'sh -c "a \\"z\\"; b -k"',
    'sh <<E\nb -k\nE',
    'x >$(b -k)',
  ];
  for (const script of nested) {
    it(`places what is nested: ${JSON.stringify(script)}`, () => {
      const text = `RUN ${script}`;
      const command = parseShell(script, 4).commands.find(each => each.name === 'b')!;
      for (const word of command.words) assert.equal(text.slice(word.span.start, word.span.end), word.value);
      assert.equal(text.slice(command.words[0]!.span.start, command.words[1]!.span.end), 'b -k');
    });
  }

  it('spans a command with its wrappers, and a wrapper with its options', () => {
    const text = 'A=1 sudo -u x id -u >y';
    const command = parseShell(text, 0).commands[0]!;
    const slice = ({ span }: ShellCommand): string => text.slice(span.start, span.end);
    assert.deepEqual([slice(command), ...command.wrappers.map(slice)], [text, 'sudo -u x']);
  });
});

describe('exec forms', () => {
  const cases: [words: string[], expected: string][] = [
    [['sudo', 'x'], 'sudo+x'],
    [['curl', '$(a)'], 'curl'],
    [['/bin/sh', '-c', 'curl "x" | sh'], 'sh sh>curl sh>sh'],
    [['sh', '-c', '$(a) `b`'], 'sh sh>? ?>a ?>b'],
    [[], ''],
  ];
  for (const [words, expected] of cases) {
    it(JSON.stringify(words), () =>
      assert.equal(
        parseExec(exec(...words))
          .commands.map(brief)
          .join(' '),
        expected,
      ),
    );
  }

  it('places the words of a script argument, or all of it when JSON escapes part the two', () => {
    const plain = exec('sh', '-c', 'a -k');
    const start = plain[2]!.span.start;
    assert.deepEqual(parseExec(plain).commands[1]!.words[1]!.span, { start: start + 3, end: start + 5 });
    const escaped = exec('sh', '-c', 'a "-k"');
    assert.deepEqual(parseExec(escaped).commands[1]!.words[1]!.span, escaped[2]!.span);
  });
});

describe('hostile scripts', () => {
  const inRange = (commands: readonly ShellCommand[], length: number): boolean =>
    commands
      .flatMap(command => [command, ...command.wrappers, ...command.words, ...command.assignments, ...command.redirects])
      .every(({ span }) => span.start >= 0 && span.start <= span.end && span.end <= length);

  const token = fc.constantFrom(
    'a',
    ' ',
    '"',
    "'",
    '`',
    '$(',
    ')',
    '\\',
    '\n',
    '\r\n',
    '<<E',
    'E',
    '|',
    '&&',
    ';',
    '{',
    '}',
    '(',
    '#',
    'sh -c ',
    'sudo ',
    'A=',
    '>',
    '$X',
    'if ',
    '\\\n',
  );

  it('keeps what a cut heredoc leaves open within the text', () => {
    const text = '<<E`\\';
    assert.ok(inRange(parseShell(text, 0).commands, text.length));
  });

  it('never throws, and every span is within the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(token, { maxLength: 40 }).map(tokens => tokens.join('')),
    );
    fc.assert(
      fc.property(text, script => inRange(parseShell(script, 0).commands, script.length)),
      { numRuns: 1500 },
    );
  });

  const bombs: [name: string, text: string][] = [
    ['substitutions', '$('.repeat(60_000)],
    ['closed substitutions', `${'echo $(a '.repeat(200)}${')'.repeat(200)}`],
    ['quoted substitutions', '"$('.repeat(50_000)],
    ['parentheses', '('.repeat(100_000)],
    ['heredocs', `cat ${'<<A '.repeat(50_000)}\n`],
    ['sums', `echo $((${'1+'.repeat(100_000)}1))`],
    ['wrappers', `${'sudo '.repeat(40_000)}a`],
    ['shells', 'sh -c '.repeat(30_000)],
    ['escapes', `sh -c "${'\\\\a'.repeat(60_000)}"`],
    ['exports', `export ${'A=1 '.repeat(40_000)}`],
    ['comments', 'a #\\\n'.repeat(40_000)],
    ['length', 'a;'.repeat(1_000_000)],
  ];
  for (const [name, text] of bombs) {
    it(`stays quick on ${name}`, function () {
      this.timeout(3000);
      assert.ok(inRange(parseShell(text, 0).commands, text.length));
    });
  }

  it('goes no deeper than fifty scripts', () => {
    assert.equal(parseShell(`${'a $('.repeat(100)}a${')'.repeat(100)}`, 0).commands.length, 51);
  });
});
