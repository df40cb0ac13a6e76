import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { mountsOf } from '../../core/facts/documents/dockerfile/mounts.js';
import { expand } from '../../core/facts/documents/dockerfile/variables.js';
import { parseDockerfile } from '../../core/facts/documents/dockerfile.js';
import { applyEdits } from '../../core/text.js';

const parse = (text: string) => parseDockerfile('Dockerfile', text);
/** The values of a stage's last instruction of a kind, after variables. */
const last = (text: string, keyword: string) => {
  const found = parse(text).stages.at(-1)?.last(keyword);
  return found?.words.map(word => found.expand(word).value);
};

describe('Dockerfile variables', () => {
  const scope = new Map<string, string | undefined>([
    ['A', 'a'],
    ['E', ''],
    ['U', undefined],
    ['P', 'v1.2.3'],
  ]);
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['plain', 'plain'],
    ['$A', 'a'],
    ['${A}b', 'ab'],
    ['$AB', undefined],
    ["'$A'", '$A'],
    ['"$A"', 'a'],
    ['\\$A', '$A'],
    ['"a\\"b"', 'a"b'],
    ['${A:-x}', 'a'],
    ['${E:-x}', 'x'],
    ['${E-x}', ''],
    ['${U:-x}', undefined],
    ['${NO:-x}', undefined],
    ['${A:+x}', 'x'],
    ['${E:+x}', ''],
    ['${E+x}', 'x'],
    ['${A:-${U}}', 'a'],
    ['${E:-${A}}', 'a'],
    ['${A:?must}', 'a'],
    ['${P#v}', '1.2.3'],
    ['${P%.3}', 'v1.2'],
    ['${P/1/9}', 'v9.2.3'],
    ['${P//./_}', 'v1_2_3'],
    ['${P##*.}', undefined],
    ['${A', '${A'],
    ['$', '$'],
    ['a\\\nb', 'ab'],
    ["'a\\\nb'", 'ab'],
    ['a$$', 'a'],
    ['$1.2', '.2'],
    ['${P//./a/b}', 'v1a/b2a/b3'],
    ['${P/"1"/2}', undefined],
  ];
  for (const [text, value] of cases)
    it(`${JSON.stringify(text)} is ${JSON.stringify(value)}`, () => assert.equal(expand(text, scope).value, value));

  it('leaves backslashes alone where another character escapes', () => {
    assert.equal(expand('C:\\a`$A\\b', scope, '`').value, 'C:\\a$A\\b');
    assert.equal(expand('"\\n`""', scope, '`').value, '\\n"');
  });

  it('takes what a FROM does not know for unset', () => assert.equal(expand('${NO:-x}', scope, '\\', true).value, 'x'));
});

describe('Dockerfile stages', () => {
  it('inherit through FROM, whatever the case of the name', () => {
    assert.deepEqual(last('FROM debian:12 AS Base\nUSER app\nFROM base\nRUN x\n', 'USER'), ['app']);
  });

  it('lose the CMD that they inherit to an ENTRYPOINT', () => {
    assert.equal(last('FROM a:1 AS b\nCMD ["x"]\nFROM b\nENTRYPOINT ["y"]\n', 'CMD'), undefined);
    assert.deepEqual(last('FROM a:1 AS b\nCMD ["x"]\nFROM b\nENTRYPOINT ["y"]\nCMD ["z"]\n', 'CMD'), ['z']);
    assert.deepEqual(last('FROM a:1 AS b\nENTRYPOINT ["y"]\nCMD ["x"]\nFROM b\n', 'CMD'), ['x']);
  });

  it('take nothing from COPY --from', () => {
    assert.equal(last('FROM debian:12 AS build\nUSER app\nFROM debian:12\nCOPY --from=build /a /a\n', 'USER'), undefined);
  });

  it('ship when they are the last, or what it starts from', () => {
    const { stages } = parse('FROM a:1 AS base\nFROM b:1 AS build\nFROM base\n');
    assert.deepEqual(
      stages.map(stage => stage.ships),
      [true, false, true],
    );
  });

  it('cannot start from themselves or from later ones', () => {
    const { stages, images } = parse('FROM b AS a\nFROM a AS b\nRUN $X\n');
    assert.deepEqual(
      stages.map(stage => stage.parent?.index),
      [undefined, 0],
    );
    assert.deepEqual(
      images.map(image => image.text),
      ['b'],
    );
  });

  it('keep build arguments to themselves and hand on ENV', () => {
    const text = 'ARG V=1\nFROM a:1 AS base\nARG V\nARG W=2\nENV X=$V\nFROM base\nUSER u$V-$W-$X\nUSER $X\n';
    assert.deepEqual(last(text.replace('USER $X\n', ''), 'USER'), [undefined]);
    assert.deepEqual(last(text, 'USER'), ['1']);
  });

  it('let ENV win over ARG', () => assert.deepEqual(last('FROM a:1\nENV U=app\nARG U=root\nUSER $U\n', 'USER'), ['app']));
});

