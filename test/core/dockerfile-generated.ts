import fc from 'fast-check';

/** Dockerfiles made of what is hard to read: quotes, escapes, variables, continued lines, heredocs, stages that start from one another. */

const name = fc.constantFrom('A', 'B', 'V', 'TAG', 'a_b', 'A1');
const joined = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.tuple(...parts).map(texts => texts.join(''));
const either = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

const { value } = fc.letrec<{ value: string; part: string }>(tie => ({
  value: fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map(parts => parts.join('')),
  part: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    either('x', '1.2', 'latest', 'foo-bar', 'a/b', 'v1.2.3', '#h', 'a=b', '='),
    joined(fc.constant('$'), name),
    joined(fc.constant('${'), name, fc.constant('}')),
    joined(fc.constant('${'), name, either('#', '##', '%', '%%'), either('v', '*.', '1', '?', '/*'), fc.constant('}')),
    joined(
      fc.constant('${'),
      name,
      either('/', '//'),
      either('1', '.', '*', 'a'),
      fc.constant('/'),
      either('z', '', 'Q/r'),
      fc.constant('}'),
    ),
    joined(fc.constant('"'), either('a b', "it's", '$A', '\\$A', '\\"', 'a\\\\b', '\\n', ''), fc.constant('"')),
    joined(fc.constant("'"), either('a b', '$A', '\\', '"', ''), fc.constant("'")),
    either('\\$A', '\\ ', '\\\\', '\\n', '\\"', '$$', '$1', '\\\nx'),
    joined(fc.constant('${'), name, either(':-', '-', ':+', '+'), tie('value') as fc.Arbitrary<string>, fc.constant('}')),
  ),
}));

const spaced = (...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc.tuple(...parts.map(part => (typeof part === 'string' ? fc.constant(part) : part))).map(texts => texts.join(' '));
const pair = joined(name, fc.constant('='), value);

const instruction = fc.oneof(
  spaced('ENV', pair),
  spaced('ENV', pair, pair),
  spaced('ENV', name, value),
  spaced('ARG', pair),
  spaced('ARG', name),
  spaced('USER', either('root', '1000', 'app:grp', '$A', '${V:-root}')),
  spaced('LABEL', joined(either('l1', '"l.2"', 'l.3', '$A'), fc.constant('='), value)),
  spaced('EXPOSE', either('80', '80/udp', '8000-8002', '$A', '${V:-90}'), '443'),
  spaced('VOLUME', either('/data', '["/a","/b"]', '["$A","/b/${V}"]', '/x /y', '$A')),
  spaced('CMD', either('["a","b"]', 'echo $A', "['a']", '[]', '[ "x" , "$A" ]', '["a",]', '["a"] b')),
  spaced('ENTRYPOINT', either('["e"]', 'e f', '["e", \\\n "f"]')),
  spaced('HEALTHCHECK', either('NONE', 'CMD x', '--interval=5s CMD ["a"]', 'none')),
  spaced('STOPSIGNAL', either('9', 'SIGTERM', '$A')),
  spaced(
    'RUN',
    either(
      'echo a \\\n # comment\n && b',
      'echo a \\\n\n && b',
      '<<EOF\necho $A\nEOF',
      '<<-"X" cat\n\tabc\n\tX',
      'cat <<A <<B\n1\nA\n2\nB',
      'echo "<<EOF"',
      '--mount=type=cache,target=/x echo',
      "echo 'a\\\nb'",
      'echo a # b \\',
      '["a", "b"]',
      'cat <<<x',
    ),
  ),
  spaced('COPY', either('a b', '--chown=1:1 a b', '<<EOF /x\nhi\nEOF', '["a","b"]')),
  spaced('SHELL', either('["/bin/bash","-c"]', '["powershell"]')),
  either('ONBUILD RUN x', '# comment', '# comment \\', '', '  env A=1', '  user x'),
);

const base = either('alpine', 'alpine:3', 'alpine:${TAG:-2}', '${A:-x}:1', 'scratch', 'reg:5000/x/y:1', `a@sha256:${'0'.repeat(64)}`);

const body = fc.array(fc.tuple(instruction, either('\n', '\n', '\r\n', ' \n')), { maxLength: 6 }).map(lines => lines.flat().join(''));
/** Its image, or the number of an earlier stage to start from. */
const stage = fc.tuple(base, fc.option(fc.nat(2)), either('', '--platform=linux/amd64 '), either('AS', 'as'), body);

const head = either(
  '',
  '',
  '',
  '# escape=`\n',
  '# escape=\\\n',
  '#escape = `\n',
  '# syntax=docker/dockerfile:1\n# escape=`\n',
  '# c\n# escape=`\n',
);
const globals = fc
  .array(joined(fc.constant('ARG '), fc.oneof(name, pair), fc.constant('\n')), { maxLength: 2 })
  .map(lines => lines.join(''));

export const dockerfile: fc.Arbitrary<string> = fc
  .tuple(head, globals, fc.array(stage, { minLength: 1, maxLength: 3 }))
  .map(([directives, args, stages]) => {
    const written = stages.map(([image, parent, platform, as, rest], i) => {
      const from = parent !== null && parent < i ? `stage-${parent}` : image;
      return `FROM ${platform}${from} ${as} ${i === 1 ? 'Stage-1' : `stage-${i}`}\n${rest}`;
    });
    return directives + args + written.join('');
  });
