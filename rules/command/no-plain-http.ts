import { commandsOf } from '../../core/facts/documents/compose/commands.js';
import { variablesOf } from '../../core/facts/documents/compose/container.js';
import { fileSourcesOf, includedSources } from '../../core/facts/documents/compose/remote.js';
import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import { type Address, addressIn, downloadOf, isLoopback, verifies } from '../../core/facts/shell/tools/downloads.js';
import { toolName, toolOptions } from '../../core/facts/shell/tools/index.js';
import { packageCommand } from '../../core/facts/shell/tools/packages.js';
import { linesOf } from '../../core/facts/shell/tools/writes.js';
import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import { defineRule, type Finding, type Fix } from '../../core/judge/rule.js';
import type { Span } from '../../core/text.js';

/** Options of package managers that name where packages come from. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  pip: ['--index-url', '--extra-index-url', '--find-links'],
  uv: ['--index-url', '--extra-index-url', '--find-links', '--index', '--default-index'],
  npm: ['--registry'],
  yarn: ['--registry'],
  pnpm: ['--registry'],
  gem: ['--source'],
  apk: ['--repository'],
  'yum-config-manager': ['--add-repo'],
  dnf: ['--add-repo', '--from-repofile'],
  yum: ['--add-repo'],
};

const VARIABLE =
  /^(?:(?:PIP|UV)_(?:EXTRA_)?(?:INDEX_URL|DEFAULT_INDEX)|NPM_CONFIG_REGISTRY|YARN_(?:NPM_REGISTRY_SERVER|REGISTRY)|GOPROXY|RUBYGEMS_MIRROR|BUNDLE_MIRROR\w*)$/i;

/** APT checks signatures itself: the line of a repository may be open. */
const SIGNED = /^(?:deb|deb-src)\s/;

/** Names without a dot and such endings are of a private network. */
const PRIVATE = /^[a-z]+:\/\/(?:[^/@]*@)?(?:[\w-]+|[\w.-]+\.(?:local|internal|lan|svc|localhost|test))(?:[:/]|$)/i;

