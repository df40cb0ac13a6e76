import { SOCKET_PROXIES } from '../../core/facts/tables/runtime-sockets.js';
import type { Command } from '../../core/facts/views/command.js';
import type { Variable } from '../../core/facts/views/variable.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-unencrypted-docker-host',
    title: "The engine's API goes over the network in clear text",
    layer: 'host',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: null },
      compose: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['2.7'],
      'owasp-docker': ['RULE #1'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
    },
    why: 'Without TLS whoever reaches the port commands the engine, and so owns its host; nobody asks for a password, and everything can be read on the way.',
    remedy: 'Use `ssh://`, or port 2376 with TLS (`DOCKER_TLS_VERIFY=1` and certificates).',
    exceptions: 'A proxy in the same project that lets only listed requests through, in a network of its own.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nENV «DOCKER_HOST=tcp://docker:2375»\nCMD [«"dockerd", "-H", "tcp://0.0.0.0:2375"»]\n',
        message: 'Commands for the engine go over the network in clear text (DOCKER_HOST).',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  ci:\n    image: example/ci:1.4\n    environment:\n      DOCKER_HOST: «tcp://docker:2375»\n  docker:\n    image: docker:28-dind\n    environment:\n      - «DOCKER_TLS_CERTDIR=»\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  ci:\n    image: example/ci:1.4\n    environment:\n      DOCKER_HOST: tcp://docker:2376\n      DOCKER_TLS_VERIFY: "1"\n  two:\n    image: example/ci:1.4\n    environment: [DOCKER_HOST=ssh://ci@host, "DOCKER_HOST=tcp://proxy:2375"]\n  proxy:\n    image: tecnativa/docker-socket-proxy:0.3\n',
      },
      { file: 'Dockerfile', bad: 'FROM docker:28-cli\nRUN «docker -H tcp://build:2375 info»\n' },
      { file: 'Dockerfile', good: 'FROM docker:28-cli\nENV DOCKER_TLS_VERIFY=1 DOCKER_HOST=tcp://build:4243\n' },
      { file: 'Dockerfile', good: 'FROM alpine:3.22\nCMD ["dockerd", "-H", "tcp://0.0.0.0:2376", "--tlsverify"]\n' },
    ],
  },
  mentions: ['DOCKER_TLS_CERTDIR', 'tcp'],
  checks: {
    *variable(variable, { workspace }) {
      const { name } = variable;
      if (name === 'DOCKER_TLS_CERTDIR' && variable.value === '')
        yield { at: variable, message: 'The engine makes no certificates, and listens without TLS (DOCKER_TLS_CERTDIR).' };
      const text = name === 'DOCKER_HOST' && isOpenHost(variable) ? workspace.text(workspace.path) : undefined;
      if (text !== undefined && !isProxy(variable, text) && (/:2375\/?$/.test(variable.value!) || !VERIFIED.test(text)))
        yield { at: variable, message: 'Commands for the engine go over the network in clear text (DOCKER_HOST).' };
    },
    *command(command) {
      if (asksOpenly(command)) yield { at: command, message: 'Commands for the engine go over the network in clear text (port 2375).' };
      if (listensOpenly(command)) yield { at: command, message: 'The engine takes commands from the network without TLS.' };
    },
  },
});

/** With it any other port than that of clear text is one with TLS. */
const VERIFIED = /\bDOCKER_TLS_VERIFY["']?\s*[:= ]\s*["']?\w/;

/** Port 2376 is the one with TLS. */
const isOpenHost = ({ kind, value }: Variable): boolean =>
  (kind === 'env' || kind === 'arg' || kind === 'run') && /^tcp:\/\//.test(value ?? '') && !/:2376\/?$/.test(value!);

/** Whether the file runs a proxy that lets only listed requests through, under the host's name. */
function isProxy({ value }: Variable, text = ''): boolean {
  const host = /^tcp:\/\/([\w.-]+)/.exec(value ?? '')?.[1];
  return host !== undefined && text.includes(`${host}:`) && [...SOCKET_PROXIES].some(image => text.includes(image));
}

/** `docker -H tcp://...:2375`: that port has no TLS. */
const asksOpenly = ({ shell: { name, words } }: Command): boolean =>
  name === 'docker' &&
  words.some(
    ({ value = '' }, i) =>
      /^(?:(?:-H|--host)=?)?tcp:\/\/(?!127\.|localhost)\S+:2375\/?$/.test(value) &&
      (/^-/.test(value) || /^(?:-H|--host)$/.test(words[i - 1]?.value ?? '')),
  );

function listensOpenly({ shell }: Command): boolean {
  const values = shell.words.map(({ value }) => value ?? '');
  // An image of the engine starts it with options alone.
  const program = values[0]?.startsWith('-') ? 'dockerd' : values[0]?.split('/').at(-1);
  if (!/^(?:dockerd(?:-entrypoint\.sh)?|dockerd-rootless\.sh)$/.test(program ?? '')) return false;
  const open = values.some((value, i) => {
    const address = /^(?:-H|--host)(?:=(.*))?$/.exec(value);
    return address !== null && /^tcp:\/\/(?!127\.|localhost|\[::1\])/.test(address[1] ?? values[i + 1] ?? '');
  });
  return open && !values.some(value => /^--tls(?:verify)?(?:=true)?$/.test(value));
}
