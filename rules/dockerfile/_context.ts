import { DockerIgnore } from '../../core/facts/dockerignore.js';
import type { DockerfileDocument, Instruction, Word } from '../../core/facts/documents/dockerfile.js';
import { memo } from '../../core/facts/memo.js';
import type { Workspace } from '../../core/facts/workspace.js';
import type { Fix } from '../../core/judge/rule.js';
import { at, lineEndOf } from '../../core/text.js';

/** What no image needs, as patterns, each with a file that it has to keep out. */
const BASELINE: readonly (readonly [pattern: string, sample: string])[] = [
  ['**/.git', '.git/config'],
  ['**/.env', '.env'],
  ['**/.env.*', '.env.production'],
  ['**/*.pem', 'server.pem'],
  ['**/*.key', 'server.key'],
  ['**/id_*', 'id_rsa'],
  ['**/.ssh', '.ssh/config'],
  ['**/.aws', '.aws/credentials'],
  ['**/.npmrc', '.npmrc'],
  ['**/.netrc', '.netrc'],
  ['**/*.tfstate*', 'terraform.tfstate'],
];

/** What guards the build context of a Dockerfile. */
export interface IgnoreFile {
  readonly path: string;
  /** `undefined`: there is none yet. */
  readonly text: string | undefined;
  readonly rules: DockerIgnore;
}

/**
 * The ignore file of a Dockerfile: its own, else the nearest one in its folder or above, since the context may be any of these folders.
 * `undefined` where there is none and the workspace has not been seen whole.
 */
export const ignoreFileOf = memo(({ path, complete, text }: Workspace): IgnoreFile | undefined => {
  const candidates = [`${path}.dockerignore`];
  for (let end = path.lastIndexOf('/'); ; end = end > 0 ? path.lastIndexOf('/', end - 1) : -1) {
    const folder = path.slice(0, end + 1);
    candidates.push(`${folder}.dockerignore`, `${folder}.containerignore`);
    if (end < 0) break;
  }
  for (const candidate of candidates) {
    const content = text(candidate);
    if (content !== undefined) return { path: candidate, text: content, rules: new DockerIgnore(content) };
  }
  return complete ? { path: candidates[1]!, text: undefined, rules: new DockerIgnore('') } : undefined;
});

/** Whether history and environment files, which most folders hold, stay out. */
export const keepsSecretsOut = ({ rules }: IgnoreFile): boolean => rules.excludes('.git/config') && rules.excludes('.env');

/** A fix that keeps what no image needs out of the context: nothing that the Dockerfile copies by name, or reads with git. */
export function guardContext(file: IgnoreFile, dockerfile: DockerfileDocument): readonly Fix[] {
  const copied = copiesOf(dockerfile).flatMap(copy => contextSources(copy).flatMap(({ value }) => value?.replace(/^\.?\/+/, '') ?? []));
  const isNeeded = (pattern: string) =>
    copied.some(source => new DockerIgnore(pattern).excludes(source)) || (pattern === '**/.git' && readsHistory(dockerfile));
  // What the rules ask for would break the build.
  if (isNeeded('**/.git') || isNeeded('**/.env')) return [];
  const missing = BASELINE.filter(([pattern, sample]) => !file.rules.excludes(sample) && !isNeeded(pattern)).map(([pattern]) => pattern);
  if (missing.length === 0) return [];
  const text = file.text ?? '';
  const eol = lineEndOf(text);
  const lead = text === '' || text.endsWith('\n') ? '' : eol;
  return [
    {
      title: file.text === undefined ? `Create ${file.path}` : `Keep history and secrets out with ${file.path}`,
      safety: 'review',
      assumes: 'No step of a build reads history, keys or environment files out of this folder.',
      edits: () => [{ path: file.path, span: at(text.length), text: lead + missing.map(pattern => pattern + eol).join('') }],
    },
  ];
}

/** Whether a step asks the repository that was copied in. */
const readsHistory = ({ instructions }: DockerfileDocument): boolean =>
  instructions.some(
    ({ keyword, script }) =>
      keyword === 'RUN' &&
      script.commands.some(({ name, words }) => name === 'git' && !/^(?:clone|config|init|lfs|--version)$/.test(words[1]?.value ?? '')),
  );

/** A source of a COPY or ADD; `value` is `undefined` where a variable leaves it unknown. */
export interface ContextSource {
  readonly word: Word;
  readonly value: string | undefined;
}

/** The instructions that bring files. */
export const copiesOf = memo(({ instructions }: DockerfileDocument): readonly Instruction[] =>
  instructions.filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD'),
);

/** Sources of a COPY or ADD that come from the build context. */
export function contextSources(instruction: Instruction): readonly ContextSource[] {
  if (instruction.flag('from') || instruction.heredocs.length > 0) return [];
  const { words } = instruction;
  const sources: ContextSource[] = [];
  for (let i = 0; i < words.length - 1; i++) {
    const word = words[i]!;
    const { value } = instruction.expand(word);
    // Both kinds of addresses have a colon.
    if (value === undefined || !value.includes(':') || !ADDRESS.test(value)) sources.push({ word, value });
  }
  return sources;
}

const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/|[\w.-]+@[\w.-]+:)/i;