export default defineRule({
  meta: {
    id: 'no-plain-http',
    title: 'Code is fetched over an open line',
    layer: 'network',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
      compose: { severity: 'low', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.11'],
      'nist-800-53': ['SC-8', 'SC-13', 'SI-7'],
      'pci-dss-4': ['4.2.1', '6.2.4'],
      soc2: ['CC6.7'],
      hipaa: ['164.312(e)(1)'],
    },
    alsoKnownAs: {
      sonar: ['S5332'],
      'docker-bench': ['check_4_11'],
    },
    why: 'Whoever sits on the network between can read the request and answer in its place, and what comes back is built into the image.',
    remedy: 'Use `https://`, after a look whether the server offers it.',
    exceptions: 'Downloads whose checksum is compared are information; repositories of APT are signed and not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN curl -fsSLO «http://example.com/tool.tgz»\n',
        fixed: 'FROM alpine:3.22\nRUN curl -fsSLO https://example.com/tool.tgz\n',
        message: 'Anyone on the way can change what example.com sends (http).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM python:3.13\nENV PIP_INDEX_URL=«http://pypi.example.com/simple»\nADD «http://example.com/a.tgz» /\nRUN git clone «git://example.com/a.git» && pip install -i "«http://pypi.example.com»" a==1\n',
        fixed:
          'FROM python:3.13\nENV PIP_INDEX_URL=https://pypi.example.com/simple\nADD http://example.com/a.tgz /\nRUN git clone git://example.com/a.git && pip install -i "http://pypi.example.com" a==1\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM fedora:44\nRUN dnf install -y «http://example.com/a.rpm» && rpm --import «http://example.com/key»\nRUN npm install «http://example.com/a.tgz»\n',
        fixed:
          'FROM fedora:44\nRUN dnf install -y https://example.com/a.rpm && rpm --import http://example.com/key\nRUN npm install http://example.com/a.tgz\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nLABEL url=http://example.com\nENV HTTP_PROXY=http://proxy.example.com SITE=http://example.com\nRUN curl http://localhost:8080/ && wget http://nexus/a && curl http://$HOST/a && echo "deb http://deb.example.com/debian sid main" > /etc/apt/sources.list\nRUN curl --proxy http://proxy.example.com https://example.com/a\nHEALTHCHECK CMD curl http://example.com\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    environment:\n      PIP_INDEX_URL: «http://pypi.example.com/simple»\n      API_URL: http://api:8080\n  api:\n    image: example/api:1.4\n',
        fixed:
          'services:\n  web:\n    image: example/web:1.4\n    environment:\n      PIP_INDEX_URL: https://pypi.example.com/simple\n      API_URL: http://api:8080\n  api:\n    image: example/api:1.4\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    build: «git://example.com/web.git»\n    command: sh -c "curl -O «http://example.com/tool» && ./tool"\n',
        fixed:
          'services:\n  web:\n    build: https://example.com/web.git\n    command: sh -c "curl -O http://example.com/tool && ./tool"\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    command: [sh, -c, "curl -O «http://example.com/tool» && ./tool"]\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    command: [sh, -c, "curl -O https://example.com/tool && ./tool"]\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    build: https://example.com/web.git\n    command: sh -c "curl http://api/ && curl http://localhost:80/ && wget http://x.internal/a && serve --url http://example.com"\n    healthcheck: { test: curl http://example.com }\n',
      },
    ],
  },
  mentions: ['http', 'ftp', 'git'],
  checks: {
    *service(service): Iterable<Finding> {
      const named = variablesOf(service).filter(({ kind, name }) => kind !== 'label' && VARIABLE.test(name));
      for (const variable of named) {
        const match = /^(http|ftp|git):\/\/(?:[^/@]*@)?([\w.-]+)/i.exec(variable.value ?? '');
        // A host without a dot is another service, reached over a network of their own.
        if (!match || !match[2]!.includes('.') || isLoopback(variable.value!) || PRIVATE.test(variable.value!)) continue;
        const [, scheme, host] = match;
        const edits = () => variable.set?.(variable.value!.replace(/^\w+/, 'https')) ?? null;
        yield {
          at: variable,
          message: `Anyone on the way can change what ${host} sends (${scheme}).`,
          fixes: scheme!.toLowerCase() !== 'ftp' && edits() ? [{ title: HTTPS, safety: 'review', edits }] : [],
        };
      }
      if (!service.provided)
        yield* commandsOf(service).flatMap(({ shell, place }) =>
          wordsOf(shell).flatMap(word => {
            const address = addressIn(word);
            return address ? clear(service.document.text, address.url, address.span ?? word.span, `${place}/url`) : [];
          }),
        );
      yield* fileSourcesOf(service).flatMap(({ text, node, place }) => clear(service.document.text, text, node.useSpan, `${place}/url`));
    },
    *compose({ root, text: file }): Iterable<Finding> {
      yield* includedSources(root).flatMap(({ text, node, place }) => clear(file, text, node.useSpan, `${place}/url`));
    },
    *instruction(instruction): Iterable<Finding> {
      const isChecked = () =>
        instruction.keyword === 'RUN' ? instruction.script.commands.some(verifies) : instruction.flag('checksum') !== undefined;
      for (const { address, place } of sourcesOf(instruction)) {
        const match = /^(http|ftp|git):\/\/(?:[^/@]*@)?([\w.-]+)/i.exec(address.url);
        if (!match || isLoopback(address.url) || PRIVATE.test(address.url)) continue;
        const [, scheme, host] = match;
        yield {
          at: { span: address.span ?? address.word.span, place: `${place}/url` },
          message: `Anyone on the way can change what ${host} sends (${scheme}).`,
          ...(isChecked() ? { severity: 'info' as const } : {}),
          fixes: fixesFor(address, scheme!),
        };
      }
    },
  },
});

