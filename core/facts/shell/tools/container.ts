import { type OptionTable, optionTable } from '../option-table.js';

const docker = optionTable({
  flags: ['-D --debug', '--tls', '--tlsverify'],
  values: ['-H --host', '-c --context', '-l --log-level', '--config', '--tlscacert', '--tlscert', '--tlskey'],
  subcommands: {
    login: { values: ['-u --username', '-p --password'], flags: ['--password-stdin', '--tls-verify'] },
    run: {
      flags: ['-d --detach', '-i --interactive', '-t --tty', '-P --publish-all', '--rm', '--privileged'],
      values: [
        '-v --volume',
        '-e --env',
        '-p --publish',
        '-u --user',
        '-w --workdir',
        '-h --hostname',
        '-l --label',
        '-m --memory',
        '-a --attach',
        '-c --cpu-shares',
        '--name',
        '--network --net',
        '--entrypoint',
        '--mount',
        '--env-file',
        '--cap-add',
        '--cap-drop',
        '--security-opt',
        '--device',
        '--pid',
        '--ipc',
        '--restart',
        '--platform',
        '--add-host',
        '--ulimit',
        '--cpus',
        '--tmpfs',
        '--link',
        '--userns',
      ],
      stopsAtOperand: true,
    },
    exec: {
      flags: ['-d --detach', '-i --interactive', '-t --tty', '--privileged'],
      values: ['-e --env', '-u --user', '-w --workdir', '--env-file'],
      stopsAtOperand: true,
    },
    build: {
      values: [
        '-t --tag',
        '-f --file',
        '--build-arg',
        '--target',
        '--secret',
        '--ssh',
        '--network',
        '--platform',
        '-o --output',
        '--label',
      ],
      flags: ['-q --quiet'],
    },
    pull: { flags: ['-a --all-tags', '-q --quiet', '--disable-content-trust'], values: ['--platform'] },
    push: { flags: ['-a --all-tags', '-q --quiet', '--disable-content-trust'] },
  },
  groups: ['image', 'container', 'buildx', 'compose', 'network', 'volume', 'system'],
});

/** Tools that take `--username` and `--password` to log in to a registry, or a kubeconfig. */
const registry = optionTable({
  flags: ['--insecure-skip-tls-verify', '--insecure', '--password-stdin', '--plain-http'],
  values: ['-u --username', '-p --password', '--authfile', '--cert-dir', '--src-creds', '--dest-creds', '--creds', '--token'],
  subcommands: {},
  groups: ['auth', 'registry', 'repo'],
});

const kubectl = optionTable({
  flags: ['--insecure-skip-tls-verify'],
  values: [
    '-n --namespace',
    '-f --filename',
    '-o --output',
    '-l --selector',
    '-c --container',
    '--kubeconfig',
    '--context',
    '--token',
    '--user',
    '--cluster',
    '-s --server',
    '--certificate-authority',
  ],
  subcommands: {},
});

/** Container engines, registries and clusters. */
export const containerTools: Readonly<Record<string, OptionTable>> = {
  docker,
  podman: docker,
  nerdctl: docker,
  buildah: docker,
  skopeo: registry,
  oras: registry,
  crane: registry,
  helm: registry,
  kubectl,
  oc: kubectl,
};