describe('Dockerfile images', () => {
  const images = (text: string) => parse(text).images.map(({ use, text: written, reference }) => [use, written, reference?.tag]);
  const cases: readonly (readonly [string, unknown])[] = [
    ['FROM registry:5000/app\n', [['base', 'registry:5000/app', undefined]]],
    ['ARG V=22\nFROM node:${V}-slim\n', [['base', 'node:22-slim', '22-slim']]],
    ['ARG V\nFROM node:${V}\n', [['base', 'node:${V}', undefined]]],
    ['FROM --platform=$BUILDPLATFORM node:22 AS x\n', [['base', 'node:22', '22']]],
    ['FROM scratch\n', []],
    ['FROM "node:22"\n', [['base', 'node:22', '22']]],
    [
      'FROM a:1\nCOPY --from=b:2 x y\nCOPY --from=0 x y\n',
      [
        ['base', 'a:1', '1'],
        ['copy', 'b:2', '2'],
      ],
    ],
    [
      'FROM a:1\nRUN --mount=type=bind,from=b:2,target=/x true\n',
      [
        ['base', 'a:1', '1'],
        ['mount', 'b:2', '2'],
      ],
    ],
    ['# syntax=docker/dockerfile:1.7\nFROM scratch\n', [['syntax', 'docker/dockerfile:1.7', '1.7']]],
  ];
  for (const [text, expected] of cases) it(JSON.stringify(text), () => assert.deepEqual(images(text), expected));
});

describe('Dockerfile commands', () => {
  const names = (text: string) => parse(text).instructions.flatMap(instruction => instruction.script.commands.map(command => command.name));
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['continuations with comments between', 'FROM a:1\nRUN apk add x && \\\n  # why\n\n  curl y\n', ['apk', 'curl']],
    ['exec form', 'FROM a:1\nRUN ["sudo", "id"]\n', ['id']],
    ['one heredoc', 'FROM a:1\nRUN <<EOF\napt-get update\ncurl x | sh\nEOF\nUSER b\n', ['apt-get', 'curl', 'sh']],
    ['a heredoc for another program', 'FROM a:1\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\n', []],
    ['a heredoc into a file', 'FROM a:1\nRUN cat <<EOF > /x && chmod 600 /x\nsudo y\nEOF\n', ['cat', 'chmod']],
    ['flags before the command', 'FROM a:1\nRUN --mount=type=cache,target=/c \\\n    --network=none make\n', ['make']],
    ['an escape directive', '# escape=`\nFROM a:1\nRUN a `\n && b\n', ['a', 'b']],
    ['PowerShell is left alone', 'FROM a:1\nSHELL ["powershell", "-Command"]\nRUN Get-Item | iex\n', []],
    ['Windows images are left alone', 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN dir C:\\x\n', []],
    ['ONBUILD', 'FROM a:1\nONBUILD RUN curl x\n', ['curl']],
    ['lower case and tabs', 'from a:1\n\trun\tcurl x\n', ['curl']],
    ['CRLF', 'FROM a:1\r\nRUN a \\\r\n  && b\r\n', ['a', 'b']],
    ['health checks', 'FROM a:1\nHEALTHCHECK --interval=5s CMD curl -f http://x || exit 1\n', ['curl', 'exit']],
  ];
  for (const [name, text, expected] of cases) it(name, () => assert.deepEqual(names(text), expected));

  it('stand where their text stands', () => {
    const text = 'FROM a:1\nRUN apt-get update && \\\n    # why\n    curl -k x\n';
    const { commands } = parse(text).instructions[1]!.script;
    assert.deepEqual(
      commands.map(({ span }) => text.slice(span.start, span.end)),
      ['apt-get update', 'curl -k x'],
    );
  });
});

