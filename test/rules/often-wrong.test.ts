import { strict as assert } from 'node:assert';
import { rules } from '../../rules/index.js';
import { analysisOf, engineOf } from '../rule-examples.js';

/**
 * Where scanners are most often wrong, and the right answer. Each row: what it is about, the file's text, rules that have to speak
 * (superseded or not) and rules that must not.
 */
type Row = readonly [what: string, text: string, says: readonly string[], silent: readonly string[]];

const dockerfile: readonly Row[] = [
  ['1: root in a stage that does not ship', 'FROM a:1 AS build\nUSER root\nFROM a:1\nUSER app\n', [], ['no-root-user']],
  ['1: root through FROM <alias>', 'FROM a:1 AS base\nUSER root\nFROM base\nCMD ["x"]\n', ['no-root-user'], []],
  ['1: zero is root', 'FROM a:1\nUSER 0\n', ['no-root-user'], []],
  ['1: root with a group is root', 'FROM a:1\nUSER root:app\n', ['no-root-user'], []],
  ['1: group 0 is not', 'FROM a:1\nUSER 1001:0\n', [], ['no-root-user']],
  [
    '3: names that only sound like secrets',
    'FROM a:1\nENV KMS_KEY_ALIAS=x1 GPG_KEY=0D96DF4D4110E5C43FBFB17F2D347EA6AA65421D DB_PASSWORD_FILE=/x TOKENIZERS_PARALLELISM=false AUTH_MODULE_VERSION=1.2 PRIVATE_SUBNET=a API_URL=b MONKEY=c CERTBOT_VERSION=2\n',
    [],
    ['no-secrets-in-environment', 'no-secrets-in-arg'],
  ],
  ['3: DB_PASS', 'FROM a:1\nENV DB_PASS=b1ue-Heron-42\n', ['no-secrets-in-environment'], []],
  ['3: MYSQL_PWD', 'FROM a:1\nENV MYSQL_PWD=b1ue-Heron-42\n', ['no-secrets-in-environment'], []],
  ['3: PGPASSWORD', 'FROM a:1\nARG PGPASSWORD\n', ['no-secrets-in-arg'], []],
  ['4: a port is no tag', 'FROM registry:5000/app\n', ['require-image-tag'], ['no-latest-tag']],
  ['4: the default of an ARG', 'ARG TAG=latest\nFROM node:${TAG}\n', ['no-latest-tag'], ['require-image-tag']],
  ['4: an ARG without default is unknown', 'ARG TAG\nFROM node:${TAG}\n', [], ['no-latest-tag', 'require-image-tag', 'pin-image-digest']],
  ['4: a platform is no image', 'FROM --platform=linux/amd64 node:22.11\n', [], ['require-image-tag', 'no-latest-tag']],
  ['4: every stage', 'FROM node:22.11 AS a\nFROM debian:latest\n', ['no-latest-tag'], []],
  ['4: a digest wins', `FROM node:latest@sha256:${'a'.repeat(64)}\n`, [], ['no-latest-tag', 'pin-image-digest']],
  ['5: installing sudo is not using it', 'FROM a:1\nRUN apt-get install -y sudo curl && usermod -aG sudo app\n', [], ['no-sudo']],
  ['5: sudo in exec form', 'FROM a:1\nRUN ["sudo", "id"]\n', ['no-sudo'], []],
  ['5: sudo behind a semicolon', 'FROM a:1\nRUN true;sudo id\n', ['no-sudo'], []],
  ['5: sudo by its path', 'FROM a:1\nRUN /usr/bin/sudo id\n', ['no-sudo'], []],
  ['6: pipefail in the RUN itself', 'FROM a:1\nRUN set -o pipefail && curl x | tar x\n', [], ['set-pipefail']],
  [
    '6: pipefail in an ash SHELL',
    'FROM alpine:3.22\nSHELL ["/bin/ash", "-eo", "pipefail", "-c"]\nRUN curl x | tar x\n',
    [],
    ['set-pipefail'],
  ],
  [
    '7: options with values are no packages',
    'FROM debian:12\nRUN apt-get install -y -t bookworm-backports curl=7.88.1-10\n',
    [],
    ['pin-os-packages'],
  ],
  ['7: a local package is pinned by itself', 'FROM debian:12\nRUN apt-get install -y ./tool.deb\n', [], ['pin-os-packages']],
  ['8: NONE is a finding of its own', 'FROM a:1\nEXPOSE 80\nHEALTHCHECK NONE\nCMD ["x"]\n', ['no-healthcheck-none'], []],
  ['9: ADD of an archive is meant', 'FROM scratch\nADD rootfs.tar.xz /\n', [], ['copy-instead-of-add']],
  [
    '9: ADD of a URL needs a checksum, not curl',
    'FROM scratch\nADD https://example.com/a.bin /a\n',
    ['add-remote-checksum'],
    ['copy-instead-of-add'],
  ],
  ['10: -okubectl', 'FROM a:1\nRUN curl -okubectl https://example.com/k\n', [], ['no-insecure-curl']],
  ['10: a header that reads -k', "FROM a:1\nRUN curl -H '-k' https://example.com/k\n", [], ['no-insecure-curl']],
  ['10: -fsSLk', 'FROM a:1\nRUN curl -fsSLk https://example.com/k\n', ['no-insecure-curl'], []],
  ['10: the proxy too', 'FROM a:1\nRUN curl --proxy-insecure https://example.com/k\n', ['no-insecure-curl'], []],
  ['11: at the end of a command', 'FROM a:1\nRUN export NODE_TLS_REJECT_UNAUTHORIZED=0\n', ['no-node-tls-bypass'], []],
  ['11: before a semicolon', 'FROM a:1\nRUN export NODE_TLS_REJECT_UNAUTHORIZED=0; npm ci\n', ['no-node-tls-bypass'], []],
  ['11: apt as well as apt-get', 'FROM a:1\nRUN apt -o APT::Get::AllowUnauthenticated=true install -y x\n', ['no-apt-unauthenticated'], []],
  ['12: FROM', 'FROM other.example/a:1\n', ['trusted-registry'], []],
  ['12: COPY --from', 'FROM docker.io/library/a:1\nCOPY --from=other.example/b:1 /x /x\n', ['trusted-registry'], []],
  ['12: RUN --mount from', 'FROM docker.io/library/a:1\nRUN --mount=from=other.example/b:1,target=/x ls\n', ['trusted-registry'], []],
  ['12: the syntax image', '# syntax=other.example/dockerfile:1\nFROM docker.io/library/a:1\n', ['trusted-registry'], []],
  ['12: the host in an ARG', 'ARG HOST=other.example\nFROM ${HOST}/a:1\n', ['trusted-registry'], []],
  ['12: a stage is no registry', 'FROM docker.io/library/a:1 AS b\nCOPY --from=b /x /x\n', [], ['trusted-registry']],
];

