import { findUrlCredentials, type StructuralCredential } from '../../core/facts/secrets/structure.js';

/** A token in the place of the user: `https://<token>@host`. */
const TOKEN_USER = /(?<=[a-z]:\/\/)[A-Za-z0-9_-]{20,100}(?=@[\w.-]+)/gi;

/** A credential, as much of it as is told. */
type Credential = Pick<StructuralCredential, 'start' | 'end' | 'weight'>;

/** The credentials in the URLs and connection strings of a text. */
export function credentialsIn(text: string): readonly Credential[] {
  const credentials = findUrlCredentials(text);
  const hasAddress = text.includes('://');
  if (hasAddress) return text.includes('@') ? [...credentials, ...tokenUsers(text)] : credentials;
  return credentials.length === 0 || /password|pwd|accountkey|@tcp\(/i.test(text) ? credentials : [];
}

function tokenUsers(text: string): readonly Credential[] {
  const tokens = [...text.matchAll(TOKEN_USER)].filter(([token]) => /\d/.test(token) && /[A-Za-z]{2}/.test(token));
  return tokens.map(({ 0: token, index }) => ({ start: index, end: index + token.length, weight: 'literal' }));
}
