import type { Instruction, Pair } from '../../core/facts/documents/dockerfile.js';
import { defineRule, type Finding, type Severity } from '../../core/judge/rule.js';
import { fixWith } from '../command/_edits.js';

const NAMES = new Set(['PATH', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'PYTHONPATH', 'NODE_PATH']);
const OPEN = /^(?:\/tmp|\/var\/tmp|\/dev\/shm)(?:\/|$)/;

export default defineRule({
  meta: {
    id: 'no-unsafe-search-path',
    title: 'Programs are looked for where others can write',
    layer: 'runtime',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'nist-800-190': ['4.1.2'],
      'nist-800-53': ['CM-6', 'SI-7'],
    },

    why: 'Whoever can put a file into such a folder decides which program or library runs under the next plain name. The current folder is whatever it happens to be.',
    remedy: 'Name absolute folders that belong to root, and leave no empty entry: it means the current folder.',
    exceptions: '`./node_modules/.bin` is reported as information, the current folder for Python and Node as low.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nENV PATH=«.»:/app/bin:$PATH\n',
        fixed: 'FROM debian:12\nENV PATH=/app/bin:$PATH\n',
        message: 'PATH looks in the current folder, whatever that is.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nENV LD_LIBRARY_PATH="/usr/lib:«/tmp/lib»"\n',
        fixed: 'FROM debian:12\nENV LD_LIBRARY_PATH="/usr/lib"\n',
        message: 'LD_LIBRARY_PATH looks in /tmp/lib, where everyone can write.',
      },
      { file: 'Dockerfile', bad: 'FROM node:22\nENV PATH=«./node_modules/.bin»:$PATH A=b\n', fixed: 'FROM node:22\nENV PATH=$PATH A=b\n' },
      { file: 'Dockerfile', bad: 'FROM node:22\nENV «PATH=/app::$PATH:/bin»\n', fixed: 'FROM node:22\nENV PATH=/app:$PATH:/bin\n' },
      // Blanks part it as well.
      {
        file: 'Dockerfile',
        bad: 'FROM debian:12\nENV LD_PRELOAD="/usr/lib/a.so «/tmp/b.so»"\n',
        fixed: 'FROM debian:12\nENV LD_PRELOAD="/usr/lib/a.so"\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM debian:12\nENV PATH=/app/bin:${PATH}:${HOME:-/root}/bin:/tmp/x LD_PRELOAD=libjemalloc.so.2 PYTHONPATH= NODE_PATH=$X\nENV PATH="C:\\\\app;$PATH"\n',
      },
    ],
  },

  keywords: ['ENV'],
  mentions: ['PATH', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'PYTHONPATH', 'NODE_PATH'],
  checks: {
    *instruction(instruction) {
      for (const pair of instruction.pairs) if (NAMES.has(pair.name) && pair.value) yield* unsafe(instruction, pair);
    },
  },
});

function* unsafe(instruction: Instruction, pair: Pair): Iterable<Finding> {
  const elements = elementsOf(pair);
  if (elements.length === 1 && elements[0]!.text === '') return;
  let system = false;
  for (const [i, { text, start }] of elements.entries()) {
    const found = judge(pair.name, text, system);
    system ||= /^(?:\/(?:usr\/(?:local\/)?)?s?bin\/?|\$\{?PATH\}?)$/.test(text);
    if (!found) continue;
    const end = start + text.length;
    const last = i === elements.length - 1;
    const span = last ? { start: i > 0 ? start - 1 : start, end } : { start, end: end + 1 };
    const edits = elements.length === 1 ? instruction.removePair(pair) : [{ span, text: '' }];
    yield {
      at: { span: text === '' ? pair.span : { start, end }, place: `${instruction.place}/${pair.name}/${text}` },
      ...found,
      fixes: fixWith(text === '' ? `Take the empty entry out of ${pair.name}` : `Take ${text} out of ${pair.name}`, edits),
    };
  }
}

/** The parts between colons, with the offsets where they start; none for a path of Windows. */
function elementsOf({ name, value }: Pair): readonly { readonly text: string; readonly start: number }[] {
  const { text, span } = value!;
  const quoted = /^(["'])([\s\S]*)\1$/.exec(text);
  const inner = quoted ? quoted[2]! : text;
  if (/[\\;"']/.test(inner)) return [];
  const elements: { text: string; start: number }[] = [];
  const from = span.start + (quoted ? 1 : 0);
  let start = 0;
  let depth = 0;
  for (let i = 0; i <= inner.length; i++) {
    if (inner[i] === '{') depth++;
    else if (inner[i] === '}') depth--;
    else if (i === inner.length || (depth === 0 && (inner[i] === ':' || (inner[i] === ' ' && name === 'LD_PRELOAD')))) {
      elements.push({ text: inner.slice(start, i), start: from + start });
      start = i + 1;
    }
  }
  return elements;
}

function judge(name: string, text: string, system: boolean): { readonly message: string; readonly severity?: Severity } | undefined {
  if (OPEN.test(text)) return name === 'PATH' && system ? undefined : { message: `${name} looks in ${text}, where everyone can write.` };
  // The loader looks for a bare name in its own folders.
  if (/^[/$~]/.test(text) || (name === 'LD_PRELOAD' && !text.startsWith('.'))) return undefined;
  const message = `${name} looks in ${text === '' || text === '.' ? 'the current folder' : `${text} below the current folder`}, whatever that is.`;
  if (/^(?:\.\/)?node_modules\/\.bin\/?$/.test(text)) return { message, severity: 'info' };
  return name === 'PYTHONPATH' || name === 'NODE_PATH' ? { message, severity: 'low' } : { message };
}
