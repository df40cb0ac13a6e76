import { strict as assert } from 'node:assert';
import { DaemonDocument } from '../../core/facts/documents/daemon.js';

/** What is underlined, and what is said of it. */
const problemsOf = (text: string): readonly string[] =>
  new DaemonDocument('etc/docker/daemon.json', text).problems.map(
    ({ span, message, severity }) => `${severity} ${JSON.stringify(text.slice(span.start, span.end))}: ${message}`,
  );

const NOT_JSON = 'This is no JSON: the engine would not start with it.';

describe("an engine's configuration", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    '{ "icc": false }\n': [],
    '\uFEFF{ "icc": false }\n': [],
    '{ "icc": false, "log-opts": { "tag": "a" }, "runtimes": { "a": { "tag": "b" } } }': [],
    '{ "icc": true, "debug": false, "icc": false }': ['info "\\"icc\\"": icc stands here once more: the last one counts.'],
    '{ "log-opts": { "tag": "a", "tag": "b" } }': ['info "\\"tag\\"": tag stands here once more: the last one counts.'],
    '{ "icc": false, }': [`error "}": ${NOT_JSON}`],
    '# private\n{ "icc": false }': [`error "#": ${NOT_JSON}`],
    "{ 'icc': false }": [`error "'": ${NOT_JSON}`],
  };
  for (const [text, expected] of Object.entries(cases))
    it(`has these problems: ${JSON.stringify(text)}`, () => assert.deepEqual(problemsOf(text), expected));

  it('counts the last one of keys that stand there several times', () => {
    const document = new DaemonDocument('etc/docker/daemon.json', '{ "icc": true, "icc": false }');
    assert.equal(document.boolean('icc').value, false);
  });

  it('lacks what it lacks, though it is no JSON', () => {
    assert.equal(new DaemonDocument('etc/docker/daemon.json', '{ "debug": true, }').boolean('icc').origin, 'default');
  });
});
