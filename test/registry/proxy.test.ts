import { strict as assert } from 'node:assert';
import { proxyFor } from '../../registry/proxy.js';

const P = 'http://proxy.example:3128';

describe('the proxy of the environment', () => {
  for (const [url, env, expected] of [
    ['https://registry.example.com/', { HTTPS_PROXY: P }, P],
    ['https://registry.example.com/', { https_proxy: 'proxy.example:3128' }, P],
    ['https://registry.example.com/', { HTTP_PROXY: P }, undefined],
    ['http://registry.example.com/', { HTTP_PROXY: P }, P],
    ['https://127.0.0.1:5000/', { HTTPS_PROXY: P }, undefined],
    ['https://[::1]/', { HTTPS_PROXY: P }, undefined],
    ['https://registry.example.com/', { HTTPS_PROXY: P, NO_PROXY: '*' }, undefined],
    ['https://registry.example.com/', { HTTPS_PROXY: P, NO_PROXY: 'example.com' }, undefined],
    ['https://registry.example.com/', { HTTPS_PROXY: P, no_proxy: ' other , .example.com' }, undefined],
    ['https://registry.example.com/', { HTTPS_PROXY: P, NO_PROXY: '*.example.com' }, undefined],
    ['https://example.com/', { HTTPS_PROXY: P, NO_PROXY: '.example.com' }, P],
    ['https://notexample.com/', { HTTPS_PROXY: P, NO_PROXY: 'example.com' }, P],
    ['https://registry.example.com:5000/', { HTTPS_PROXY: P, NO_PROXY: 'example.com:5000' }, undefined],
    ['https://registry.example.com/', { HTTPS_PROXY: P, NO_PROXY: 'example.com:5000' }, P],
    ['https://registry.example.com/', { HTTPS_PROXY: P, NO_PROXY: 'example.com:443' }, undefined],
    ['https://registry.example.com/', { HTTPS_PROXY: '', NO_PROXY: '' }, undefined],
  ] as const) {
    it(`of ${url} in ${JSON.stringify(env)}`, () => assert.equal(proxyFor(new URL(url), env), expected));
  }
});
