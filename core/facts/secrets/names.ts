/** Names longer than this are no variable names. */
const MAX_NAME_LENGTH = 256;

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Prefixes with which front-end tools publish a variable into their bundle. They say nothing about the rest of the name. */
const PUBLISHED_PREFIX = /^(?:VITE|NEXT_PUBLIC|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|VUE_APP)_/;

/** Whether a front-end tool writes the variable into the bundle that it makes. */
export const isPublishedName = (name: string): boolean => PUBLISHED_PREFIX.test(name);

/** Last words that name a secret by themselves. */
const SECRET_WORDS = set(
  `
password passwd paswd pass pwd passphrase passcode secret token credential credentials
apikey apitoken accesskey accesstoken authkey authtoken clientsecret privatekey secretkey signingkey encryptionkey masterkey`.trim(),
);

/** Endings of a last word that people write without a separator: `PGPASSWORD`, `DBPASSWD`. */
const SECRET_ENDING = /(?:password|passwd|paswd|passphrase)$/;

/** Words that make a following `key` a secret. */
const SECRET_KEYS = set('api access secret private encryption signing master account deploy license ssh auth');

/** First words that name a secret when the second only says whose: `SECRET_DB`, `PASSWORD_MYSQL`. */
const LEADING_WORDS = set('secret password passwd');

/** Second words after which it is no secret but what keeps or handles them. */
const HANDLING_WORDS = set(
  `
store manager backend provider engine mount volume namespace service class source kind method mode format strength scheme hash hasher
hashing encoder encoding salt rotation reset cache duration timeout lifetime age days validator validation mask scope scopes group region
project location server address resolver reader loader controller operator sync syncer injector driver encryption env var variable template`.trim(),
);

const EXACT = set('mysql_pwd rediscli_auth requirepass masterauth');

/** Last words that make the name speak about a secret instead of holding it: its file, its length, its policy. */
const ABOUT_WORDS = set(
  `
file path dir url uri host port endpoint name id alias version type algorithm length size ttl expiry expiration expires enabled disabled
required policy regex pattern prompt header prefix issuer audience fingerprint count limit sock ref`.trim(),
);

/** Words that make a name a switch or a public value wherever they stand. */
const OPEN_WORDS = set('public publishable allow enable disable require random');

/** `tlsSecret`, `existingSecret`: the name of an object that holds the secret. */
const OBJECT_WORDS = set('existing tls pull');

/** No name of a secret lacks all of these. */
const SIGN = /pass|paswd|pwd|secret|token|credential|key|auth|string/i;

const NOT_SECRET = set('gpg_key gpg_keys ssh_auth_sock tokenizers_parallelism pwd oldpwd');

/** Words that only say where a value is for, after which the name ends as if they were not there: `DB_PASSWORD_PROD`. */
const QUALIFIERS = set('prod production dev development staging test local base64 b64');

/**
 * Whether a variable or key of this name holds a secret. Decided by whole words (separators and camelCase), so `MONKEY`, `COMPASS_MODE` and
 * `TOKENIZERS_PARALLELISM` hold none, and by the last words, so `DB_PASSWORD_FILE` and `KMS_KEY_ALIAS` hold none either.
 */
export function isSecretName(name: string): boolean {
  if (name.length > MAX_NAME_LENGTH || !SIGN.test(name) || NOT_SECRET.has(name.toLowerCase())) return false;
  if (EXACT.has(name.toLowerCase())) return true;

  const words = wordsOf(name.replace(PUBLISHED_PREFIX, ''));
  while (words.length > 1 && (QUALIFIERS.has(words.at(-1)!) || /^\d+$/.test(words.at(-1)!))) words.pop();

  const last = words.at(-1)?.replace(/\d+$/, '') ?? '';
  const previous = words.at(-2) ?? '';
  if (ABOUT_WORDS.has(last) || words.some(word => OPEN_WORDS.has(word))) return false;
  if (last === 'secret' && OBJECT_WORDS.has(previous)) return false;
  if (SECRET_WORDS.has(last) || SECRET_ENDING.test(last)) return true;
  if (words.length === 2 && LEADING_WORDS.has(previous)) return !HANDLING_WORDS.has(last) && last !== '';
  if (last === 'key') return SECRET_KEYS.has(previous);
  return (last === 'string' && previous === 'connection') || (last === 'base' && previous === 'key');
}

/** The words of a name in lower case: `dbPassword`, `DB_PASSWORD` and `db.password` all give `db`, `password`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
}
