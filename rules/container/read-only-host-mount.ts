import { normalizeHostPath } from '../../core/facts/tables/paths.js';
import type { Mount } from '../../core/facts/views/container.js';
import { defineRule, setTo } from '../../core/judge/rule.js';
import { isChannel, isForData } from './_host-mounts.js';

/** Files that programs read and people write. */
const CONFIGURATION =
  /\.(?:conf|cfg|cnf|ini|ya?ml|json|toml|xml|properties|pem|crt|cer|key|htpasswd)(?:\.\w+)?$|(?:^|\/)(?:conf|config|conf\.d|certs?|ssl)$/i;

export default defineRule({
  meta: {
    id: 'read-only-host-mount',
    title: 'A path of the host is mounted writable',
    layer: 'host',
    per: {
      compose: { severity: 'info', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.6'],
      'owasp-docker': ['RULE #8'],
      'nist-800-53': ['AC-6', 'CM-5'],
      'nist-800-190': ['AppB CM-3', 'AppB CM-6', 'AppB CM-7', 'AppB AC-4', 'AppB SI-7'],
      mitre: ['Persistence/Writable hostPath mount'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_5_6'],
      kics: ['b7652612-de4e-4466-a0bf-1cd81f0c6063'],
      kubescape: ['C-0045'],
      'kube-linter': ['writable-host-mount'],
    },
    why: 'What the container may write it may also spoil: a configuration that the host or another container reads next, or the sources of the project.',
    remedy: 'Mount it read-only unless the program writes there.',
    exceptions: 'Folders for data that are meant to be written; keep those in named volumes where you can.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    volumes:\n      - «./nginx.conf:/etc/nginx/nginx.conf»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf:ro\n',
        message: 'web can change ./nginx.conf on its host.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      volumeMounts:\n        - name: site\n          mountPath: «/site»\n  volumes:\n    - name: site\n      hostPath: { path: /srv/site }\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      volumeMounts:\n        - name: site\n          mountPath: /site\n          readOnly: true\n  volumes:\n    - name: site\n      hostPath: { path: /srv/site }\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    volumes:\n      - «${CONFIG:-./conf}/app.yaml:/app.yaml»\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    volumes:\n      - ${CONFIG:-./conf}/app.yaml:/app.yaml:ro\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    volumes:\n      - .:/app\n      - ./pgdata:/var/lib/postgresql/data\n      - ./app.json:/app.json:ro\n      - conf:/etc/web\n      - /run/docker.sock:/run/docker.sock\n',
      },
    ],
  },
  mentions: { compose: ['volumes'], kubernetes: ['hostPath'] },
  checks: {
    *container({ name, dialect, mounts }) {
      for (const mount of mounts) {
        const { source, target, readOnly } = mount;
        if (mount.type !== 'bind' || !source || readOnly.value === true || readOnly.origin === 'unknown') continue;
        if (isChannel(mount, source) || (dialect === 'compose' && isMeantToBeWritten(mount))) continue;
        const configuration = CONFIGURATION.test(source) || /^\/etc\//.test(target ?? '');
        yield {
          at: mount,
          message: `${name} can change ${source} on its host.`,
          ...(configuration && dialect === 'compose' ? { severity: 'low' as const } : {}),
          fixes: dialect === 'kubernetes' && isWrittenTo(mount, source) ? [] : setTo(readOnly, true, `Mount ${source} read-only`),
        };
      }
    },
  },
});

/** A folder that is made for the pod, that its node's programs make sockets in, or that is there for data. */
const isWrittenTo = (mount: Mount, source: string): boolean =>
  /OrCreate$/.test(mount.hostType ?? '') || /^\/(?:var\/)?run(?:\/|$)|\/(?:plugins|sockets?)(?:\/|$|_)/.test(source) || isForData(mount);

/** The project itself while it is developed, and folders for data. */
function isMeantToBeWritten(mount: Mount): boolean {
  const from = normalizeHostPath(mount.source ?? '');
  const folder = !CONFIGURATION.test(from);
  return from === '' || (folder && (!/^[/~]|^[a-z]:/i.test(from) || isForData({ ...mount, source: from })));
}
