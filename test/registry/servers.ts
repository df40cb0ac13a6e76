import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createSign, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { skip } from '../skip.js';

const PROGRAMS = ['docker-registry', 'skopeo', 'htpasswd', 'openssl'];

/** Programs of these tests that this machine has not. */
export const missingPrograms = (): string[] =>
  PROGRAMS.filter(program => spawnSync(program, ['--version']).error && spawnSync(program, ['version']).error);

/** Leaves the tests out where a program is absent. */
export function needPrograms(context: Mocha.Context): void {
  const missing = missingPrograms();
  if (missing.length > 0) skip(context, `real registries need ${missing.join(', ')}`);
}

/** What a test starts, ended in the reverse order. */
export class Servers {
  readonly #stops: (() => unknown)[] = [];
  readonly folder = mkdtempSync(path.join(tmpdir(), 'seaworthy-registry-'));

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Serves on loopback; `127.0.0.1:PORT`. */
  async serve(
    handle: http.RequestListener,
    onConnect?: (authority: string, socket: import('node:stream').Duplex) => void,
  ): Promise<string> {
    const server = http.createServer(handle);
    if (onConnect) server.on('connect', (request, socket) => onConnect(request.url ?? '', socket));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    this.#stops.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /**
   * Starts a `docker-registry` on loopback over this object's images. @param more of its configuration, in its own words.
   * @returns `127.0.0.1:PORT`.
   */
  async registry(more: { readonly auth?: object; readonly tls?: object } = {}): Promise<string> {
    const config = path.join(this.folder, `${randomUUID()}.json`);
    const { auth, tls } = more;
    const content = {
      version: '0.1',
      log: { level: 'info' },
      storage: { filesystem: { rootdirectory: path.join(this.folder, 'images') } },
      http: { addr: '127.0.0.1:0', secret: 'test', ...(tls ? { tls } : {}) },
      ...(auth ? { auth } : {}),
    };
    // JSON is YAML.
    writeFileSync(config, JSON.stringify(content));
    const child = spawn('docker-registry', ['serve', config], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, OTEL_TRACES_EXPORTER: 'none' },
    });
    this.#stops.push(() => child.kill());
    return new Promise((resolve, reject) => {
      let output = '';
      const read = (data: Buffer) => {
        output += data;
        const listening = /listening on (127\.0\.0\.1:\d+)/.exec(output)?.[1];
        if (listening) resolve(listening);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', code => reject(new Error(`docker-registry ended (${code})\n${output}`)));
      child.once('error', reject);
    });
  }

  /** Passwords for a registry that asks for them. */
  htpasswd(user: string, password: string): object {
    const file = path.join(this.folder, 'htpasswd');
    writeFileSync(file, execFileSync('htpasswd', ['-Bbn', user, password]));
    return { htpasswd: { realm: 'test', path: file } };
  }

  /** A certificate of its own authority, for `registry.example.com`, `localhost` and 127.0.0.1. */
  certificate(): { readonly tls: object; readonly ca: string } {
    const at = (name: string) => path.join(this.folder, name);
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test authority');
    openssl('req', ...key.slice(0, -2), '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=registry.example.com');
    writeFileSync(at('san'), 'subjectAltName=DNS:registry.example.com,DNS:localhost,IP:127.0.0.1\n');
    const sign = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'san'];
    openssl('x509', '-req', '-in', 'server.csr', ...sign, '-out', 'server.pem');
    return { tls: { certificate: at('server.pem'), key: at('server.key') }, ca: at('ca.pem') };
  }

  /**
   * A token service with the configuration of a registry that trusts it.
   * @param mayPull given the user (`undefined`: nobody logged in); what was sent to it is in `seen`.
   */
  async tokens(
    mayPull: (user: string | undefined, repository: string) => boolean,
  ): Promise<{ readonly auth: object; readonly seen: Seen[] }> {
    const at = (name: string) => path.join(this.folder, name);
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=tokens'];
    execFileSync('openssl', [...args, '-keyout', at('token.key'), '-out', at('token.pem')], { stdio: 'ignore' });
    const seen: Seen[] = [];
    const authority = await this.serve(async (request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      let body = '';
      for await (const part of request) body += part;
      const params = request.method === 'POST' ? new URLSearchParams(body) : url.searchParams;
      const scope = params.get('scope') ?? '';
      const login = Buffer.from(request.headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
      const user = params.get('refresh_token')?.replace(/^identity-of-/, '') ?? (login.split(':')[0] || undefined);
      seen.push({ method: request.method ?? '', scope, user, password: login.split(':')[1] });
      const [type = '', name = '', actions = ''] = scope.split(':');
      const access = mayPull(user, name) ? [{ type, name, actions: actions.split(',') }] : [];
      const token = signed(readFileSync(at('token.key'), 'utf8'), readFileSync(at('token.pem'), 'utf8'), access);
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ [request.method === 'POST' ? 'access_token' : 'token']: token }));
    });
    const auth = { token: { realm: `http://${authority}/token`, service: 'test', issuer: 'test', rootcertbundle: at('token.pem') } };
    return { auth, seen };
  }

  /** A proxy that connects to whatever `route` says a host is. `seen` lists who was asked for. */
  async proxy(route: (authority: string) => string): Promise<{ readonly url: string; readonly seen: string[] }> {
    const seen: string[] = [];
    const authority = await this.serve(
      (_, response) => response.writeHead(405).end(),
      (wanted, socket) => {
        seen.push(wanted);
        const [host, port] = route(wanted).split(':');
        const upstream = connect(Number(port), host!, () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          upstream.pipe(socket).pipe(upstream);
        });
        upstream.on('error', () => socket.destroy());
        socket.on('error', () => upstream.destroy());
      },
    );
    return { url: `http://${authority}`, seen };
  }
}

/** One question to a token service. */
export interface Seen {
  readonly method: string;
  readonly scope: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/** A token as the distribution project's registry takes it: a JWT with the certificate that signed it. */
function signed(key: string, certificate: string, access: readonly object[]): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const x5c = [certificate.replace(/-----[^-]+-----|\s/g, '')];
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'test', sub: '', aud: 'test', exp: now + 300, nbf: now - 60, iat: now, jti: randomUUID(), access };
  const content = `${encode({ typ: 'JWT', alg: 'RS256', x5c })}.${encode(claims)}`;
  return `${content}.${createSign('RSA-SHA256').update(content).sign(key, 'base64url')}`;
}
