import { strict as assert } from 'node:assert';
import { Engine } from '../../core/index.js';
import { rules } from '../../rules/index.js';

/** Rules that say something of a service, with the last part of the place; what another rule says better is left out. */
function said(service: string, ...ids: readonly string[]): readonly string[] {
  const engine = new Engine({ rules, today: () => '2026-01-31', preset: 'strict' });
  engine.update('compose.yaml', `services:\n  web:\n${service}`);
  return engine
    .analyze('compose.yaml')!
    .findings.filter(({ rule, supersededBy }) => ids.includes(rule.meta.id) && !supersededBy)
    .map(({ rule, fingerprint }) => `${rule.meta.id} ${fingerprint.slice(fingerprint.lastIndexOf('.') + 1)}`);
}

describe('of two rules with one cause', () => {
  it('one speaks of a capability, and each of its own', () => {
    const service = '    image: example/web:1.4\n    cap_add: [NET_ADMIN, NET_BROADCAST]\n';
    assert.deepEqual(said(service, 'no-dangerous-capabilities', 'no-non-default-capabilities'), [
      'no-dangerous-capabilities NET_ADMIN',
      'no-non-default-capabilities NET_BROADCAST',
    ]);
  });

  it('one speaks of a port, and each of its own', () => {
    const service = '    image: redis:8.2\n    ports: ["6379:6379", "8001:8001"]\n';
    assert.deepEqual(said(service, 'no-sensitive-port-exposed', 'bind-published-ports'), [
      'no-sensitive-port-exposed 6379',
      'bind-published-ports 8001',
    ]);
  });

  it('one speaks of a service as a whole', () => {
    const service = '    image: example/web:1.4\n    privileged: true\n    cap_add: [NET_ADMIN]\n';
    assert.deepEqual(said(service, 'no-privileged', 'no-dangerous-capabilities'), ['no-privileged privileged']);
  });
});
