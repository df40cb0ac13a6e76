import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { staleNote, staleTables } from '../../core/facts/tables/dates.js';

describe('dates of tables', () => {
  it('every dated table is watched', () => {
    const folder = 'core/facts/tables';
    const dated = readdirSync(folder).filter(name => /AsOf = '/.test(readFileSync(path.join(folder, name), 'utf8')));
    assert.equal(staleTables('2099-01-01')?.names.length, dated.length);
  });
  it('say nothing while they are young, and something after 120 days', () => {
    assert.equal(staleNote('2026-11-23'), undefined);
    assert.equal(staleTables('2027-03-22'), undefined);
    assert.deepEqual(staleTables('2027-03-23')?.oldest, '2026-11-22');
    assert.match(staleNote('2027-04-01') ?? '', /^What Seaworthy knows of .* and \d+ more is older than 120 days \(2026-11-22\)/);
  });
});
