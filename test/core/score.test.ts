import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { type Severity, scoreFile, scoreUnit, scoreWorkspace, severities, type Unit } from '../../core/index.js';

const severity = fc.constantFrom<Severity>(...severities);
const unit = (name: string): Unit => ({ kind: 'service', name, place: name, span: { start: 0, end: 0 } });

describe('score', () => {
  it('is 100 and A without findings, and bounded by the worst one', () => {
    assert.deepEqual(scoreUnit([]), { value: 100, grade: 'A' });
    assert.deepEqual(scoreUnit(['info', 'info']), { value: 100, grade: 'A' });
    assert.ok(scoreUnit(['critical']).value <= 39);
    assert.ok(scoreUnit(['high']).value <= 79);
    assert.equal(scoreUnit(['low']).value, 95.12);
  });

  it('never falls when a finding goes, never rises when one comes', () => {
    fc.assert(
      fc.property(fc.array(severity, { maxLength: 30 }), severity, (others, one) => {
        assert.ok(scoreUnit([...others, one]).value <= scoreUnit(others).value);
      }),
    );
  });

  it('does the same for files, whatever unit a finding belongs to', () => {
    const units = ['a', 'b', 'c'].map(unit);
    const finding = fc.record({ units: fc.subarray(units), weight: severity });
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 20 }), finding, (others, one) => {
        assert.ok(scoreFile(units, [...others, one])!.value <= scoreFile(units, others)!.value);
      }),
    );
  });

  it('counts no accepted risk and no opt-in rule', () => {
    const [a] = [unit('a')];
    assert.equal(scoreFile([a], [{ units: [a], weight: undefined }])!.value, 100);
  });

  it('of a workspace is the mean of its units, in any order', () => {
    const [a, b] = [unit('a'), unit('b')];
    const files = [scoreFile([a, b], [{ units: [a], weight: 'high' }]), null, scoreFile([b], [])];
    assert.equal(scoreWorkspace(files)!.value, scoreWorkspace([...files].reverse())!.value);
    assert.equal(scoreWorkspace([null]), null);
    assert.equal(scoreWorkspace(files)!.value, Math.round(((60.65 + 100 + 100) / 3) * 100) / 100);
  });
});
