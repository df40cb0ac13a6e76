import { parseChallenges, realmOf } from './challenge.js';
import type { CredentialStore, Credentials } from './credentials.js';
import { type Endpoint, isLoopback } from './endpoint.js';
import { type HttpRequest, type HttpResponse, RegistryError } from './http.js';

/** Sends what a token service is asked. */
type Send = (request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>) => Promise<HttpResponse>;

const basic = ({ username, password }: Credentials & { readonly kind: 'basic' }): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/**
 * What to answer the `WWW-Authenticate` of an endpoint with: a value for `Authorization`. Bearer tokens are asked for with the scope
 * `repository:NAME:pull`, whatever the registry proposes.
 * @throws RegistryError when nothing would do.
 */
export async function authorize(
  endpoint: Endpoint,
  repository: string,
  challenge: string,
  credentialStore: CredentialStore,
  send: Send,
): Promise<string> {
  const { url, credentialKey } = endpoint;
  const credentials = await credentialStore(credentialKey, repository);
  const isReadable = url.protocol === 'http:' && !isLoopback(url.hostname);
  if (credentials && isReadable) throw new RegistryError(`${url.host} is asked in plain HTTP: your credentials for it are not sent`);
  if (credentials?.kind === 'bearer') return `Bearer ${credentials.token}`;
  const challenges = parseChallenges(challenge);
  const bearer = challenges.find(({ scheme, params }) => scheme === 'bearer' && params.realm !== undefined);
  if (bearer) {
    const { realm, service } = bearer.params;
    const at = realmOf(realm!, url, credentials !== undefined);
    return `Bearer ${await askToken(at, service, `repository:${repository}:pull`, credentials, send)}`;
  }
  if (challenges.some(({ scheme }) => scheme === 'basic') && credentials?.kind === 'basic') return basic(credentials);
  throw new RegistryError(
    credentials
      ? `${url.host} offers no way to log in that Seaworthy knows`
      : `${url.host} wants a login, and none was found: docker login ${credentialKey}`,
  );
}

/** The distribution project's token protocol: GET with basic credentials or none, OAuth 2 with an identity token. */
async function askToken(
  realm: URL,
  service: string | undefined,
  scope: string,
  credentials: (Credentials & { readonly kind: 'basic' | 'identity' }) | undefined,
  send: Send,
): Promise<string> {
  const answer =
    credentials?.kind === 'identity'
      ? await send({
          method: 'POST',
          url: realm,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({
            grant_type: 'refresh_token',
            refresh_token: credentials.token,
            client_id: 'seaworthy',
            scope,
            ...(service ? { service } : {}),
          }).toString(),
        })
      : await send({
          method: 'GET',
          url: withQuery(realm, service, scope),
          headers: credentials ? { authorization: basic(credentials) } : {},
        });
  const refused = `the token service ${realm.host} ${answer.status === 401 || answer.status === 403 ? 'refused the login' : `answered ${answer.status}`}`;
  if (answer.status !== 200) throw new RegistryError(refused);
  try {
    const { token, access_token: accessToken } = JSON.parse(Buffer.from(answer.body).toString('utf8')) as Record<string, unknown>;
    const given = token || accessToken;
    // It becomes a header's value.
    if (typeof given === 'string' && /^[\x21-\x7e]+$/.test(given)) return given;
  } catch {}
  throw new RegistryError(`the token service ${realm.host} gave no token`);
}

function withQuery(realm: URL, service: string | undefined, scope: string): URL {
  const url = new URL(realm);
  if (service) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  return url;
}
