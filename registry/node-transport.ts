import http from 'node:http';
import https from 'node:https';
import { rootCertificates } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { Body, type HttpRequest, type HttpResponse, type Transport, TransportError } from './http.js';
import { proxyFor } from './proxy.js';

export interface NodeTransportOptions {
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** PEM certificates to trust besides those that Node brings. */
  readonly certificates?: readonly string[];
}

/** Over Node's own HTTP client: for the command line and for servers without VS Code around them. */
export function nodeTransport({ env, certificates = [] }: NodeTransportOptions): Transport {
  const ca = certificates.length > 0 ? [...rootCertificates, ...certificates] : undefined;
  const secure = new https.Agent({ keepAlive: true, ...(ca ? { ca } : {}) });
  const plain = new http.Agent({ keepAlive: true });
  const proxies = new Map<string, HttpsProxyAgent<string>>();

  const agentFor = (url: URL): http.Agent => {
    const proxy = proxyFor(url, env);
    if (proxy === undefined) return url.protocol === 'https:' ? secure : plain;
    const known = proxies.get(proxy) ?? new HttpsProxyAgent(proxy, { keepAlive: true });
    proxies.set(proxy, known);
    return known;
  };

  return request =>
    new Promise((resolve, reject) => {
      const { url, signal, timeoutMs } = request;
      const agent = agentFor(url);
      const timer = setTimeout(() => fail(new TransportError(`did not answer within ${timeoutMs / 1000} s`)), timeoutMs);
      const cancel = () => fail(signal?.reason);
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      };
      const fail = (error: unknown) => {
        settle();
        sent?.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      let sent: http.ClientRequest | undefined;
      if (signal?.aborted) return cancel();
      signal?.addEventListener('abort', cancel);
      sent = send(request, agent, ca);
      const via = agent instanceof HttpsProxyAgent ? ` through the proxy ${agent.proxy.host}` : '';
      sent.on('error', (error: NodeJS.ErrnoException) => fail(unreachable(error, via)));
      // The agent would hand out a proxy's refusal as if the registry had said it, and over TLS that would be believed.
      sent.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
        if (statusCode !== 200) fail(new TransportError(`could not be reached${via}, which answered ${statusCode}`));
      });
      sent.on('response', response => {
        const body = new Body(request.maxBytes);
        response.on('data', (part: Buffer) => {
          try {
            body.add(part);
          } catch (error) {
            fail(error);
          }
        });
        response.on('error', error => fail(unreachable(error, via)));
        response.on('end', () => {
          settle();
          resolve(answerOf(response, body));
        });
      });
    });
}

function send({ method, url, headers, body }: HttpRequest, agent: http.Agent, ca: string[] | undefined): http.ClientRequest {
  // The proxy's agent makes the TLS connection itself, from the request's options.
  const options = { method, headers, agent, ...(ca ? { ca } : {}) };
  const request = url.protocol === 'https:' ? https.request(url, options) : http.request(url, options);
  request.end(body);
  return request;
}

const answerOf = ({ statusCode = 0, headers }: http.IncomingMessage, body: Body): HttpResponse => ({
  status: statusCode,
  header: name => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  },
  body: body.bytes,
});

const TLS = /CERT|SIGN|ISSUER|ALTNAME|VERIFY|TLS|SSL/;

function unreachable({ code, message }: NodeJS.ErrnoException, via: string): TransportError {
  const what = code ?? message;
  return new TransportError(
    TLS.test(what)
      ? `shows a certificate that is not trusted (${what}); name your authority with --ca`
      : `could not be reached${via} (${what})`,
  );
}