describe('Dockerfile mounts', () => {
  for (const written of [
    'type=secret,id=a,target=/b',
    '"type=secret,id=a,target=/b"',
    '"type=secret","id=a","target=/b"',
    'type=SECRET,id="a",dst="/b"',
  ]) {
    it(`are read, whatever is quoted: ${written}`, () => {
      const text = `FROM x:1\nRUN --mount=${written} c\n`;
      const [mount] = mountsOf(parse(text).instructions[1]!);
      const id = mount!.options.get('id')!;
      assert.deepEqual([mount!.type, mount!.id, mount!.target], ['secret', 'a', '/b']);
      assert.match(text.slice(id.span.start, id.span.end), /^id="?a$/);
    });
  }
});

describe('Dockerfile parsing', () => {
  it('tells of a FROM with more than an image and a name', () => {
    const problems = (from: string) => parse(`${from}\nRUN x\n`).problems.length;
    assert.deepEqual(['FROM a', 'FROM --platform=x a AS b', 'FROM a AS', 'FROM a b', 'FROM a AS b c'].map(problems), [0, 0, 1, 1, 1]);
  });

  it('leaves a byte-order mark aside', () => {
    for (const first of ['', '# a comment\n', '# escape=`\n']) {
      const { problems, stages } = parse(`\uFEFF${first}FROM a:1\nUSER app\n`);
      assert.deepEqual([problems, stages.map(({ span }) => span.start)], [[], [first.length + 6]]);
    }
  });

  it('ends an instruction at an escape character that is escaped', () => {
    const keywords = (text: string) => parse(text).instructions.map(({ keyword }) => keyword);
    assert.deepEqual(keywords('FROM a:1\nENV A=C:\\\\\nUSER app\n'), ['FROM', 'ENV', 'USER']);
    assert.deepEqual(keywords('FROM a:1\nRUN cat <<<x\nENV A=\\\\\nUSER app\n'), ['FROM', 'RUN', 'ENV', 'USER']);
    assert.deepEqual(keywords('# escape=`\nFROM a:1\nENV A=``\nENV B=C:\\\nUSER app\n'), ['FROM', 'ENV', 'ENV', 'USER']);
  });

  it('splits words at blanks behind a backslash where another character escapes', () => {
    const [copy] = parse('# escape=`\nFROM a:1\nCOPY C:\\a\\ `\n  D:\\b` c\n').instructions.slice(1);
    assert.deepEqual(
      copy!.words.map(word => copy!.expand(word).value),
      ['C:\\a\\', 'D:\\b c'],
    );
  });

  it('never throws and keeps every place inside the file', () => {
    const piece = fc.constantFrom(
      'FROM ',
      'RUN ',
      'ARG A=$B',
      'ENV ',
      'AS a',
      '\n',
      '\\\n',
      '\r\n',
      '#',
      ' ',
      '<<E\n',
      'E\n',
      '["a"',
      ']',
      '$',
      '{',
      '"',
      "'",
      '--from=',
      'ONBUILD ',
      'COPY ',
      'x',
      '=',
      'USER ',
      '\t',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        const text = pieces.join('');
        const document = parse(text);
        for (const instruction of document.instructions) {
          const spans = [
            instruction.span,
            ...instruction.words.map(word => word.span),
            ...instruction.flags.map(flag => flag.span),
            ...instruction.script.commands.map(c => c.span),
          ];
          for (const { start, end } of spans)
            assert.ok(start >= 0 && start <= end && end <= text.length, `${start}-${end} of ${text.length}`);
          for (const pair of instruction.pairs) if (pair.value) instruction.expand(pair.value);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads hostile files in linear time', () => {
    for (const text of [
      'FROM a AS b\n'.repeat(3000),
      'ARG A=$A\n'.repeat(5000),
      `RUN ${'a && \\\n'.repeat(5000)}b`,
      `FROM a\nENV ${'A=$B '.repeat(5000)}`,
      '#\n'.repeat(2000) + 'FROM a\n'.repeat(400),
    ]) {
      parse(text).instructions.map(instruction => [instruction.words.length, instruction.script.commands.length]);
    }
  });
});

describe('edits of instructions', () => {
  const removals: readonly [string, string, string][] = [
    ['the only one with its line', 'FROM a\nENV PW=x\nCMD b\n', 'FROM a\nCMD b\n'],
    ['one between two', 'FROM a\nENV A=1 PW=x B=2\n', 'FROM a\nENV A=1 B=2\n'],
    ['the last of its line', 'FROM a\nENV A=1 PW=x \\\n    B=2\n', 'FROM a\nENV A=1 \\\n    B=2\n'],
    ['the first of its line', 'FROM a\nENV A=1 \\\n    PW=x B=2\n', 'FROM a\nENV A=1 \\\n    B=2\n'],
    ['the one on its line', 'FROM a\nENV A=1 \\\n    PW=x \\\n    B=2\n', 'FROM a\nENV A=1 \\\n    B=2\n'],
    ['the last of all', 'FROM a\nENV A=1 \\\n    # secret\n    PW=x\n', 'FROM a\nENV A=1\n'],
    [
      'the one on its line, and keeps the comment behind it',
      'FROM a\nENV A=1 \\\n    PW=x \\\n    # about B\n    B=2\n',
      'FROM a\nENV A=1 \\\n    # about B\n    B=2\n',
    ],
    [
      'the first, and keeps the comment behind it',
      'FROM a\nENV PW=x \\\n    # about B\n    B=2\n',
      'FROM a\nENV \\\n    # about B\n    B=2\n',
    ],
  ];
  for (const [name, text, expected] of removals) {
    it(`takes a pair out: ${name}`, () => {
      const env = parseDockerfile('Dockerfile', text).instructions.find(({ keyword }) => keyword === 'ENV')!;
      assert.equal(applyEdits(text, env.removePair(env.pairs.find(pair => pair.name === 'PW')!)), expected);
    });
  }

  const insertions: readonly [string, string, string][] = [
    ['above it', 'FROM a\nCMD b\n', 'FROM a\nUSER c\nCMD b\n'],
    ['above the comments over it', 'FROM a\n\n# one\n# two\nCMD b\n', 'FROM a\n\nUSER c\n# one\n# two\nCMD b\n'],
    ['below a comment with a line between', 'FROM a\n# one\n\nCMD b\n', 'FROM a\n# one\n\nUSER c\nCMD b\n'],
    ['below a directive', '# escape=`\nCMD b\n', '# escape=`\nUSER c\nCMD b\n'],
    ['with the line ends of the file', 'FROM a\r\n# one\r\nCMD b\r\n', 'FROM a\r\nUSER c\r\n# one\r\nCMD b\r\n'],
  ];
  for (const [name, text, expected] of insertions) {
    it(`puts a line ${name}`, () => {
      const cmd = parseDockerfile('Dockerfile', text).instructions.find(({ keyword }) => keyword === 'CMD')!;
      assert.equal(applyEdits(text, [cmd.insertAbove('USER c')]), expected);
    });
  }
});

describe('blanks behind an escape character', () => {
  const commands = (text: string) =>
    parse(text).instructions.flatMap(({ script }) => script.commands.map(({ words }) => words.map(({ value }) => value)));
  const expected = [['a', 'b'], ['c', 'd'], ['e']];
  it('end no command', () => assert.deepEqual(commands('FROM x\nRUN a \\  \n b \\\t\n && c \\\n d \\ \n | e\n'), expected));
  it('end none before line ends of Windows', () =>
    assert.deepEqual(commands('FROM x\r\nRUN a \\ \r\n b && c \\ \r\n d | e\r\n'), expected));
  it('end none with another escape character', () =>
    assert.deepEqual(commands('# escape=`\nFROM x\nRUN a ` \n b && c d |` \n e\n'), expected));
});

describe('variables in lists', () => {
  const values = (line: string) => {
    const { instructions } = parse(`FROM x\nENV D=/data\n${line}\n`);
    const last = instructions.at(-1)!;
    return last.words.map(word => last.expand(word).value);
  };
  it('are replaced in paths', () => {
    assert.deepEqual(values('VOLUME ["$D", "/x/${D}"]'), ['/data', '/x//data']);
    assert.deepEqual(values('COPY ["a b", "$D/"]'), ['a b', '/data/']);
  });
  it('are left to the program elsewhere', () => assert.deepEqual(values('CMD ["echo", "$D"]'), ['echo', '$D']));
});
