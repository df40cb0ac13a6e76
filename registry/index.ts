/** The door of this room; the one beside it is `node-transport.ts`, for programs that have nobody to send for them. */

export { parseImageReference } from '../core/facts/image-reference.js';
export { bounded } from './bounded.js';
export { AnswerCache } from './cache.js';
export { RegistryClient } from './client.js';
export { anonymous, type CredentialStore, loginCredentials } from './credentials.js';
export type { RegistrySettings } from './endpoint.js';
export { fetchTransport } from './fetch-transport.js';
export { RegistryError, type Transport } from './http.js';
