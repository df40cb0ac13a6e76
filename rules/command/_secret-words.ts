import { classifySecret } from '../../core/facts/secrets/classify.js';
import { findHeaderCredentials, findUrlCredentials } from '../../core/facts/secrets/structure.js';
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
}

/** Options whose value is a secret in whatever program has them. */
const OPTION =
  /^--?(?:[a-z]+-)*(?:password|passwd|pass|passphrase|token|secret|api-?key|private-key|client-secret|secret-key|access-key|requirepass|masterauth|storepass|keypass)$/i;

/** A property of Java: `-Dspring.datasource.password=...`. */
const PROPERTY = /^-D(?:[\w-]+\.)+(?:password|passwd|passphrase|token|secret|api-?key|client-secret|secret-key)$/i;

/** Of these programs a short option is one for a password. */
const SHORT: Readonly<Record<string, RegExp>> = {
  'redis-cli': /^-a$/,
  sshpass: /^-p$/,
  docker: /^-p$/,
  podman: /^-p$/,
  buildah: /^-p$/,
  helm: /^-p$/,
  oras: /^-p$/,
  crane: /^-p$/,
  skopeo: /^-p$/,
};
const NEEDS_LOGIN = new Set(['docker', 'podman', 'buildah', 'helm', 'oras', 'crane', 'skopeo']);
const ATTACHED: Readonly<Record<string, RegExp>> = { sshpass: /^-p(.+)$/ };
const MYSQL = /^(?:mysql(?:dump|admin|check|import|show)?|mariadb(?:-dump|-admin|-check)?)$/;
const HEADER =
  /^\s*(authorization|proxy-authorization|x-api-key|x-auth-token|x-vault-token|private-token|job-token|api-key)\s*:\s*(?:(?:bearer|basic|token)\s+)?(\S.*)$/i;
const CREDENTIAL_FILE =
  /(?:^|\/)(?:\.npmrc|\.yarnrc\.yml|\.netrc|_netrc|\.pypirc|pip\.conf|\.git-credentials|config\.json|settings\.xml|auth\.json|credentials|\.env[\w.]*|\.pgpass|\.my\.cnf|NuGet\.Config)$/i;

/** Every secret of a command, in order: as an option's value, in a header, an address, an assignment, or written into a file. */
export function secretWords(command: ShellCommand): readonly SecretWord[] {
  const found: SecretWord[] = [];
  if (command.assignments.length > 0) found.push(...fromAssignments(command));
  found.push(...fromOptions(command), ...fromCurl(command), ...fromFiles(command), ...fromAnyWord(command));
  if (found.length < 2) return found;
  const seen = new Set<number>();
  return found
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
    .filter(({ span }) => !seen.has(span.start) && seen.add(span.start));
}

function weigh(value: string | undefined): SecretWord['weight'] | undefined {
  const kind = value === undefined ? undefined : classifyValue(value);
  return kind === 'literal' || kind === 'default-credential' ? kind : undefined;
}

/** Tokens of a known shape are the rule's about those. */
function fromAssignments({ assignments }: ShellCommand): readonly SecretWord[] {
  return assignments.flatMap(({ name, value, valueSpan }) => {
    const secret = value === undefined ? undefined : classifySecret(name, value);
    if (!secret || (secret.kind !== 'literal' && secret.kind !== 'default-credential')) return [];
    return [{ what: name, span: valueSpan, weight: secret.kind, word: undefined }];
  });
}

function fromOptions(command: ShellCommand): readonly SecretWord[] {
  const { words } = command;
  const name = command.name ?? '';
  const short =
    Object.hasOwn(SHORT, name) && (!NEEDS_LOGIN.has(name) || words.some(({ value }) => value === 'login')) ? SHORT[name] : undefined;
  return words.flatMap((word, i) => {
    const { value } = word;
    if (value === undefined || !value.startsWith('-')) return [];
    const equals = value.indexOf('=');
    if (equals > 0) {
      const option = value.slice(0, equals);
      return (OPTION.test(option) || PROPERTY.test(option)) && !isMount(value) ? entry(option, word, equals + 1) : [];
    }
    const attached = (Object.hasOwn(ATTACHED, name) ? ATTACHED[name] : MYSQL.test(name) ? /^-p(.+)$/ : undefined)?.exec(value);
    if (attached) return entry('-p', word, 2);
    const next = words[i + 1];
    if (!next || next.value?.startsWith('-') || !(OPTION.test(value) || short?.test(value)))
      return /^-pass(?:in|out)?$/.test(value) ? passphrase(value, next) : [];
    return isMount(next.value ?? '') ? [] : entry(value, next, 0);
  });
}

