import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import type { Credentials } from './credentials.js';

/** Milliseconds: helpers may wait for a key ring, not for a person. */
const PATIENCE = 10_000;
const MOST_BYTES = 64 * 1024;

/**
 * Asks `docker-credential-NAME` by its protocol: `get`, the server's name on standard input, JSON on standard output.
 * `undefined` for a helper that is absent, fails, or knows nothing.
 * @param server as the file that names the helper spells it.
 */
export async function askHelper(
  name: string,
  server: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Credentials | undefined> {
  // No path and no shell: the file says which helper, the user's PATH where it is.
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) return undefined;
  const answer = await run(`docker-credential-${name}`, server, env);
  try {
    const { Username: username, Secret: secret } = JSON.parse(answer ?? '') as Record<string, unknown>;
    if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
    return username === '<token>' ? { kind: 'identity', token: secret } : { kind: 'basic', username, password: secret };
  } catch {
    return undefined;
  }
}

function run(program: string, input: string, env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  return new Promise(resolve => {
    const child = spawn(program, ['get'], {
      env,
      // Windows looks for programs in the working folder first, and that may be a workspace.
      cwd: homedir(),
      shell: false,
      windowsHide: true,
      timeout: PATIENCE,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (output.length > MOST_BYTES) child.kill();
    });
    child.on('error', () => resolve(undefined));
    child.on('close', code => resolve(code === 0 && output.length <= MOST_BYTES ? output : undefined));
    child.stdin.on('error', () => {});
    child.stdin.end(`${server(input)}\n`);
  });
}

/** One line, whatever the file says. */
const server = (text: string): string => text.replace(/[\r\n].*/s, '');
