import { strict as assert } from 'node:assert';
import path from 'node:path';
import type { Workspace } from '../../core/facts/workspace.js';
import { Engine, parse, type Rule } from '../../core/index.js';
import { Lexicon } from '../../core/judge/lexicon.js';
import { vocabularyOf } from '../../core/judge/vocabulary.js';
import { whereaboutsOf } from '../../core/judge/whereabouts.js';
import { rules } from '../../rules/index.js';
import { corpora, filesBelow } from '../corpora.js';
import { today, unmark } from '../rule-examples.js';
import { skip } from '../skip.js';

/** The same rules, asked about every file. */
const plain: readonly Rule[] = rules.map(({ mentions: _, ...rule }) => rule);

function said(by: readonly Rule[], files: Readonly<Record<string, string>>): readonly string[] {
  const engine = new Engine({ rules: by, today: () => today, preset: 'strict' });
  for (const [file, text] of Object.entries(files)) engine.update(file, text);
  engine.complete = true;
  return engine.paths.flatMap(file =>
    engine.analyze(file)!.findings.map(finding => `${finding.fingerprint} ${finding.span.start} ${finding.message} ${finding.severity}`),
  );
}

describe('what rules say that they are about', () => {
  it('hides no finding of an example', () => {
    for (const { meta } of rules) {
      for (const { file, bad, good, files = {} } of meta.examples) {
        for (const text of [bad, good]) {
          if (text === undefined) continue;
          const all = { ...files, [file]: unmark(text).text };
          assert.deepEqual(said(rules, all), said(plain, all), `${meta.id}: ${text}`);
        }
      }
    }
  }).timeout(300_000);

  it('hides no finding of a file of the corpora', function () {
    const folder = corpora();
    if (!folder) return skip(this, 'no corpora (set SEAWORTHY_CORPORA to their folder)');
    for (const { path: file, text } of filesBelow(folder)) {
      if (/\.(?:json|md|mjs|tsv)$/.test(file)) continue;
      assert.deepEqual(said(rules, { [file]: text }), said(plain, { [file]: text }), path.join(folder, file));
    }
  }).timeout(600_000);

  it('names kinds and keywords that checks are asked about', () => {
    for (const { meta, checks, kinds, keywords, mentions = [] } of rules) {
      for (const word of Array.isArray(mentions) ? mentions : Object.values(mentions).flat()) assert.match(word, /[a-z]/i, meta.id);
      if (kinds) assert.ok(checks.object, meta.id);
      if (keywords) assert.ok(checks.instruction ?? checks.command, meta.id);
    }
  });
});

const nowhere: Workspace = {
  path: 'a',
  summaries: [],
  text: () => undefined,
  document: () => undefined,
  compose: { files: [], profiles: [], envFiles: [] },
  complete: false,
};

/** Whether a rule about `word` is asked about a text. */
function isAsked(file: string, text: string, word: string): boolean {
  const kind = file === 'Dockerfile' ? 'dockerfile' : file === 'compose.yaml' ? 'compose' : 'kubernetes';
  const lexicon = new Lexicon();
  const mention = lexicon.mention(word);
  const document = parse(kind, file, text);
  const vocabulary = document.kind === 'dockerfile' ? whereaboutsOf(document, lexicon) : vocabularyOf(document, nowhere, lexicon);
  return vocabulary?.hasAny([mention]) ?? true;
}

