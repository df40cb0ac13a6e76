import { strict as assert } from 'node:assert';
import { Engine, fixAll } from '../../core/index.js';
import { rules } from '../../rules/index.js';

/** The text after everything that review fixes can mend. */
function mended(file: string, text: string): string {
  const engine = new Engine({ rules, today: () => '2026-01-01' });
  engine.update(file, text);
  engine.complete = true;
  return fixAll(engine, file, { safety: 'review' }).texts.get(file) ?? text;
}

describe('fixes made together', () => {
  it('write a key that several of them need once', () => {
    const service = (name: string) =>
      `  ${name}:\n    image: postgres:17.2\n    environment:\n      POSTGRES_PASSWORD: s3cr3t-Tr0ub4dor-${name}\n`;
    const text = mended('compose.yaml', `services:\n${service('a')}${service('b')}`);
    assert.equal(text.match(/^secrets:/gm)?.length, 1, text);
    assert.match(text, /^secrets:\n {2}postgres_password:\n {4}file: .*\n {2}b_postgres_password:\n {4}file: /m);
  });
});
