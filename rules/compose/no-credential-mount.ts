import { credentialFile } from '../../core/facts/tables/credential-files.js';
import { defineRule } from '../../core/judge/rule.js';

const LESS = { high: 'medium', medium: 'low' } as const;

export default defineRule({
  meta: {
    id: 'no-credential-mount',
    title: 'Credentials of the host are mounted',
    layer: 'secrets',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['5.6'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
    },
    alsoKnownAs: { 'docker-bench': ['check_5_6'] },
    supersedes: ['read-only-host-mount'],
    why: 'A break-in into the container yields your keys and logins, which open much more than this project. Read-only does not help: they only have to be read.',
    remedy: 'Give the service a credential of its own through `secrets:`, with no more rights than it needs.',
    exceptions: 'Development containers in which you work yourself.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  deploy:\n    image: example/deploy:1.4\n    volumes:\n      - «~/.aws:/root/.aws»\n      - «./certs/server.key:/certs/server.key:ro»\n',
        message: 'deploy gets ~/.aws, which holds AWS credentials.',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    volumes:\n      - ./ssl/web.crt:/web.crt:ro\n      - ~/.ssh/known_hosts:/known_hosts\n      - ./.env.example:/env\n',
      },
    ],
  },
  mentions: ['volumes'],
  checks: {
    *container({ name, mounts }) {
      for (const mount of mounts) {
        if (mount.type !== 'bind' || mount.source === undefined) continue;
        const file = credentialFile(mount.source);
        if (!file) continue;
        yield {
          at: mount,
          message: `${name} gets ${mount.source}, which holds ${file.holds}.`,
          severity: mount.readOnly.value === true ? LESS[file.risk] : file.risk,
        };
      }
    },
  },
});