const service = (lines: string): string => `services:\n  a:\n    image: a:1\n${lines.replace(/^/gm, '    ')}\n`;

const compose: readonly Row[] = [
  ['13: a wildcard is not bound', 'services:\n  a:\n    image: a:1\n    ports: ["0.0.0.0:80:80"]\n', ['bind-published-ports'], []],
  [
    '13: the long syntax has an address',
    'services:\n  a:\n    image: a:1\n    ports:\n      - target: 80\n        published: 8080\n        host_ip: 127.0.0.1\n',
    [],
    ['bind-published-ports'],
  ],
  ['13: IPv6 loopback is bound', 'services:\n  a:\n    image: a:1\n    ports: ["[::1]:80:80"]\n', [], ['bind-published-ports']],
  [
    '14: every spelling of no-new-privileges',
    'services:\n  a:\n    image: a:1\n    security_opt: ["no-new-privileges"]\n',
    [],
    ['no-privilege-escalation'],
  ],
  ['14: no version key, no image', 'services:\n  a:\n    build: .\n', ['no-privilege-escalation', 'drop-all-capabilities'], []],
  [
    '14: the socket read-only',
    'services:\n  a:\n    image: a:1\n    volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]\n',
    ['no-runtime-socket'],
    [],
  ],
  [
    '14: the socket in long syntax',
    'services:\n  a:\n    image: a:1\n    volumes:\n      - type: bind\n        source: /run/docker.sock\n        target: /x.sock\n',
    ['no-runtime-socket'],
    [],
  ],
  ['14: any value of cap_drop does not do', 'services:\n  a:\n    image: a:1\n    cap_drop: [NET_RAW]\n', ['drop-all-capabilities'], []],
  ['15: mem_limit counts in every version', 'version: "3.9"\nservices:\n  a:\n    image: a:1\n    mem_limit: 1g\n', [], ['memory-limit']],
  [
    '15: /home/u/app and /srv/x are not the system',
    'services:\n  a:\n    image: a:1\n    volumes: ["/home/u/app:/a", "/srv/x:/b", "/devops:/c"]\n',
    [],
    ['no-sensitive-host-mount'],
  ],
  ['15: /etc is', 'services:\n  a:\n    image: a:1\n    volumes: ["/etc:/host/etc"]\n', ['no-sensitive-host-mount'], []],
  ['13: any dot is no address', service('ports: ["8080:80"]'), ['bind-published-ports'], []],
  ['13: a port of the container alone is published too', service('ports: ["80"]'), ['bind-published-ports'], []],
  ['13: the wildcard of IPv6', service('ports: ["[::]:80:80"]'), ['bind-published-ports'], []],
  ['13: a wildcard in long syntax', service('ports: [{ target: 80, published: 80, host_ip: 0.0.0.0 }]'), ['bind-published-ports'], []],
  ['13: expose publishes nothing', service('expose: ["80"]'), [], ['bind-published-ports']],
  ['13: a loopback with a range', service('ports: ["127.0.0.1:8000-8010:8000-8010/udp"]'), [], ['bind-published-ports']],
  ['13: with the network of the host nothing is published', service('network_mode: host\nports: ["80:80"]'), [], ['bind-published-ports']],
  [
    '13: a low port of the host is, whatever is dropped',
    service('cap_drop: [NET_BIND_SERVICE]\nports: ["22:2222"]'),
    ['no-privileged-host-port'],
    [],
  ],
  ['14: no-new-privileges=true', service('security_opt: ["no-new-privileges=true"]'), [], ['no-privilege-escalation']],
  ['14: no-new-privileges:false', service('security_opt: ["no-new-privileges:false"]'), ['no-privilege-escalation'], []],
  ['14: no security_opt at all', service('user: "1"'), ['no-privilege-escalation'], []],
  ['14: another option does not do', service('security_opt: ["apparmor:web"]'), ['no-privilege-escalation'], []],
  ['14: the socket below another path of the container', service('volumes: ["/run/docker.sock:/tmp/x:ro"]'), ['no-runtime-socket'], []],
  ['14: the folder of the socket', service('volumes: ["/run:/host/run"]'), ['no-runtime-socket'], []],
  [
    '14: a harmless cap_add with all dropped',
    service('cap_drop: [ALL]\ncap_add: [CHOWN]'),
    [],
    ['drop-all-capabilities', 'no-dangerous-capabilities'],
  ],
  ['14: a prefixed name in small letters', service('cap_add: [cap_sys_admin]'), ['no-dangerous-capabilities'], []],
  [
    '15: deploy counts as well',
    service('deploy: { resources: { limits: { memory: 1g, cpus: "1", pids: 10 } } }'),
    [],
    ['memory-limit', 'cpu-limit', 'pids-limit'],
  ],
  ['15: a reservation is no limit', service('deploy: { resources: { reservations: { memory: 1g } } }'), ['memory-limit'], []],
  ['15: pids_limit -1 is none', service('pids_limit: -1'), ['pids-limit'], []],
  ['15: /var/www is data', service('volumes: ["/var/www:/srv"]'), [], ['no-sensitive-host-mount']],
  ['15: ~/.ssh holds keys', service('volumes: ["~/.ssh:/keys:ro"]'), ['no-credential-mount'], []],
  ['15: read-only weighs less', service('volumes: ["/etc/localtime:/etc/localtime:ro"]'), ['no-sensitive-host-mount'], []],
];

/** A list without which one of the rules says nothing. */
const config = 'rules:\n  trusted-registry: [low, { registries: [docker.io/library] }]\n';

for (const [file, rows] of [
  ['Dockerfile', dockerfile],
  ['compose.yaml', compose],
] as const) {
  describe(`often wrong, ${file}`, () => {
    for (const [what, text, says, silent] of rows) {
      it(what, () => {
        const found = new Set(analysisOf(engineOf(rules, { [file]: text }, config), file).findings.map(finding => finding.rule.meta.id));
        for (const id of says) assert.ok(found.has(id), `${id} says nothing; there are ${[...found].join(', ')}`);
        for (const id of silent) assert.ok(!found.has(id), `${id} speaks`);
      });
    }
  });
}
