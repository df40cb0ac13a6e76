import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Log } from 'sarif';
import {
  complianceOf,
  formatGitlab,
  formatJunit,
  formatMarkdown,
  formatSarif,
  formatText,
  frameworks,
  isOpen,
  type Report,
  reportBody,
  reportHtml,
  reportStyle,
} from '../../core/index.js';
import { STYLE_HASH } from '../../core/report/html/report.js';
import { rules } from '../../rules/index.js';
import { fullReport, HOSTILE, infected } from './report-samples.js';

const require = createRequire(import.meta.url);

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: Element | undefined;
  text: string;
}

/** Every element, by a strict XML parser. */
function elementsOf(xml: string): readonly Element[] {
  const sax = require('sax') as { parser(strict: boolean): Record<string, unknown> & { write(text: string): { close(): void } } };
  const parser = sax.parser(true);
  const all: Element[] = [];
  const open: Element[] = [];
  parser.onerror = (error: Error) => {
    throw error;
  };
  parser.onopentag = ({ name, attributes }: Element) => {
    const element = { name, attributes, parent: open.at(-1), text: '' };
    all.push(element);
    open.push(element);
  };
  parser.ontext = (text: string) => {
    if (open.length > 0) open.at(-1)!.text += text;
  };
  parser.onclosetag = () => void open.pop();
  parser.write(xml).close();
  return all;
}

/** The schema is of draft 4; what it uses is the same in draft 7 but for its name. */
function sarifValidator() {
  const { id: _, $schema: __, ...schema } = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as Record<string, unknown>;
  return new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(schema);
}

const openOf = (report: Report) => report.files.flatMap(({ findings }) => findings.filter(isOpen));

