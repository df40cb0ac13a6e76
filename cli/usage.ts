import type { ParseArgsConfig } from 'node:util';

/** How a command is called: what parses its arguments and what its help says. Data only, so that help needs nothing loaded. */
export interface Usage {
  readonly summary: string;
  readonly synopsis: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** A paragraph under the options. */
  readonly notes?: string;
}

export interface Option {
  /** What stands for the value; without it the option is a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly multiple?: boolean;
  /** One letter: it stands for the name. */
  readonly short?: string;
  readonly text: string;
}

/** What a report can be printed as. */
export const formats = ['text', 'json', 'sarif', 'junit', 'gitlab', 'markdown', 'html'] as const;
export type Format = (typeof formats)[number];

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];

/** How registries are asked: the user's choice, never a workspace's. */
const REGISTRY = {
  mirror: { value: 'HOST=URL', multiple: true, text: 'ask URL before HOST; may be repeated' },
  insecure: { value: 'HOST', multiple: true, text: 'ask HOST in plain HTTP; may be repeated' },
  ca: { value: 'FILE', text: 'trust these certificates too (PEM)' },
  anonymous: { text: 'do not log in as docker and podman would' },
} as const;

const PRESET = {
  value: 'PRESET',
  choices: ['essential', 'recommended', 'strict'],
  text: 'essential, recommended or strict; wins over configs',
} as const;

const TODAY = { value: 'YYYY-MM-DD', text: 'judge by this date instead of the current one' } as const;

const OUTPUT = {
  format: { value: 'FORMAT', choices: formats, multiple: true, text: 'text, json, sarif, junit, gitlab, markdown or html' },
  output: { value: 'FILE', multiple: true, text: 'write the format before it, else what its name says' },
} as const;

const GATES = {
  'fail-on': { value: 'SEVERITY', choices: [...SEVERITIES, 'none'], text: 'exit 1 from this severity on, or none; else high' },
  'min-score': { value: 'N', text: 'exit 1 when the score is below N (0 to 100)' },
} as const;

const STRICT_PARSE = { text: 'exit 1 when a file has a syntax error' } as const;
const BASELINE = { value: 'FILE', text: 'compare with FILE, not .seaworthy/baseline.json' } as const;
const NEW_ONLY = { text: 'only what the baseline does not know' } as const;
const NO_WORSE = { text: 'exit 1 for a lower score, or more criticals or highs' } as const;
const JOBS = { value: 'N', text: 'use up to N threads (else 1)' } as const;

