import { strict as assert } from 'node:assert';
import { bundle, Engine, fixAll, type Preset, partsOf } from '../../core/index.js';
import { rules } from '../../rules/index.js';

function engineWith(files: Readonly<Record<string, string>>, preset: Preset): Engine {
  const engine = new Engine({ rules, today: () => '2026-01-01', preset });
  for (const [path, text] of Object.entries(files)) engine.update(path, text);
  engine.complete = true;
  return engine;
}

/** The text after everything that review fixes can mend. */
function mended(file: string, text: string, preset: Preset = 'recommended'): string {
  const engine = engineWith({ [file]: text }, preset);
  return fixAll(engine, file, { safety: 'review' }).texts.get(file) ?? text;
}

describe('fixes made together', () => {
  it('write a key that several of them need once', () => {
    const service = (name: string) =>
      `  ${name}:\n    image: postgres:17.2\n    environment:\n      POSTGRES_PASSWORD: s3cr3t-Tr0ub4dor-${name}\n`;
    const text = mended('compose.yaml', `services:\n${service('a')}${service('b')}`);
    assert.equal(text.match(/^secrets:/gm)?.length, 1, text);
    assert.match(text, /^secrets:\n {2}postgres_password:\n {4}file: .*\n {2}b_postgres_password:\n {4}file: /m);
  });

  it('stand in the map that each of them means, also where that ends at one place with another', () => {
    const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - image: example/web:1.4
    name: web
    securityContext:
      capabilities:
        add:
        - NET_RAW
`;
    const text = mended('pod.yaml', pod, 'strict');
    assert.match(text, /^ {4}volumeMounts:\n {4}- name: tmp\n {6}mountPath: \/tmp\n {2}\w/m);
    assert.match(text, /^ {4}securityContext:\n(?: {6}.*\n)* {6}runAsNonRoot: true\n/m);
  });

  it('take a list out with its last items, and never leave its key behind', () => {
    const service = 'services:\n  backup:\n    image: example/backup:1.4\n    devices:\n      - /dev/sda:/dev/sda:r\n      - /dev/fuse\n';
    for (const text of [`${service}    init: true\n`, `${service}    x-note:\n`])
      assert.doesNotMatch(mended('compose.yaml', text), /devices/);
  });

  it('write a map that several of them need once, also in flow style', () => {
    const pod =
      '{ apiVersion: v1, kind: Pod, metadata: { name: web, annotations: { seccomp.security.alpha.kubernetes.io/pod: runtime/default } }, spec: { containers: [ { name: web, image: example/web:1.4 } ] } }\n';
    assert.equal(mended('pod.yaml', pod, 'strict').match(/ securityContext: \{ (?:appArmor|seccomp)Profile/g)?.length, 1);
  });

  it('keep containers apart once iptables do it, without which the engine would not start', () => {
    const file = 'etc/docker/daemon.json';
    for (const text of ['{ "iptables": false }\n', '{ "ipv6": true, "ip6tables": false }\n']) {
      const engine = engineWith({ [file]: text }, 'strict');
      assert.deepEqual(engine.analyze(file)?.findings.find(({ rule }) => rule.meta.id === 'daemon-icc-disabled')?.fixes, []);
      const after = mended(file, text, 'strict');
      assert.match(after, /tables": true.*"icc": false/s);
      assert.doesNotMatch(after, /tables": false/);
    }
  });

  it('add nothing to a line that another one takes out, at the end of a text without a line end', () => {
    const file = 'Dockerfile';
    const engine = engineWith({ [file]: 'FROM debian:12\nRUN apt-get update && apt-get install -y tcpdump' }, 'recommended');
    const both = ['clean-package-cache', 'no-debug-tools'];
    const parts = partsOf(file, engine.analyze(file)?.findings ?? []).filter(({ finding }) => both.includes(finding.rule.meta.id));
    assert.equal(parts.length, 2);
    assert.equal(bundle(engine, parts)?.parts.length, 1);
  });
});
