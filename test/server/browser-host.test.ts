import type { Connection } from 'vscode-languageserver';
import { browserHost } from '../../server/src/browser/host.js';

describe('the host in a browser', () => {
  it('comes back to everybody who waits', async () => {
    const host = browserHost({} as Connection, [], '0.0.0');
    await Promise.all([host.yield(), host.yield(), host.yield()]);
  });
});