export const usages = {
  audit: {
    summary: 'Say what is insecure',
    synopsis: 'audit [PATH...]',
    options: {
      ...OUTPUT,
      preset: PRESET,
      ...GATES,
      'strict-parse': STRICT_PARSE,
      baseline: BASELINE,
      'new-only': NEW_ONLY,
      'no-worse': NO_WORSE,
      since: { value: 'REV', text: 'only what is new since a git revision' },
      blame: { text: 'say who brought each finding in, and when' },
      history: { value: 'N', text: 'with the score over the last N commits' },
      framework: { value: 'ID', multiple: true, text: 'with the controls of a framework; may be repeated' },
      jobs: JOBS,
      shard: { value: 'I/N', text: 'only the I-th of N parts; see merge' },
      today: TODAY,
      'ask-registries': { text: 'ask for the users, ages and volumes of images' },
      quiet: { text: 'findings only: no progress, no summary' },
    },
    examples: [
      ['seaworthy audit --new-only', 'what the baseline does not know yet'],
      ['seaworthy audit --format sarif --output a.sarif --output report.html', 'two reports at once'],
    ],
    notes: 'Exit code: 0 clean, 1 findings, 2 wrong usage or config or an unreadable path.',
  },
  baseline: {
    summary: 'Make what is found today known to audits',
    synopsis: 'baseline write [PATH]',
    options: { preset: PRESET, jobs: JOBS, today: TODAY, quiet: { text: 'no progress' } },
    examples: [
      ['seaworthy baseline write', 'writes .seaworthy/baseline.json, to be committed'],
      ['seaworthy audit --new-only --no-worse', 'then, in CI: nothing new, and no lower score'],
    ],
    notes: 'The baseline is of the whole tree around PATH. It changes no score.',
  },
  init: {
    summary: 'Write a first configuration and baseline',
    synopsis: 'init [FOLDER]',
    options: { preset: PRESET, jobs: JOBS, today: TODAY, quiet: { text: 'no progress' } },
    examples: [
      ['seaworthy init', 'for the repository around the working folder'],
      ['seaworthy init services/shop', 'for the one around that folder'],
    ],
    notes: 'A configuration that is there already stays as it is.',
  },
  history: {
    summary: 'Print the score after each of the last commits',
    synopsis: 'history [PATH]',
    options: {
      n: { value: 'N', short: 'n', text: 'how many commits (else 10), along first parents' },
      format: { value: 'FORMAT', choices: ['text', 'json'], text: 'text (default) or json' },
      preset: PRESET,
      today: TODAY,
      quiet: { text: 'no progress' },
    },
    examples: [
      ['seaworthy history -n 30', 'the newest first'],
      ['seaworthy history deploy --format json', 'of one folder, for a program'],
    ],
    notes: 'Commits are read from git as they are; nothing is checked out.',
  },
  merge: {
    summary: 'Make one report of several',
    synopsis: 'merge [NAME=]REPORT.json...',
    options: {
      ...OUTPUT,
      ...GATES,
      'strict-parse': STRICT_PARSE,
      baseline: BASELINE,
      'new-only': NEW_ONLY,
      'no-worse': NO_WORSE,
      quiet: { text: 'findings only: no summary' },
    },
    examples: [
      ['seaworthy merge part-*.json --format sarif --output all.sarif', 'of --shard 1/7 to 7/7'],
      ['seaworthy merge shop=shop.json blog=blog.json --output fleet.html', 'of several repositories'],
    ],
    notes: 'All shards of a tree give the report of the undivided audit.',
  },
  rules: {
    summary: 'List every rule',
    synopsis: 'rules',
    options: { format: { value: 'FORMAT', choices: ['text', 'json'], text: 'text (default) or json' } },
    examples: [
      ['seaworthy rules', 'a table'],
      ['seaworthy rules --format json', 'with the ids of other tools and the controls'],
    ],
  },
  explain: {
    summary: 'Say why a rule matters and what to do',
    synopsis: 'explain RULE',
    options: {},
    examples: [
      ['seaworthy explain no-runtime-socket', 'by its id'],
      ['seaworthy explain DL3002', "by another tool's id"],
    ],
  },
  fix: {
    summary: 'Mend what can be mended without asking',
    synopsis: 'fix [PATH...]',
    options: {
      rule: { value: 'ID', multiple: true, text: 'only this rule; may be repeated' },
      safety: {
        value: 'SAFETY',
        choices: ['safe', 'review'],
        text: 'safe (default): nothing changes but the weakness; review: read the diff',
      },
      'dry-run': { text: 'print a unified diff and write nothing' },
      preset: PRESET,
      today: TODAY,
    },
    examples: [
      ['seaworthy fix --dry-run', 'what would change'],
      ['seaworthy fix compose.yaml --safety review', 'mend all that is possible in one file'],
    ],
  },
  config: {
    summary: 'Print what holds for a path, and why',
    synopsis: 'config print [PATH]',
    options: {
      format: { value: 'FORMAT', choices: ['text', 'json'], text: 'text (default) or json' },
      preset: PRESET,
    },
    examples: [
      ['seaworthy config print deploy/api.yaml', 'for one file'],
      ['seaworthy config print --format json', 'for the working folder, for a program'],
    ],
    notes: 'Exit code: 0, or 2 for a wrong config, wrong usage or a path that could not be read.',
  },
  pin: {
    summary: 'Pin images to digests; asks registries',
    synopsis: 'pin [PATH...]',
    options: {
      check: { text: 'write nothing; exit 1 when a pin is missing or stale' },
      update: { text: 'also write new digests where the tag has moved' },
      'dry-run': { text: 'say what would be written and write nothing' },
      ...REGISTRY,
      'no-cache': { text: 'ask again what was asked within the last hour' },
      quiet: { text: 'no progress, no summary' },
    },
    examples: [
      ['seaworthy pin', 'append digests to what has none'],
      ['seaworthy pin --check deploy/', 'in CI: are all pinned, and to what the tags mean now?'],
    ],
    notes: 'Exit code: 0 done, 1 findings of --check, 2 something could not be looked at.',
  },
  lsp: {
    summary: 'Serve an editor: the language server',
    synopsis: 'lsp --stdio',
    options: { stdio: { text: 'the only transport, and the default' }, ...REGISTRY },
    examples: [
      ['seaworthy lsp --stdio', 'what an editor starts'],
      ['vim.lsp.config.seaworthy = { cmd = { "seaworthy", "lsp", "--stdio" } }', 'in Neovim'],
    ],
  },
} as const satisfies Record<string, Usage>;

export type CommandName = keyof typeof usages;
export const commandNames = Object.keys(usages) as CommandName[];

/** The configuration of `parseArgs` for a command. */
export const parseConfigOf = (usage: Usage): NonNullable<ParseArgsConfig['options']> => ({
  help: { type: 'boolean', short: 'h' },
  ...Object.fromEntries(
    Object.entries(usage.options).map(([name, { value, multiple, short }]) => [
      name,
      { type: value ? 'string' : 'boolean', multiple: multiple ?? false, ...(short ? { short } : {}) } as const,
    ]),
  ),
});

/** Help for one command: a screen of 80 columns. */
export function helpOf(name: CommandName): string {
  const usage: Usage = usages[name];
  const options = Object.entries(usage.options).map(
    ([option, { value, text, short }]) => [`${short ? `-${short}` : `--${option}`}${value ? ` ${value}` : ''}`, text] as const,
  );
  const sections = [
    `seaworthy ${usage.synopsis}${options.length > 0 ? ' [options]' : ''}\n\n${usage.summary}.`,
    `Options:\n${table([...options, ['--help', 'this text']])}`,
    ...(usage.notes ? [fold(usage.notes, 80).join('\n')] : []),
    `Examples:\n${usage.examples.map(([command, what]) => `  ${command}\n      ${what}`).join('\n')}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

export function help(): string {
  const commands = commandNames.map(name => [usages[name].synopsis, usages[name].summary] as const);
  return `seaworthy COMMAND [options]\n\nFinds security weaknesses in container files and mends them.\n\nCommands:\n${table(commands)}\n\nOptions:\n${table(
    [
      ['--help', 'help, also for each command'],
      ['--version', 'the version'],
    ],
  )}\n\nExamples:\n  seaworthy audit\n  seaworthy fix --dry-run\n`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 4;
  return rows.map(([name, text]) => `  ${name}`.padEnd(width) + fold(text, 80 - width).join(`\n${' '.repeat(width)}`)).join('\n');
}

function fold(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