describe('words of a file', () => {
  for (const [file, text, word] of [
    ['Dockerfile', 'FROM a\nRUN sudo id\n', 'sudo'],
    ['Dockerfile', 'FROM a\nRUN /usr/bin/pip3.11 install x\n', 'pip'],
    ['Dockerfile', 'FROM a\nRUN su\\\ndo id\n', 'sudo'],
    ['Dockerfile', 'FROM a\nRUN su\\\n# why\ndo id\n', 'sudo'],
    ['Dockerfile', '# escape=`\nFROM a\nRUN su`\ndo id\n', 'sudo'],
    ['Dockerfile', 'FROM a\nRUN s"u"do id\n', 'sudo'],
    ['Dockerfile', "FROM a\nRUN su''do id\n", 'sudo'],
    ['Dockerfile', 'FROM a\nRUN su\\do id\n', 'sudo'],
    ['Dockerfile', "FROM a\nRUN $'\\x73udo' id\n", 'sudo'],
    ['Dockerfile', 'FROM a\nRUN printf "x\\nPermitRootLogin yes"\n', 'PermitRootLogin'],
    ['Dockerfile', "FROM a\nRUN printf '[http]\\nsslVerify=0' > /etc/gitconfig\n", 'sslVerify'],
    ['Dockerfile', 'FROM a\nRUN ["s\\u0075do", "id"]\n', 'sudo'],
    ['Dockerfile', 'FROM a\nARG x=oot\nUSER r$x\n', 'root'],
    ['Dockerfile', 'FROM a\nARG x=ro\nUSER ${x}ot\n', 'root'],
    ['Dockerfile', 'FROM a\nARG x=ro\nUSER "$x"ot\n', 'root'],
    ['Dockerfile', 'FROM a\nARG x=r y=t\nUSER ${x}oo${y}\n', 'root'],
    ['Dockerfile', 'FROM a\nARG x=ro y=ot\nUSER $x$y\n', 'root'],
    ['Dockerfile', 'FROM a\nARG x=ro y=ot\nUSER ${x}"${y}"\n', 'root'],
    ['Dockerfile', 'ARG x=laXtest\nFROM a:${x/X/}\n', 'latest'],
    ['compose.yaml', 'services: { a: { PRIVILEGED: true } }\n', 'privileged'],
    ['compose.yaml', 'services: { a: { "\\x70rivileged": true } }\n', 'privileged'],
    ['compose.yaml', 'services: { a: { "privi\\\n  leged": true } }\n', 'privileged'],
    ['compose.yaml', 'services: { a: { command: "x\\nsudo" } }\n', 'sudo'],
    ['compose.yaml', 'services:\n  a:\n    command: |\n      su\\\n      do\n', 'sudo'],
    ['compose.yaml', 'services: { a: { image: "${A:-do}cker" } }\n', 'docker'],
    ['k8s/a.yaml', 'kind: Pod\nspec: { hostNetwork: true }\n', 'hostNetwork'],
    ['k8s/a.json', '{ "kind": "\\u0050od" }\n', 'pod'],
  ] as const) {
    it(`may hold ${word}: ${JSON.stringify(text)}`, () => assert.ok(isAsked(file, text, word)));
  }

  for (const [file, text, word] of [
    ['Dockerfile', 'FROM a\nRUN apt-get update \\\n    && apt-get install -y "foo"\n', 'sudo'],
    ['Dockerfile', 'FROM a\nRUN curl -L https://example.com/v$VERSION/${arch}.tgz\n', 'sudo'],
    ['Dockerfile', 'FROM a\nRUN echo ${x%.tgz}\n', 'sudo'],
    ['compose.yaml', 'services: { a: { image: "b:${TAG:-1}" } }\n', 'privileged'],
    ['k8s/a.yaml', 'kind: Pod\nspec: { hostNetwork: true }\n', 'network'],
  ] as const) {
    it(`does not hold ${word}: ${JSON.stringify(text)}`, () => assert.ok(!isAsked(file, text, word)));
  }
});

/** The instructions where a word stands, or may, by their keywords. */
function whereIs(text: string, word: string): readonly string[] {
  const lexicon = new Lexicon();
  const mention = lexicon.mention(word);
  const document = parse('dockerfile', 'Dockerfile', text);
  assert.ok(document.kind === 'dockerfile');
  return (whereaboutsOf(document, lexicon)?.of([mention]) ?? []).map(({ keyword, span }) => `${keyword} ${span.start}`);
}

describe('where words of a Dockerfile stand', () => {
  for (const [text, word, places] of [
    ['FROM a\nRUN sudo id\nRUN id\nCMD sudo\n', 'sudo', ['RUN 7', 'CMD 26']],
    ['FROM a\n# sudo\nRUN id\n', 'sudo', []],
    ['FROM a\nRUN git config http.sslVerify false\nRUN git pull\n', 'git_sslVerify', ['RUN 7']],
    ['FROM a\nONBUILD RUN sudo id\n', 'sudo', ['RUN 15']],
    ['FROM a\nRUN <<E\nsudo id\nE\nRUN id\n', 'sudo', ['RUN 7']],
    // What Docker puts in may be any word; what a shell puts in is not known to anybody here.
    ['FROM a\nARG x=sudo\nENV y=$x\nRUN $x id\n', 'sudo', ['ARG 7', 'ENV 18']],
    ['FROM a\nARG x=host\nRUN --network=$x id\n', 'host', ['ARG 7', 'RUN 18']],
    ['FROM a\nRUN su"d"o id\n', 'sudo', ['RUN 7']],
  ] as const) {
    it(`${word} in ${JSON.stringify(text)}`, () => assert.deepEqual(whereIs(text, word), places));
  }
});
