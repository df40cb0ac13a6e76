import { strict as assert } from 'node:assert';
import { complianceOf, frameworks, type Report } from '../../core/index.js';
import { rules } from '../../rules/index.js';
import { reportOf } from './report-samples.js';

const controlsOf = (report: Report, framework: Parameters<typeof complianceOf>[2][number]) => {
  const [result] = complianceOf(report, rules, [framework]);
  return { ...result!, of: (control: string) => result!.controls.find(one => one.control === control)! };
};

describe('compliance', () => {
  const privileged = 'services:\n  web:\n    image: web:1\n    privileged: true\n';

  it('says of a control whether it fails, is accepted, clean, not assessed or without a rule', () => {
    const open = controlsOf(reportOf({ 'compose.yaml': privileged }), 'cis-docker-1.6');
    assert.equal(open.of('5.5').status, 'failing');
    assert.ok(open.of('5.5').rules.includes('no-privileged') && open.of('5.5').findings > 0);
    // Of the daemon's file, which is not there.
    assert.equal(open.of('2.2').status, 'not-assessed');
    // Permissions of files on the host: no text says them.
    assert.equal(open.of('3.1').status, 'uncovered');
    const ignored = privileged.replace('true', 'true # seaworthy-ignore no-privileged -- CI only');
    assert.equal(controlsOf(reportOf({ 'compose.yaml': ignored }), 'cis-docker-1.6').of('5.5').status, 'accepted');
    const silent = privileged.replace('true', 'true # seaworthy-ignore no-privileged');
    assert.equal(controlsOf(reportOf({ 'compose.yaml': silent }), 'cis-docker-1.6').of('5.5').status, 'failing');
    const config = { 'compose.yaml': privileged, 'seaworthy.yaml': 'rules:\n  no-privileged: [off, "a lab"]\n' };
    assert.equal(controlsOf(reportOf(config), 'cis-docker-1.6').of('5.5').status, 'accepted');
    const clean = controlsOf(reportOf({ 'compose.yaml': privileged.replace('    privileged: true\n', '') }), 'cis-docker-1.6');
    assert.equal(clean.of('5.5').status, 'clean');
  });

  it('counts all controls only where the full list is known, and orders them as people do', () => {
    const report = reportOf({ 'compose.yaml': privileged });
    for (const { framework, controls, total } of complianceOf(report, rules, frameworks)) {
      assert.equal(new Set(controls.map(({ control }) => control)).size, controls.length);
      if (total === null)
        assert.ok(
          controls.every(({ status }) => status !== 'uncovered'),
          framework,
        );
      else assert.equal(controls.length, total, framework);
    }
    const numbers = controlsOf(report, 'cis-docker-1.6').controls.map(({ control }) => control);
    assert.ok(numbers.indexOf('5.9') < numbers.indexOf('5.10'));
    // 20 + 18 + 24 + 12 + 32 + 2 + 9: no rule names a control that the benchmark does not have.
    assert.equal(numbers.length, 117);
    assert.equal(controlsOf(report, 'owasp-k8s').total, 10);
  });

  it('shows what is reasoned only when asked', () => {
    const report = reportOf({ 'compose.yaml': privileged });
    assert.ok(complianceOf(report, rules, []).every(({ confidence }) => confidence === 'stated'));
    assert.deepEqual(
      complianceOf(report, rules, ['hipaa']).map(({ framework, confidence }) => [framework, confidence]),
      [['hipaa', 'reasoned']],
    );
  });
});
