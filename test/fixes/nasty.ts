import { type Document, isMap, isScalar, isSeq, parseAllDocuments, type YAMLMap, type YAMLSeq } from 'yaml';

/** Ways in which people write the same file. Each gives the text written so; `undefined` where it cannot be. */
export type Writing = (text: string) => string | undefined;

const crlf: Writing = text => text.replace(/\r?\n/g, '\r\n');
const noFinalNewline: Writing = text => text.replace(/\n+$/, '');
const commentAtEnd: Writing = text => `${text.replace(/\n$/, '')} # the last key\n# the end\n`;

/** Through the parser: comments and layout of the examples are lost, which this is not about. */
const rewritten =
  (change: (document: Document.Parsed) => boolean, options: Parameters<Document['toString']>[0] = {}): Writing =>
  text => {
    const documents = parseAllDocuments(text, { merge: true });
    if (!Array.isArray(documents) || documents.some(document => document.errors.length > 0)) return undefined;
    if (!documents.map(change).includes(true)) return undefined;
    return documents.map(document => document.toString({ lineWidth: 0, ...options })).join('');
  };

/** Services and containers: what most fixes write into. */
function units(
  document: Document.Parsed,
): readonly { readonly holder: YAMLMap | YAMLSeq; readonly key: unknown; readonly unit: YAMLMap }[] {
  const found: { holder: YAMLMap | YAMLSeq; key: unknown; unit: YAMLMap }[] = [];
  const services = document.get('services');
  if (isMap(services))
    for (const { key, value } of services.items)
      if (isMap(value)) found.push({ holder: services, key: isScalar(key) ? key.value : key, unit: value });
  for (const { list, container } of containersIn(document))
    found.push({ holder: list, key: list.items.indexOf(container), unit: container });
  return found;
}

/** `x-base: &base {...}` at the top, and `use` of it where the service was. */
const anchored = (use: (document: Document.Parsed) => unknown): Writing =>
  rewritten(document => {
    const [first] = units(document);
    // One with anchors of its own is nasty enough.
    if (!first || hasAnchors(document) || !isMap(document.contents)) return false;
    document.set('x-base', first.unit);
    first.unit.anchor = 'base';
    // An anchor has to stand before its alias.
    document.contents.items.unshift(document.contents.items.pop()!);
    first.holder.set(first.key, use(document));
    return true;
  });

const hasAnchors = (document: Document.Parsed): boolean => /(?:^|\s)&\w/.test(document.toString());

const merged = (document: Document.Parsed, value: unknown) => {
  const map = document.createNode({}) as YAMLMap;
  map.add(document.createPair('<<', value));
  map.add(document.createPair('init', true));
  return map;
};

/** `labels: ~` and the like: keys that are there and say nothing. */
const hollow = (value: unknown): Writing =>
  rewritten(document => {
    const found = units(document);
    for (const { unit, holder } of found) {
      const key = isMap(holder) ? 'labels' : 'securityContext';
      if (!unit.has(key)) unit.set(key, value);
    }
    return found.length > 0;
  });

function containersIn(document: Document.Parsed): readonly { readonly list: YAMLSeq; readonly container: YAMLMap }[] {
  const paths = [
    ['spec', 'containers'],
    ['spec', 'template', 'spec', 'containers'],
  ];
  return paths.flatMap(path => {
    const list = isMap(document.contents) ? document.getIn(path) : undefined;
    return isSeq(list) ? list.items.filter(isMap).map(container => ({ list, container })) : [];
  });
}