describe('report formats', () => {
  let report: Report;
  let variants: readonly (readonly [name: string, report: Report])[];
  before(() => {
    report = fullReport();
    variants = [['as it is', report], ...HOSTILE.map(text => [JSON.stringify(text), infected(report, text)] as const)];
  });

  describe('JSON', () => {
    it('is by its schema with everything in it', () => {
      const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
        JSON.parse(readFileSync('core/report/report.schema.json', 'utf8')) as object,
      );
      const whole = { ...report, shard: { index: 1, of: 7 }, compliance: complianceOf(report, rules, frameworks) };
      assert.ok(validate(whole), JSON.stringify(validate.errors?.slice(0, 5)));
    });
  });

  for (const [name, text] of [
    ['text', () => formatText(report, { textOf: () => undefined })],
    ['Markdown', () => formatMarkdown(report)],
    ['HTML', () => reportBody(report, { compliance: [] })],
  ] as const)
    it(`${name} says why what the baseline knows was accepted`, () =>
      assert.equal(text().split(/accepted: The vendor mends it in May/).length, 2));

  describe('SARIF', () => {
    it('is by the schema of SARIF 2.1.0, whatever names are', () => {
      const validate = sarifValidator();
      for (const [name, variant] of variants) {
        const log = JSON.parse(formatSarif(variant, rules)) as Log;
        assert.ok(validate(log), `${name}: ${JSON.stringify(validate.errors?.slice(0, 5))}`);
      }
      assert.equal(validate({ version: '2.1.0' }), false);
    });

    it('names rules with help, places, fixes, baseline states, and suppressions with their reasons', () => {
      const [run] = (JSON.parse(formatSarif(report, rules)) as Log).runs;
      const results = run!.results!;
      assert.ok(
        run!.tool.driver.rules!.every(({ help, fullDescription }) => help!.text && help!.markdown && fullDescription!.text.length <= 1024),
      );
      assert.ok(results.every(({ ruleId, ruleIndex }) => run!.tool.driver.rules![ruleIndex!]!.id === ruleId));
      const fingerprints = results.map(({ partialFingerprints }) => partialFingerprints!['seaworthy/v1']);
      assert.equal(new Set(fingerprints).size, fingerprints.length);
      assert.ok(results.some(({ fixes }) => fixes?.[0]?.artifactChanges[0]?.replacements.length));
      assert.deepEqual(
        results.flatMap(({ baselineState, properties }) => (baselineState === 'new' ? [] : [[baselineState, properties!.accepted]])),
        [['unchanged', 'The vendor mends it in May']],
      );
      assert.deepEqual(
        results.flatMap(({ suppressions }) => suppressions!.map(({ justification }) => justification)),
        ['CI only'],
      );
      // A name is no address, whatever it holds.
      for (const text of HOSTILE) {
        const log = JSON.parse(formatSarif(infected(report, text), rules)) as Log;
        for (const { locations } of log.runs[0]!.results!) {
          const { uri } = locations![0]!.physicalLocation!.artifactLocation!;
          assert.equal(new URL(uri!, 'https://example.com/').origin, 'https://example.com');
        }
      }
    });

    it('leaves out the least when there are more results than code scanning takes', () => {
      const [file] = report.files.filter(({ findings }) => findings.some(isOpen));
      const [finding] = file!.findings.filter(isOpen);
      const many = Array.from(
        { length: 25_010 },
        (_, i) => ({ ...finding!, fingerprint: `${i}`, severity: i < 20 ? 'low' : 'high' }) as const,
      );
      const [run] = (JSON.parse(formatSarif({ ...report, files: [{ ...file!, findings: many }] }, rules)) as Log).runs;
      assert.equal(run!.results!.length, 25_000);
      assert.equal(run!.results!.filter(({ level }) => level === 'note').length, 10);
      assert.match(run!.invocations![0]!.toolExecutionNotifications!.at(-1)!.message.text!, /^10 results/);
    });
  });

  describe('JUnit', () => {
    it('is XML that says what it counts, whatever names are', () => {
      for (const [name, variant] of variants) {
        const elements = elementsOf(formatJunit(variant));
        const count = (tag: string) => elements.filter(element => element.name === tag).length;
        const [suites] = elements;
        assert.deepEqual(
          ['tests', 'failures', 'errors', 'skipped'].map(key => Number(suites!.attributes[key])),
          [count('testcase'), count('failure'), count('error'), count('skipped')],
          name,
        );
        assert.equal(count('failure'), openOf(report).length);
        assert.equal(count('error'), 1);
        // The file that was not read, and the accepted risk.
        assert.equal(count('skipped'), 2);
        assert.equal(count('testsuite'), report.files.length + 1);
        assert.equal(count('script'), 0);
      }
    });

    it('keeps names as they are, and has a case that passes for a clean file', () => {
      const text = 'a "b" <c> & ]]> d';
      const elements = elementsOf(formatJunit(infected({ ...report, files: [{ ...report.files[0]!, findings: [], problems: [] }] }, text)));
      const [clean] = elements.filter(({ name }) => name === 'testcase');
      assert.ok(clean!.attributes.file!.startsWith(text));
      assert.equal(clean!.attributes.name, 'nothing found');
    });
  });

  describe('GitLab', () => {
    it('is a list of issues with what GitLab asks for, each fingerprint once', () => {
      const validate = new Ajv({ allErrors: true }).compile({
        type: 'array',
        items: {
          type: 'object',
          required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
          properties: {
            description: { type: 'string', minLength: 1 },
            check_name: { type: 'string' },
            fingerprint: { type: 'string', minLength: 1 },
            severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
            location: {
              type: 'object',
              required: ['path', 'lines'],
              properties: {
                path: { type: 'string', pattern: '^[^/.]' },
                lines: {
                  type: 'object',
                  required: ['begin'],
                  properties: { begin: { type: 'integer', minimum: 1 }, end: { type: 'integer' } },
                },
              },
            },
          },
        },
      });
      const issues = JSON.parse(formatGitlab(report)) as { fingerprint: string }[];
      assert.ok(validate(issues), JSON.stringify(validate.errors));
      assert.equal(issues.length, openOf(report).length);
      assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
    });
  });

  describe('Markdown', () => {
    it('says first what matters', () => {
      const lines = formatMarkdown(report).split('\n');
      assert.match(lines[0]!, /^### Seaworthy: \d+ [A-F], was 44 F$/);
      assert.match(lines[2]!, /^\d+ critical, .* in \d+ files\. Against \.seaworthy\/baseline\.json: \*\*\d+ new\*\*, 1 fixed/);
      assert.match(lines[4]!, /^\| New \| Place \| Finding \| Rule \|$/);
    });

    it('shows names as they are', () => {
      const [file] = report.files.filter(({ findings }) => findings.some(isOpen));
      const [finding] = file!.findings.filter(isOpen);
      const message = 'Take `MY_*_TOKEN` out of MY_ENV & <b>, @ada #1 at https://example.com';
      const text = formatMarkdown({ ...report, files: [{ ...file!, path: 'a_b|c.yaml', findings: [{ ...finding!, message }] }] });
      assert.ok(text.includes('<code>a&#95;b&#124;c.yaml</code>'), text);
      const said =
        'Take <code>MY&#95;&#42;&#95;TOKEN</code> out of MY&#95;ENV &#38; &#60;b&#62;, @<!-- -->ada #<!-- -->1 at https:<!-- -->//example.com';
      assert.ok(text.includes(said), text);
    });

    it('fits a comment, and says what it leaves out', () => {
      const files = Array.from({ length: 200 }, (_, i) => ({
        ...report.files.find(({ findings }) => findings.length > 9)!,
        path: `f${i}/compose.yaml`,
      }));
      const text = formatMarkdown({ ...report, files });
      assert.ok(text.length < 65_000 && text.length > 50_000, `${text.length}`);
      assert.match(text, /_\d+ of 200 files with findings do not fit here; the full report lists them\._/);
      assert.equal(text.match(/<details>/g)!.length, text.match(/<\/details>/g)!.length);
    });

    it('has no markup but its own, and calls nobody', () => {
      const tags = (text: string) => [...text.matchAll(/<(?!!--)\/?([a-zA-Z]+)[^>]*>/g)].map(([tag]) => tag);
      for (const [name, variant] of variants) {
        const text = formatMarkdown(variant);
        assert.deepEqual(
          [...new Set(tags(text))].sort(),
          ['</code>', '</details>', '</summary>', '<code>', '<details>', '<summary>'],
          name,
        );
        assert.doesNotMatch(text, /@someone|\]\(|(?<!&)#1(?!\d)|\*\*f/, name);
        const cells = (line: string) => line.split('|').length;
        for (const table of text.split(/\n(?!\|)/).filter(part => part.startsWith('| ')))
          assert.equal(
            new Set(
              table
                .trim()
                .split('\n')
                .filter(line => line.startsWith('|'))
                .map(cells),
            ).size,
            1,
            `${name}\n${table}`,
          );
      }
    });
  });

  describe('HTML', () => {
    it('has a policy that allows its own style and nothing else', () => {
      const hash = `sha256-${createHash('sha256').update(reportStyle).digest('base64')}`;
      assert.equal(STYLE_HASH, hash, 'core/report/html/report.ts names another hash than its style has');
      assert.match(reportHtml(report, { compliance: [] }), /default-src 'none'; style-src 'sha256-/);
    });

    it('has no script, no handler and no style attribute, and every section', () => {
      for (const [name, variant] of variants) {
        const text = reportBody(variant, { compliance: complianceOf(report, rules, []), hrefOf: ({ path }) => `#${path}` });
        const tags = [...text.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag);
        assert.deepEqual(
          tags.filter(tag =>
            /^<(?:script|img|iframe|object|link|base|form|style)\b|\son\w+=|\sstyle=/i.test(tag.replace(/"[^"]*"/g, '""')),
          ),
          [],
          name,
        );
        assert.equal(text.match(/<section/g)!.length, text.match(/<\/section>/g)!.length);
        for (const id of ['drift', 'fixes', 'files', 'findings', 'compliance', 'accepted', 'skipped'])
          assert.ok(text.includes(`<h2 id="${id}">`), `${name} ${id}`);
      }
    });

    it('leaves out what there is nothing to say about', () => {
      const {
        drift: _,
        history: __,
        ...empty
      } = { ...report, files: [], skipped: [], layers: [], score: null, units: { A: 0, B: 0, C: 0, D: 0, F: 0 } };
      const text = reportBody(empty, { compliance: [] });
      assert.doesNotMatch(text, /<h2|<svg/);
      assert.match(text, /Nothing here is scored/);
    });
  });
});
