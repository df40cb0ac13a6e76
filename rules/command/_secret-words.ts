import { classifySecret } from '../../core/facts/secrets/classify.js';
import { isSecretName } from '../../core/facts/secrets/names.js';
import { firstCredential } from '../../core/facts/secrets/structure.js';
import { classifyValue } from '../../core/facts/secrets/values.js';
import { findVendorTokens } from '../../core/facts/secrets/vendors.js';
import { toolName, toolOptions } from '../../core/facts/shell/tools/index.js';
import { linesOf, writesOf } from '../../core/facts/shell/tools/writes.js';
import type { ShellCommand, ShellWord } from '../../core/facts/shell/types.js';
import { isFaithful, valueOffset } from '../../core/facts/shell/word.js';
import type { Span } from '../../core/text.js';

/** A secret that stands in a command. */
export interface SecretWord {
  /** Where it is given away: an option, a variable, a header. Never the secret. */
  readonly what: string;
  readonly span: Span;
  readonly weight: 'literal' | 'default-credential';
  /** The word that it is the end of, where a shell would read something else put in its place. */
  readonly word: ShellWord | undefined;
  /** Whether it is all that a variable is set to. */
  readonly assigned?: boolean;
}

/** Options whose value is a secret in whatever program has them. */
const OPTION =
  /^--?(?:[a-z]+-)*(?:password|passwd|pass|passphrase|token|secret|api-?key|private-key|client-secret|secret-key|access-key|requirepass|masterauth|storepass|keypass)$/i;

/** A property of Java: `-Dspring.datasource.password=...`, `-Dplay.http.secret.key=...`. */
const PROPERTY = /^-D(?=.*\.)(?:[\w-]+\.)*(?:password|passwd|passphrase|token|secret|client-secret|(?:api|secret)[-.]?key)$/i;

/** Of these programs a short option is one for a password. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['redis-cli', '-a'],
  ['sshpass', '-p'],
]);
const SHORT_OF_LOGIN = '-p';
const NEEDS_LOGIN: ReadonlySet<string> = new Set(['docker', 'podman', 'buildah', 'helm', 'oras', 'crane', 'skopeo']);
/** These have the password behind `-p`, without a blank. */
const ATTACHING = /^(?:sshpass|mysql(?:dump|admin|check|import|show)?|mariadb(?:-dump|-admin|-check)?)$/;
const ATTACHED = /^-p.+$/;
const HEADER =
  /^\s*(authorization|proxy-authorization|x-api-key|x-auth-token|x-vault-token|private-token|job-token|api-key)\s*:\s*(?:(?:bearer|basic|token)\s+)?(\S.*)$/i;
const CREDENTIAL_FILE =
  /(?:^|\/)(?:\.npmrc|\.yarnrc\.yml|\.netrc|_netrc|\.pypirc|pip\.conf|\.git-credentials|config\.json|settings\.xml|auth\.json|credentials|\.env[\w.]*|\.pgpass|\.my\.cnf|NuGet\.Config)$/i;

const ADDRESS = 'An address with a password';

/** Every secret of a command, in order: as an option's value, in a header, an address, an assignment, or written into a file. */
export function secretWords(command: ShellCommand): readonly SecretWord[] {
  const found: SecretWord[] = [];
  findInAssignments(command, found);
  findInOptions(command, found);
  findInRequests(command, found);
  findInFiles(command, found);
  findByShape(command, found);
  if (found.length < 2) return found;
  const seen = new Set<number>();
  const inner = ({ span }: SecretWord) => found.some(other => other.span.start > span.start && other.span.end <= span.end);
  return found
    .filter(each => each.what !== ADDRESS || !inner(each))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
    .filter(({ span }) => !seen.has(span.start) && seen.add(span.start));
}

/** A secret that Compose puts into a command in place of a variable. */
export interface SuppliedSecret {
  readonly what: string;
  readonly variable: string;
  readonly span: Span;
  /** How bad its default is, where it has one, which is a secret then. */
  readonly weight?: SecretWord['weight'] | undefined;
}

/** `$NAME`, `${NAME}`, `${NAME:?}` and `${NAME:-default}`: `$$` is left to the shell in the container. */
const SUPPLIED = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?\?[^{}]*|:?-([^${}]+))?\})$/;

/** Options for secrets whose value is a variable of Compose. */
export function suppliedSecrets(command: ShellCommand): readonly SuppliedSecret[] {
  const { name, words } = command;
  return words.flatMap((word, i) => {
    const text = bareText(word);
    const [, option = '', value] = /^(-[^=]*)=(.*)$/s.exec(text) ?? [];
    const attached = text.startsWith('-p') && ATTACHING.test(name ?? '') && text.length > 2;
    const before = i === 0 ? '' : bareText(words[i - 1]!);
    const [what, written] = attached
      ? ['-p', text.slice(2)]
      : value !== undefined
        ? [OPTION.test(option) || PROPERTY.test(option) ? option : '', value]
        : [before.startsWith('-') && (before.length > 2 ? OPTION.test(before) : isShort(command, before)) ? before : '', text];
    const [whole, plain, braced, fallback] = SUPPLIED.exec(written) ?? [];
    const variable = plain ?? braced;
    if (what === '' || whole === undefined || variable === undefined) return [];
    const weight = weigh(fallback);
    // Of the defaults of variables that are called after secrets, the rule about those speaks.
    if (fallback !== undefined && (weight === undefined || isSecretName(variable))) return [];
    return [{ what, variable, span: word.span, weight }];
  });
}

/** The text of a word without the quotes around it. */
const bareText = ({ value, text }: ShellWord): string => value ?? /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;

function weigh(value: string | undefined): SecretWord['weight'] | undefined {
  const kind = value === undefined ? undefined : classifyValue(value);
  return kind === 'literal' || kind === 'default-credential' ? kind : undefined;
}