/** `docker build --secret id=...` names a secret. */
const isMount = (value: string): boolean => /(?:^|=)(?:id|type|src|source|env)=/.test(value);

/** openssl's `pass:...`. */
const passphrase = (option: string, next: ShellWord | undefined): readonly SecretWord[] =>
  next?.value?.startsWith('pass:') ? entry(option, next, 'pass:'.length) : [];

const CLIENTS: ReadonlySet<string> = new Set(['curl', 'wget', 'http', 'https']);

function fromCurl(command: ShellCommand): readonly SecretWord[] {
  const tool = toolName(command);
  if (tool === undefined || !CLIENTS.has(tool)) return [];
  const options = toolOptions(command)!;
  const users = tool === 'curl' ? [...options.values('--user'), ...options.values('--proxy-user')] : options.values('--auth');
  return [
    ...users.flatMap(word => {
      const colon = word.value?.indexOf(':') ?? -1;
      return colon > 0 ? entry('--user', word, colon + 1) : [];
    }),
    ...options.values('--oauth2-bearer').flatMap(word => entry('--oauth2-bearer', word, 0)),
    ...options.values('--header').flatMap(word => {
      const match = HEADER.exec(word.value ?? '');
      return match ? entry(match[1]!, word, word.value!.length - match[2]!.length) : [];
    }),
  ];
}

function fromFiles(command: ShellCommand): readonly SecretWord[] {
  return writesOf(command).flatMap(write => {
    if (!CREDENTIAL_FILE.test(write.path ?? '')) return [];
    return linesOf(write).flatMap(({ text, span }) => {
      const netrc = /\bpassword\s+(\S+)/.exec(text)?.[1];
      const auth = /"auth"\s*:\s*"([A-Za-z0-9+/=]{8,})"/.exec(text)?.[1];
      const pair = /(?<![\w-])([\w-]{1,64})["']?\s*[=:]\s*["']?([^\s"']+)["']?,?$/.exec(text.slice(-1000));
      const secret = pair && classifySecret(pair[1], pair[2]!);
      const weight =
        weigh(netrc ?? auth) ?? (secret?.kind === 'default-credential' ? 'default-credential' : secret ? 'literal' : undefined);
      return weight ? [{ what: write.path!.split('/').at(-1)!, span, weight, word: undefined }] : [];
    });
  });
}

/** What shows by its shape that it is a secret. */
function fromAnyWord({ words, redirects }: ShellCommand): readonly SecretWord[] {
  const found: SecretWord[] = [];
  for (const word of words) found.push(...fromShape(word));
  for (const { operator, target } of redirects) if (target && operator.includes('<<')) found.push(...fromShape(target));
  return found;
}

function fromShape(word: ShellWord): readonly SecretWord[] {
  const text = word.value ?? word.text;
  if (text.length < SHORTEST) return [];
  const [token] = findVendorTokens(text);
  const credential = token ?? findUrlCredentials(text)[0] ?? findHeaderCredentials(text)[0];
  if (!credential) return [];
  const offset = word.value === undefined ? 0 : valueOffset(word);
  const start = word.span.start + (offset ?? 0);
  const span = offset === undefined || !isFaithful(word) ? word.span : { start: start + credential.start, end: start + credential.end };
  const what = token ? `a token of ${token.vendor}` : 'an address with a password';
  return [{ what, span, weight: 'weight' in credential ? credential.weight : 'literal', word: undefined }];
}

/** `a://b:c@d`. */
const SHORTEST = 9;

/** The value of `word` from `offset` on, when it is a secret. */
function entry(what: string, word: ShellWord, offset: number): readonly SecretWord[] {
  const weight = weigh(word.value?.slice(offset));
  if (!weight) return [];
  const shift = valueOffset(word);
  if (shift === undefined) return [{ what, span: word.span, weight, word: undefined }];
  const start = word.span.start + shift + offset;
  return [{ what, span: { start, end: start + word.value!.length - offset }, weight, word }];
}
