import { strict as assert } from 'node:assert';
import { commandNames, help, helpOf } from '../../cli/usage.js';
import { run, testRules } from './support.js';

describe('seaworthy', () => {
  const table: readonly [argv: string, code: number, stdout: RegExp, stderr: RegExp][] = [
    ['', 2, /^$/, /which command\?/],
    ['adit', 2, /^$/, /Did you mean `audit`\?/],
    ['--versin', 2, /^$/, /no option `--versin`\. Did you mean `--version`\?/],
    ['--version', 0, /^\d+\.\d+\.\d+/, /^$/],
    ['--help', 0, /Commands:/, /^$/],
    ['help fix', 0, /^seaworthy fix/, /^$/],
    ['audit --help', 0, /^seaworthy audit/, /^$/],
    ['audit --formt json', 2, /^$/, /Did you mean `--format`\?/],
    ['audit --fail-on hihg', 2, /^$/, /--fail-on is one of critical/],
    ['audit --fail-on', 2, /^$/, /`--fail-on` wants a value: --fail-on SEVERITY/],
    ['audit --quiet=yes', 2, /^$/, /`--quiet` takes no value/],
    ['rules', 0, /^RULE .*\nno-privileged +critical +essential +safe +Compose, K8s +Test rule no-privileged\n/, /^$/],
    ['rules x', 2, /^$/, /takes no path/],
    [
      'explain no-privileged',
      0,
      /compose +critical[\s\S]*Why\n {2}Why it matters[\s\S]*a: b[\s\S]*Fixed\n {2}a: c[\s\S]*pss: baseline[\s\S]*trivy: KSV-0017/,
      /^$/,
    ],
    ['explain not-privileged', 0, /^no-privileged:/, /^$/],
    ['explain AVD-KSV-0017', 0, /^no-privileged:/, /^$/],
    ['explain ksv017', 0, /^no-privileged:/, /^$/],
    ['explain no-priviliged', 2, /^$/, /Did you mean `no-privileged`\?/],
    ['explain', 2, /^$/, /wants one rule/],
    ['fix --rule no-priviliged', 2, /^$/, /Did you mean `no-privileged`\?/],
    ['lsp path', 2, /^$/, /takes no path/],
  ];
  for (const [argv, code, stdout, stderr] of table) {
    it(`${argv || '(nothing)'}: ${code}`, async () => {
      const outcome = await run('.', argv.split(' ').filter(Boolean));
      assert.equal(outcome.code, code);
      assert.match(outcome.stdout, stdout);
      assert.match(outcome.stderr, stderr);
    });
  }

  it('lists rules as data', async () => {
    const { stdout } = await run('.', ['rules', '--format', 'json']);
    const listed = JSON.parse(stdout) as { id: string }[];
    assert.deepEqual(
      listed.map(({ id }) => id),
      testRules.map(({ meta }) => meta.id),
    );
    assert.deepEqual(listed[0], {
      id: 'no-privileged',
      title: 'Test rule no-privileged',
      layer: 'runtime',
      targets: [
        { kind: 'compose', severity: 'critical', preset: 'essential', fix: 'safe' },
        { kind: 'kubernetes', severity: 'critical', preset: 'essential', fix: 'safe' },
      ],
      alsoKnownAs: { trivy: ['KSV-0017'] },
      controls: { pss: ['baseline'] },
      previousIds: ['not-privileged'],
    });
  });

  it('has help that fits a screen, with two examples each', () => {
    for (const name of [undefined, ...commandNames]) {
      const text = name ? helpOf(name) : help();
      const lines = text.trimEnd().split('\n');
      // An audit has more options than the smallest terminal has lines: each gets one.
      assert.ok(lines.length <= (name === 'audit' ? 33 : 24), `${lines.length}\n${text}`);
      assert.ok(
        lines.every(line => line.length <= 80),
        text,
      );
      assert.ok(text.slice(text.indexOf('Examples:')).match(/^ {2}\S/gm)!.length === 2, text);
    }
  });
});