/** Every way in which YAML is written, by its name. */
export const yamlWritings: Readonly<Record<string, Writing>> = {
  'as it is': text => text,
  CRLF: crlf,
  'no final newline': noFinalNewline,
  'a comment after the last key': commentAtEnd,
  'tabs after colons': text => (/^\s*[-\w]+: [\w'"]/m.test(text) ? text.replace(/^(\s*[-\w]+:) (?=[\w'"])/gm, '$1\t') : undefined),
  'quoted keys': text => text.replace(/^(\s*(?:- )?)([A-Za-z][\w-]*):(?= |$)/gm, '$1"$2":'),
  'deep indentation': rewritten(() => true, { indent: 6 }),
  'sequences at their key': rewritten(() => true, { indentSeq: false }),
  'flow style': rewritten(() => true, { collectionStyle: 'flow' }),
  JSON: text => {
    const documents = parseAllDocuments(text, { merge: true });
    return Array.isArray(documents) && documents.length === 1 ? `${JSON.stringify(documents[0]!.toJS(), null, 2)}\n` : undefined;
  },
  'a block scalar at the end': text => `${text}x-note: |\n  two\n  lines\n`,
  'an unknown key in between': rewritten(document => {
    for (const { unit } of units(document)) unit.set('x-extra', document.createNode({ a: [1] }));
    return units(document).length > 0;
  }),
  'nothing after a key (~)': hollow(null),
  'an empty map after a key': text => hollow(parseAllDocuments('{}')[0]!.contents)(text),
  'an alias': anchored(document => document.createAlias(document.get('x-base', true) as YAMLMap, 'base')),
  'a merge': anchored(document => merged(document, document.createAlias(document.get('x-base', true) as YAMLMap, 'base'))),
  'a merge list': anchored(document => {
    const list = document.createNode([]) as unknown as { items: unknown[]; flow: boolean };
    list.items.push(document.createAlias(document.get('x-base', true) as YAMLMap, 'base'));
    list.flow = true;
    return merged(document, list);
  }),
  'duplicate keys': text => {
    const [, key] = /^(services|spec):/m.exec(text) ?? [];
    return key && !text.includes('---') ? `${text.replace(/\n*$/, '\n')}${key}: {}\n` : undefined;
  },
  'a byte-order mark': text => `\uFEFF${text}`,
};

const json =
  (indent: string | number): Writing =>
  text =>
    text.startsWith('{') ? JSON.stringify(JSON.parse(text), null, indent) : undefined;

/** Every way in which JSON is written, by its name. */
export const jsonWritings: Readonly<Record<string, Writing>> = {
  'as it is': text => text,
  CRLF: crlf,
  'no final newline': noFinalNewline,
  'one line': json(''),
  'four blanks': json(4),
  tabs: json('\t'),
  'a byte-order mark': text => `\uFEFF${text}`,
};

/** Lines that begin an instruction. */
const INSTRUCTION = /^(FROM|RUN|CMD|LABEL|EXPOSE|ENV|ADD|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|STOPSIGNAL|HEALTHCHECK|SHELL)(?=[ \t])/gm;
const hasHeredoc = (text: string) => /<<-?["']?\w/.test(text);

/** Every way in which Dockerfiles are written, by its name. */
export const dockerfileWritings: Readonly<Record<string, Writing>> = {
  'as it is': text => text,
  CRLF: crlf,
  'no final newline': noFinalNewline,
  'lower case': text => text.replace(INSTRUCTION, keyword => keyword.toLowerCase()),
  tabs: text => text.replace(INSTRUCTION, keyword => `${keyword}\t`).replace(/\t /g, '\t'),
  'indented instructions': text => (hasHeredoc(text) ? undefined : text.replace(INSTRUCTION, keyword => `  ${keyword}`)),
  'a comment in a continuation': text =>
    hasHeredoc(text) ? undefined : text.replace(/^(RUN|ENV|COPY|ADD|LABEL) (?=[^[\n]*$)/gm, '$1 \\\n# a comment\n\n    '),
  'an escape directive': text =>
    /^# *(?:syntax|check|escape)/.test(text) || /\\(?!\n)/.test(text) ? undefined : `# escape=\`\n${text.replace(/\\\n/g, '`\n')}`,
  ONBUILD: text => {
    const [, head, tail] = /^((?:[\s\S]*\n)?FROM [^\n]*\n)([\s\S]*)$/.exec(text) ?? [];
    return tail && !hasHeredoc(tail)
      ? head + tail.replace(/^(?=(?:RUN|COPY|ADD|ENV|USER|WORKDIR|CMD|ENTRYPOINT|LABEL|ARG) )/gm, 'ONBUILD ')
      : undefined;
  },
  'a heredoc': text =>
    hasHeredoc(text)
      ? undefined
      : text.replace(/^RUN (?!--|\[)((?:[^\n]*\\\n)*[^\n]*)$/gm, (_, script: string) => `RUN <<EOF\n${script}\nEOF`),
  'flags first': text => text.replace(/^RUN (?!--|\[|<<)/gm, 'RUN --network=default '),
  'a comment at the end': text => `${text.replace(/\n*$/, '\n')}# the end`,
  'a byte-order mark': text => `\uFEFF${text}`,
};
