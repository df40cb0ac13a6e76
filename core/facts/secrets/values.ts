/**
 * What the value of a secret-named variable is:
 * - `empty`: nothing, or a word for nothing;
 * - `reference`: taken from elsewhere when the file is used: a variable, a template, a secret store, a mounted file;
 * - `placeholder`: stands for a value that someone has to put in;
 * - `benign`: no secret by its shape: a switch, a short number, a duration, a version, a path, a URL without credentials, a password hash;
 * - `default-credential`: a secret that everybody guesses: `changeme`, `postgres`, `password123`;
 * - `literal`: anything else.
 */
export type ValueClass = 'empty' | 'reference' | 'placeholder' | 'benign' | 'default-credential' | 'literal';

/** Longer than any password or name: the patterns below do not apply. */
const MAX_SHORT_VALUE = 200;

const EMPTY_WORD = /^(?:null|none|nil|undefined|n\/a|~)$/i;

/** The last of these is what a template's action is read as. */
const REFERENCE_ANYWHERE = /\$\{|\$\(|\{\{|<%|\uE000/;
const REFERENCE_START = /^(?:\$[A-Za-z_]|%[A-Za-z_(]|<|\[\[|@@|#\{|!vault|ENC\[|arn:aws|\/(?:var\/)?run\/secrets(?:\/|$))/;
/** Schemes with which tools fetch a secret from a store. */
const STORE_REFERENCE =
  /^(?:ref\+[a-z0-9]+|(?:vault|secretref|awsssm|gcpsecretmanager|env|file):|(?:op|awssm|ssm|gcpsm|azurekeyvault|akv|keyvault|secret|doppler|infisical|bws|sops|berglas|sm|s3):\/\/)/i;

const PLACEHOLDERS: readonly RegExp[] = [
  /^x{3,}$|^\*{3,}$|^\.{3,}$|^-{3,}$|^_{3,}$|^\?+$/i,
  /^(?:your|insert|replace|enter|put|add|set|fill|provide|generate|some)[-_. ]/i,
  /[-_ ](?:here|goes[-_ ]here|placeholder)$/i,
  /^(?:todo|tbd|fixme|redacted|dummy|placeholder|replaceme|replace|to-?be-?(?:set|defined|filled|replaced).*|sample|omitted|unset|string|invalid|any|anything|unused|ignored|not[-_ ]?(?:set|used|needed|required)|no[-_ ]?key)$/i,
  /EXAMPLE(?:KEY|TOKEN|SECRET)?$/,
  /^__.*__$|^\[[^\]]*\]$/,
  /^[A-Z][A-Z0-9_]*_?(?:PASSWORD|PASS|SECRET|TOKEN|KEY)(?:_HERE|_VAL|_VALUE)?$|^(?:PASSWORD|PASS|SECRET|TOKEN)$/,
];

const BENIGN: readonly RegExp[] = [
  /^(?:true|false|yes|no|on|off|enabled?|disabled?|required|optional|always|never|auto|automatic|read|write)$/i,
  /^-?\d{1,5}(?:\.\d+)?$/,
  /^\d+(?:\.\d+)?\s?(?:ns|us|ms|s|m|h|d|w|y|min|sec|days?|hours?|minutes?|seconds?|[kmg]i?b?)$/i,
  /^v?\d+\.\d+(?:\.\d+)*(?:[-+][\w.]+)?$/,
  /^(?:~|\.{1,2})?(?:\/[\w.@ -]+)+\/?$|^\/$/,
  /^[A-Za-z]:[\\/]/,
  /^[\w-]+\.(?:pem|key|crt|cert|json|ya?ml|txt|env|jks|p12|pfx|conf|cfg|toml|ini)$/i,
  /^[a-z][a-z0-9+.-]{1,20}:\/\/[^\s@]*$/i,
  /^\$?\$(?:2[abxy]|argon2\w{1,2}|apr1|[156y]|pbkdf2[\w-]*|scram-sha-256)\$/i,
  /^(?!.*(?:password|pwd|key)\s?=)[\w ]+=[^;]*(?:;[\w ]+=[^;]*)+;?$/i,
  /^\{(?:SSHA|SHA|CRYPT|PBKDF2|ARGON2)[^}]{0,10}\}/i,
];

/** Numbers and words that no list of guesses leaves out and that are not made of `WEAK_WORDS`. */
const WEAK_EXACT: ReadonlySet<string> = new Set(
  '0000 1111 1234 12345 123456 1234567 12345678 123456789 1234567890 000000 111111 123123 654321 qwerty qwerty123 qwertyuiop abc123 abcd1234 letmein welcome monkey dragon iloveyou trustno1 toor p4ssw0rd passw0rd'.split(
    ' ',
  ),
);

/** Words of which default credentials are made, with digits and separators: `my-secret-pw`, `rootpassword`, `minio123`. */
const WEAK_WORDS: readonly string[] =
  'administrator changeit changeme changethis credentials elasticsearch keycloak mariadb minioadmin mongodb nextcloud openldap opensearch passphrase postgresql rabbitmq wordpress password postgres airflow cassandra clickhouse couchdb database default develop elastic example grafana jenkins joomla drupal gitea influx influxdb kibana mattermost metabase minio mongo mysql neo4j nexus oracle passwd redis secret secure sonar super system backend frontend service server admin guest guacamole local moodle odoo demo test token user username root toor temp tomcat foobar foo bar baz hello world pass key api app auth client private access jwt change this dev prod my me db in production pw sa the a is it not very strong safe simple please'
    .split(' ')
    .sort((a, b) => b.length - a.length);

/** Words that are too common in real values to say anything alone; a default credential needs another one beside them. */
const FILLERS: ReadonlySet<string> = new Set(
  'my me db in the a is it not very this key api app client access please prod production'.split(' '),
);

/** Classifies a value as written, quotes and surrounding space aside. */
export function classifyValue(value: string): ValueClass {
  const text = unquote(value.trim());
  if (text === '' || EMPTY_WORD.test(text)) return 'empty';
  if (REFERENCE_START.test(text) || STORE_REFERENCE.test(text) || REFERENCE_ANYWHERE.test(text)) return 'reference';
  if (text.length > MAX_SHORT_VALUE) return 'literal';
  if (isDefaultCredential(text)) return 'default-credential';
  if (PLACEHOLDERS.some(pattern => pattern.test(text))) return 'placeholder';
  if (BENIGN.some(pattern => pattern.test(text))) return 'benign';
  return 'literal';
}

/** The range of a value without surrounding space and one pair of quotes. */
export function bareRange(value: string): { start: number; end: number } {
  let start = value.length - value.trimStart().length;
  let end = value.trimEnd().length;
  const quote = value[start];
  if (end - start >= 2 && (quote === '"' || quote === "'") && value[end - 1] === quote) {
    start++;
    end--;
  }
  return { start: Math.min(start, end), end };
}

function unquote(value: string): string {
  const { start, end } = bareRange(value);
  return value.slice(start, end);
}

/** Whether a text asks to be replaced, whatever stands behind that: `CHANGEME0000`, `change_me_please`. */
export const isPlea = (text: string): boolean => /^change[-_ ]?(?:me|it|this)(?![a-z])/i.test(text);

function isDefaultCredential(text: string): boolean {
  const lower = text.toLowerCase();
  if (WEAK_EXACT.has(lower) || isPlea(text)) return true;
  if (/^[A-Z_]+$/.test(text) && !/^(?:ADMIN|ROOT)$/.test(text)) return false;
  const words = lower.replace(/@/g, 'a').replace(/0/g, 'o').replace(/\$/g, 's');
  return isMadeOfWeakWords(lower) || (words !== lower && isMadeOfWeakWords(words));
}

/** Whether weak words, up to four digits at the end and separators make up the whole text. Greedy, longest word first: linear. */
function isMadeOfWeakWords(lower: string): boolean {
  const text = lower.replace(/(?:\d{1,4}|1234\d*)[!.]?$|[!.]+$/, '');
  let at = 0;
  let telling = false;
  while (at < text.length) {
    if (/[-_. ]/.test(text[at]!)) {
      at++;
      continue;
    }
    const word = WEAK_WORDS.find(candidate => text.startsWith(candidate, at));
    if (word === undefined) return false;
    telling ||= !FILLERS.has(word);
    at += word.length;
  }
  return telling;
}
