import { anonymous, bounded, fetchTransport, loginCredentials, parseImageReference, RegistryClient } from '../../../registry/index.js';
import type { Asker, RegistryUserSettings } from '../registry.js';

/** Exchanges at a time. */
const AT_ONCE = 8;

/** Asks through the `fetch` that VS Code gives its extensions: it knows the user's proxy and the system's certificates. */
export function makeAsker({ mirrors, insecureHosts, logIn }: RegistryUserSettings): Asker {
  const client = new RegistryClient({
    settings: { mirrors, insecure: insecureHosts },
    transport: bounded(fetchTransport(), AT_ONCE),
    credentials: logIn ? loginCredentials() : anonymous,
  });
  const read = (text: string) => {
    const reference = parseImageReference(text);
    if (!reference) throw new Error(`${text} names no image.`);
    return reference;
  };
  return {
    digest: async text => client.digest(read(text)),
    details: async text => client.inspect(read(text)),
  };
}
