import type { ComposeCall } from '../../core/facts/workspace.js';
import type { Files } from './compose-model.js';

/** A project whose effective configuration is compared with what the engines make of it. */
export interface Case {
  readonly name: string;
  readonly files: Files;
  /** The file to look from. */
  readonly path?: string;
  readonly call?: Partial<ComposeCall>;
  /** Whether what services name (networks, secrets) has to be there. */
  readonly strict?: boolean;
  /** Why Compose 1.29 cannot read it. */
  readonly newer?: string;
}

const web = (lines: string): string => `services:\n  web:\n    image: example/web:1.4\n${lines.replace(/^/gm, '    ')}\n`;

export const cases: readonly Case[] = [
  {
    name: 'an anchor, a merge key, a merge list and an own key over them',
    files: {
      'compose.yaml':
        'x-a: &a\n  privileged: true\n  user: "1"\nx-b: &b\n  privileged: false\n  read_only: true\nservices:\n  web:\n    <<: [*a, *b]\n    image: &i example/web:1.4\n    user: "2"\n  app:\n    <<: *b\n    image: *i\n',
    },
  },
  {
    name: 'an override file: scalars are replaced, lists grow, maps are merged',
    files: {
      'compose.yaml': web(
        'privileged: true\ncap_add: [NET_ADMIN]\nenvironment: { A: "1", B: "2" }\nports: ["80:80"]\nvolumes: ["data:/data", "./a:/a:ro"]\nsecurity_opt: ["label:disable"]\nuser: root',
      ),
      'compose.override.yaml':
        'services:\n  web:\n    privileged: false\n    cap_add: [SYS_PTRACE, NET_ADMIN]\n    environment: [B=3, C=4]\n    ports: ["81:80"]\n    volumes: ["./b:/a"]\n    security_opt: ["apparmor:web"]\n  extra:\n    image: example/extra:1.4\n',
    },
    newer: 'it knows neither name',
  },
  {
    name: 'the same with the names that 1.29 knows',
    files: {
      'docker-compose.yml': web('read_only: true\nenvironment: [A=1]\nvolumes: ["data:/data"]').concat('volumes: { data: {} }\n'),
      'docker-compose.override.yml':
        'services:\n  web:\n    read_only: false\n    environment: { A: 2, B: 3 }\n    volumes: ["other:/data:ro"]\nvolumes: { other: {} }\n',
    },
    path: 'docker-compose.yml',
  },
  {
    name: 'files in the order of the configuration, the override left alone',
    files: {
      'compose.yaml': web('user: "1"\ncap_drop: [ALL]'),
      'compose.override.yaml': 'services:\n  web:\n    user: "9"\n',
      'prod.yaml': 'services:\n  web:\n    user: "3"\n    read_only: true\n',
    },
    call: { files: ['compose.yaml', 'prod.yaml'] },
  },
  {
    name: 'COMPOSE_FILE of the .env',
    files: {
      'compose.yaml': web('user: "1"'),
      'prod.yaml': 'services:\n  web:\n    user: "3"\n',
      '.env': 'COMPOSE_FILE=compose.yaml:prod.yaml\n',
    },
  },
  {
    name: 'extends in the same file, in a chain',
    files: {
      'compose.yaml':
        'services:\n  a:\n    image: example/a:1\n    privileged: true\n    cap_add: [NET_ADMIN]\n    environment: { A: 1 }\n  b:\n    extends: a\n    privileged: false\n    environment: [B=2]\n  c:\n    extends: { service: b }\n    image: example/c:1\n    cap_add: [SYS_TIME]\n',
    },
    newer: 'it takes no text for extends',
  },
  {
    name: 'extends of another file, which extends a third',
    files: {
      'compose.yaml': 'services:\n  web:\n    extends: { file: sub/base.yaml, service: base }\n    user: "5"\n',
      'sub/base.yaml':
        'services:\n  base:\n    extends: { file: deep/root.yaml, service: root }\n    image: example/base:1\n    volumes: ["./data:/data"]\n',
      'sub/deep/root.yaml': 'services:\n  root:\n    image: example/root:1\n    privileged: true\n    cap_drop: [ALL]\n',
    },
  },
  {
    name: 'include, with an override inside of it, and a service that extends an included one',
    files: {
      'compose.yaml': 'include:\n  - db.yaml\n  - path: [sub/a.yaml, sub/b.yaml]\nservices:\n  web:\n    extends: db\n    user: "7"\n',
      'db.yaml': 'services:\n  db:\n    image: postgres:17.2\n    privileged: true\n    user: postgres\n',
      'sub/a.yaml': 'services:\n  mail:\n    image: example/mail:1\n    user: "1"\n    cap_add: [NET_RAW]\n',
      'sub/b.yaml': 'services:\n  mail:\n    user: "2"\n',
    },
    newer: 'it has no include',
  },
  {
    name: '!reset and !override',
    files: {
      'compose.yaml': web(
        'privileged: true\nports: ["80:80"]\ncap_add: [SYS_ADMIN]\nenvironment: { A: 1, B: 2 }\nsecurity_opt: ["seccomp:unconfined"]\nvolumes: ["/etc:/host"]',
      ),
      'compose.override.yaml':
        'services:\n  web:\n    privileged: !reset null\n    ports: !override ["127.0.0.1:81:81"]\n    cap_add: !reset []\n    environment: !override { C: 3 }\n    security_opt: !reset\n    volumes: !override\n      - data:/data\n',
    },
    newer: 'it knows no tags',
  },
  {
    name: '!reset of a whole service and of a nested key',
    files: {
      'compose.yaml':
        'services:\n  web:\n    image: example/web:1.4\n    environment: { A: 1, B: 2 }\n  gone:\n    image: example/gone:1\n',
      'compose.override.yaml': 'services:\n  gone: !reset null\n  web:\n    environment:\n      A: !reset null\n      D: 4\n',
    },
    newer: 'it knows no tags',
  },
  {
    name: '!reset in a file of its own',
    files: { 'compose.yaml': web('user: !reset "0"\nprivileged: !reset true\nvolumes: !reset ["./a:/x"]') },
    newer: 'it knows no tags',
  },
  {
    name: 'several volumes at one place',
    files: { 'compose.yaml': web('volumes:\n  - ./a:/x\n  - ./b:/y\n  - { type: bind, source: ./c, target: /x, read_only: true }') },
    newer: 'it refuses them',
  },
  {
    name: 'profiles: only active ones',
    files: {
      'compose.yaml':
        'services:\n  web:\n    image: example/web:1.4\n  debug:\n    image: example/debug:1\n    profiles: [debug]\n  test:\n    image: example/test:1\n    profiles: ["test", "ci"]\n',
    },
    call: { profiles: ['ci'] },
    newer: 'its driver is called without profiles',
  },
  {
    name: 'variables in all forms, .env',
    files: {
      'compose.yaml':
        'services:\n  web:\n    image: ${REG:-example}/web:${TAG}\n    user: "${UID_-1000}"\n    privileged: ${PRIV:-false}\n    read_only: ${RO}\n    cap_add: ["${CAP:+NET_ADMIN}", "${EMPTY-SYS_TIME}x", "${MISSING:-${TAG}}"]\n    security_opt: ["a:$$b", "c:${EMPTY:-d}", "e:${TAG?must be set}", "f:$TAG", "g:${MISSING:-{h}}"]\n    ports: ["${PORT:-80}:80"]\n',
      '.env': '# a comment\nTAG=1.4 # the tag\nexport PRIV="true"\nRO=\'true\'\nCAP=yes\nEMPTY=\nPORT=8080\n',
    },
    newer: 'it knows no ${VAR:+word} and no nested word',
  },
  {
    name: 'values of .env with number signs and dollars',
    files: {
      'compose.yaml': web('security_opt: ["a:$A", "b:$B", "c:$C", "d:$D", "e:$E", "f:$F"]'),
      '.env': `A= #x\nB=#y\nC="\\$D"\nD=a#b #c\nE='$A' #c\nF: "g" # h\n`,
    },
    newer: 'it reads other env files',
  },
  {
    name: 'variables that 1.29 knows',
    files: {
      'compose.yaml': 'services:\n  web:\n    image: ${REG:-example}/web:${TAG}\n    user: "${NOBODY-1000}"\n    read_only: ${RO:-true}\n',
      '.env': 'TAG=1.4\nRO=\n',
    },
  },
  {
    name: 'another env file, and two',
    files: {
      'compose.yaml': 'services:\n  web:\n    image: example/web:${TAG}\n    user: "${WHO}"\n',
      '.env': 'TAG=0\nWHO=0\n',
      'a.env': 'TAG=1\nWHO=1\n',
      'b.env': 'WHO="2"\n',
    },
    call: { envFiles: ['a.env', 'b.env'] },
    newer: 'its driver is called without env files',
  },
  {
    name: 'ports in all forms',
    files: {
      'compose.yaml': web(
        'ports:\n  - "3000"\n  - "3000-3002"\n  - "8000:8000"\n  - "9090-9091:8080-8081"\n  - "127.0.0.1:8001:8001"\n  - "127.0.0.1:5000-5002:5000-5002"\n  - "127.0.0.1::5100"\n  - "6060:6060/udp"\n  - "6061:6061/UDP"\n  - { target: 80, host_ip: 127.0.0.1, published: "8089", protocol: tcp, mode: host }\n  - { target: 81, published: 8090 }',
      ),
    },
    newer: 'it takes no host_ip',
  },
  {
    name: 'volumes in all forms',
    files: {
      'compose.yaml': web(
        'volumes:\n  - data:/a\n  - data:/b:ro\n  - ./c:/c\n  - ../d:/d:ro,z\n  - /etc/hosts:/e:ro\n  - ~/f:/f\n  - { type: bind, source: ./g, target: /g, read_only: true }\n  - { type: volume, source: data, target: /h }\n  - { type: tmpfs, target: /i }\n  - /anonymous',
      ).concat('volumes: { data: {} }\n'),
    },
  },
  {
    name: 'booleans and numbers in quotes',
    files: { 'compose.yaml': web('privileged: "true"\nread_only: "false"\nuser: "1000"\ncap_drop: ["ALL"]\ncap_add: []') },
    newer: 'it takes no text for a boolean',
  },
  {
    name: 'null and empty values',
    files: {
      'compose.yaml': web('privileged: true\nuser: "1"\nenvironment: { A: 1 }\ncap_add: [NET_RAW]'),
      'compose.override.yaml': 'services:\n  web:\n    privileged:\n    user: ~\n    environment: {}\n    cap_add: []\n',
    },
    newer: 'it knows neither name',
  },
  {
    name: 'JSON',
    files: {
      'compose.yaml': '{ "services": { "web": { "image": "example/web:1.4", "privileged": true, "environment": { "A": null } } } }\n',
    },
  },
  {
    name: 'an anchor for a list, an alias to a scalar',
    files: {
      'compose.yaml':
        'x-caps: &caps [NET_RAW, CHOWN]\nx-user: &user "1000"\nservices:\n  web:\n    image: example/web:1.4\n    cap_drop: *caps\n    user: *user\n  app:\n    image: example/app:1\n    cap_drop: *caps\n',
    },
  },
  {
    name: 'an override of something that is extended',
    files: {
      'compose.yaml': 'services:\n  base:\n    image: example/base:1\n    privileged: true\n  web:\n    extends: { service: base }\n',
      'compose.override.yaml': 'services:\n  base:\n    privileged: false\n  web:\n    user: "1"\n',
    },
    newer: 'it knows neither name',
  },
];