/** What a Compose file fetches over a way that nobody protects. A host without a dot is a service of the project. */
function clear(file: string, url: string, span: Span, place: string): readonly Finding[] {
  const [, scheme, host] = /^(http|ftp|git):\/\/(?:[^/@]*@)?([\w.-]+)/i.exec(url) ?? [];
  if (!host?.includes('.') || isLoopback(url) || PRIVATE.test(url)) return [];
  return [
    {
      at: { span, place },
      message: `Anyone on the way can change what ${host} sends (${scheme}).`,
      fixes: () => inPlace(file, url, span, scheme!),
    },
  ];
}

/** Where the address stands in the text as it is, and once. */
function inPlace(file: string, url: string, span: Span, scheme: string): readonly Fix[] {
  const text = file.slice(span.start, span.end);
  const at = text.indexOf(url);
  if (at < 0 || text.indexOf(url, at + 1) >= 0 || scheme.toLowerCase() === 'ftp') return [];
  const start = span.start + at;
  return [{ title: HTTPS, safety: 'review', edits: () => [{ span: { start, end: start + scheme.length }, text: 'https' }] }];
}

const HTTPS = 'Use https (if the server offers it)';

interface Source {
  readonly address: Address;
  readonly place: string;
}

/** The text of a command that names such an address has it, or else escapes or quotes in the middle of something. */
const CLEAR = /(?:http|ftp|git):\/\/|\\u|[a-z:/]["'\\]+(?:\r?\n)?[a-z:/]/i;

function sourcesOf(instruction: Instruction): readonly Source[] {
  const { keyword, place } = instruction;
  const of = (word: ShellWord, at: string): readonly Source[] => {
    const address = addressIn(word);
    return address ? [{ address, place: at }] : [];
  };
  if (keyword === 'ADD') return instruction.words.slice(0, -1).flatMap(word => of({ ...word, value: word.text }, place));
  if (keyword === 'ENV' || keyword === 'ARG')
    return instruction.pairs.flatMap(({ name, value }) =>
      value && VARIABLE.test(name) ? of({ ...value, value: value.text }, `${place}/${name}`) : [],
    );
  if (keyword !== 'RUN') return [];
  const named = CLEAR.test(instruction.text.slice(instruction.span.start, instruction.span.end))
    ? instruction.commands.flatMap(command => wordsOf(command.shell).flatMap(word => of(word, command.place)))
    : [];
  const written = instruction.writes.flatMap(write =>
    /\.repo$|apk\/repositories|\.gemrc|npmrc|pip\.conf/.test(write.path ?? '')
      ? linesOf(write).flatMap(({ text, span }) =>
          SIGNED.test(text) || text.startsWith('#') ? [] : of({ value: text, text, span }, place),
        )
      : [],
  );
  return [...named, ...written];
}

/** The words of a command that say where something comes from. */
function wordsOf(shell: ShellCommand): readonly ShellWord[] {
  const download = downloadOf(shell);
  if (download) return download.addresses.map(({ word }) => word);
  const tool = toolName(shell) ?? '';
  const options = toolOptions(shell);
  if (!options) return [];
  if (tool === 'git') return options.subcommand === 'clone' ? options.operands.slice(0, 1) : [];
  const named = Object.hasOwn(SOURCES, tool) ? SOURCES[tool]!.flatMap(name => options.values(name)) : [];
  const set = /^(?:config|c) set$/.test(options.subcommand ?? '') && /registry|index-url/.test(options.operands[0]?.value ?? '');
  if (tool === 'rpm') return shell.words.slice(1);
  const installs = packageCommand(shell)?.does === 'install';
  return [...named, ...(set || installs ? options.operands : [])];
}

function fixesFor({ span, url }: Address, scheme: string): readonly Fix[] {
  if (!span || scheme.toLowerCase() === 'ftp' || !url.startsWith(scheme)) return [];
  const edit = { span: { start: span.start, end: span.start + scheme.length }, text: 'https' };
  return [{ title: HTTPS, safety: 'review', edits: () => [edit] }];
}
