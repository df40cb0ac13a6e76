import { strict as assert } from 'node:assert';
import { DockerfileParser } from 'dockerfile-ast';
import fc from 'fast-check';
import { outline } from '../../core/facts/documents/dockerfile/outline.js';

/** Where the parser sees instructions and comments: first and last line of each. */
function linesOf(text: string) {
  const parsed = DockerfileParser.parse(text);
  const comments = [...parsed.getDirectives(), ...parsed.getComments()].map(comment => comment.getRange()!.start.line);
  return {
    instructions: parsed.getInstructions().map(instruction => [instruction.getRange().start.line, instruction.getRange().end.line]),
    comments: comments.sort((a, b) => a - b),
  };
}

describe('the outline of a Dockerfile', () => {
  it('has every instruction and comment in the lines where the text has it', () => {
    const line = fc.constantFrom(
      'FROM a AS b',
      'RUN echo a',
      'RUN echo a \\',
      '  && echo b',
      '  && echo b \\',
      'RUN cat <<EOF > /a',
      'RUN echo "a << b"',
      'COPY <<EOF /a',
      'RUN <<A <<-"EOF" \\',
      'RUN echo $((1<<2)) <<EOF',
      'EOF',
      '\tEOF',
      'A',
      '# a comment',
      '  # another one \\',
      'CMD ["a", \\',
      '',
      ' ',
      '\tENV A=b',
      'ENV A=\\',
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (lines, eol) => {
        const text = lines.join(eol);
        assert.deepEqual(linesOf(outline(text, '\\')), linesOf(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('cuts what stands around instructions with heredocs', () => {
    const heredoc = 'RUN a \\\n  && cat <<EOF <<-B\nb c\nEOF\n\tB\n';
    assert.equal(outline(`FROM a b\nRUN a \\\n  b\n${heredoc}RUN c d\n`, '\\'), `x\nx \\\nx\n${heredoc}x\n`);
  });

  it('cuts nothing behind a heredoc whose end is not certain', () => {
    const heredoc = 'RUN cat <<EOF; echo "<<"\nb\nEOF\nRUN c d\n';
    assert.equal(outline(`FROM a b\n${heredoc}`, '\\'), `x\n${heredoc}`);
  });
});