/** Tokens of a known shape are the rule's about those. */
function findInAssignments({ assignments }: ShellCommand, found: SecretWord[]): void {
  for (const { name, value, valueSpan } of assignments) {
    const secret = value === undefined ? undefined : classifySecret(name, value);
    if (secret && (secret.kind === 'literal' || secret.kind === 'default-credential'))
      found.push({ what: name, span: valueSpan, weight: secret.kind, word: undefined, assigned: true });
  }
}

function findInOptions(command: ShellCommand, found: SecretWord[]): void {
  const { words } = command;
  for (let i = 0; i < words.length; i++) {
    const { value } = words[i]!;
    if (value?.startsWith('-')) findInOption(command, value, i, found);
  }
}

function findInOption(command: ShellCommand, option: string, index: number, found: SecretWord[]): void {
  const word = command.words[index]!;
  const equals = option.indexOf('=');
  if (equals > 0) {
    const name = option.slice(0, equals);
    if ((OPTION.test(name) || PROPERTY.test(name)) && !isMount(option)) tell(name, word, equals + 1, found);
    return;
  }
  if (option.startsWith('-p') && ATTACHED.test(option) && ATTACHING.test(command.name ?? '')) {
    tell('-p', word, 2, found);
    return;
  }
  const next = command.words[index + 1];
  if (!next || next.value?.startsWith('-')) return;
  if (option.length > 2 ? OPTION.test(option) : isShort(command, option)) {
    if (!isMount(next.value ?? '')) tell(option, next, 0, found);
  } else if (next.value?.startsWith('pass:') && /^-pass(?:in|out)$/.test(option)) {
    // openssl's.
    tell(option, next, 'pass:'.length, found);
  }
}

/** Whether of this program it is the option for a password. */
function isShort({ name, words }: ShellCommand, option: string): boolean {
  if (name === undefined) return false;
  if (NEEDS_LOGIN.has(name)) return option === SHORT_OF_LOGIN && words.some(({ value }) => value === 'login');
  return SHORT.get(name) === option;
}

/** `docker build --secret id=...` names a secret. */
const isMount = (value: string): boolean => /(?:^|=)(?:id|type|src|source|env)=/.test(value);

const CLIENT = /^(?:curl|wget|https?)/;
const CLIENTS: ReadonlySet<string | undefined> = new Set(['curl', 'wget', 'http', 'https']);

function findInRequests(command: ShellCommand, found: SecretWord[]): void {
  if (command.name === undefined || !CLIENT.test(command.name)) return;
  const tool = toolName(command);
  if (!CLIENTS.has(tool)) return;
  const options = toolOptions(command)!;
  const users = tool === 'curl' ? [...options.values('--user'), ...options.values('--proxy-user')] : options.values('--auth');
  for (const word of users) {
    const colon = word.value?.indexOf(':') ?? -1;
    if (colon > 0) tell('--user', word, colon + 1, found);
  }
  for (const word of options.values('--oauth2-bearer')) tell('--oauth2-bearer', word, 0, found);
  for (const word of options.values('--header')) {
    const match = HEADER.exec(word.value ?? '');
    if (match) tell(match[1]!, word, word.value!.length - match[2]!.length, found);
  }
}

function findInFiles(command: ShellCommand, found: SecretWord[]): void {
  for (const write of writesOf(command)) {
    if (!CREDENTIAL_FILE.test(write.path ?? '')) continue;
    for (const { text, span } of linesOf(write)) {
      const netrc = /\bpassword\s+(\S+)/.exec(text)?.[1];
      const auth = /"auth"\s*:\s*"([A-Za-z0-9+/=]{8,})"/.exec(text)?.[1];
      const pair = /(?<![\w-])([\w-]{1,64})["']?\s*[=:]\s*["']?([^\s"']+)["']?,?$/.exec(text.slice(-1000));
      const secret = pair && classifySecret(pair[1], pair[2]!);
      const weight =
        weigh(netrc ?? auth) ?? (secret?.kind === 'default-credential' ? 'default-credential' : secret ? 'literal' : undefined);
      if (weight) found.push({ what: write.path!.split('/').at(-1)!, span, weight, word: undefined });
    }
  }
}

/** What shows by its shape that it is a secret. */
function findByShape({ words, redirects }: ShellCommand, found: SecretWord[]): void {
  for (const word of words) findInWord(word, found);
  for (const { operator, target } of redirects) if (target && operator.includes('<<')) findInWord(target, found);
}

function findInWord(word: ShellWord, found: SecretWord[]): void {
  const text = word.value ?? word.text;
  if (text.length < SHORTEST) return;
  const token = findVendorTokens(text)[0];
  const credential = token ?? firstCredential(text);
  if (!credential) return;
  const offset = word.value === undefined ? 0 : valueOffset(word);
  const start = word.span.start + (offset ?? 0);
  const span = offset === undefined || !isFaithful(word) ? word.span : { start: start + credential.start, end: start + credential.end };
  const what = token ? `A token of ${token.vendor}` : ADDRESS;
  found.push({ what, span, weight: 'weight' in credential ? credential.weight : 'literal', word: undefined });
}

/** `a://b:c@d`. */
const SHORTEST = 9;

/** Tells the value of `word` from `offset` on, when it is a secret. */
function tell(what: string, word: ShellWord, offset: number, found: SecretWord[]): void {
  const weight = weigh(word.value?.slice(offset));
  if (!weight) return;
  const shift = valueOffset(word);
  if (shift === undefined) {
    found.push({ what, span: word.span, weight, word: undefined });
    return;
  }
  const start = word.span.start + shift + offset;
  found.push({ what, span: { start, end: start + word.value!.length - offset }, weight, word });
}
