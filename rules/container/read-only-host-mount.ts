import { containerOf } from '../../core/facts/documents/compose/container.js';
import { type ComposeService, servicesOf } from '../../core/facts/documents/compose.js';
import { normalizeHostPath } from '../../core/facts/tables/paths.js';
import type { Container, Mount } from '../../core/facts/views/container.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { assuming, defineRule, type Finding, setTo } from '../../core/judge/rule.js';
import { isChannel, isForData } from './_host-mounts.js';
import { isVisiblyWritten } from './_writes.js';

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
      {
        file: 'compose.yaml',
        good: 'services:\n  proxy:\n    image: traefik:v3.7\n    command: [--certificatesresolvers.le.acme.storage=/le.json]\n    volumes:\n      - ./acme.json:/etc/traefik/acme.json\n      - ./le.json:/le.json\n  init:\n    image: example/app:1.4\n    entrypoint: sh -c \'mkdir -p /sources/{dags,config} && echo "a=1" > /out/app.ini\'\n    volumes: [".:/sources", "./app.ini:/out/app.ini"]\n  app:\n    image: example/app:1.4\n    volumes: ["./config:/app/config"]\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  init:\n    image: example/app:1.4\n    entrypoint: /bin/sh\n    command:\n      - -c\n      - |\n        chown -R app /srv/app/\n    volumes: ["./config:/srv/app/config"]\n  app:\n    image: example/app:1.4\n    volumes: ["./config:/srv/app/config"]\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      command: [chown, -R, web, /site]\n      volumeMounts:\n        - name: site\n          mountPath: «/site»\n  volumes:\n    - name: site\n      hostPath: { path: /srv/site }\n',
      },
    ],
  },
  mentions: { compose: ['volumes'], kubernetes: ['hostPath'] },
  checks: {
    *service(service, { workspace }) {
      const container = containerOf(service);
      for (const { mount, source } of container ? writableOf(container) : []) {
        if (isMeantToBeWritten(mount) || isVisiblyWritten(mount, containersOf(service, workspace))) continue;
        const configuration = CONFIGURATION.test(source) || /^\/etc\//.test(mount.target ?? '');
        yield { ...findingAt(mount, source, service.name), ...(configuration ? { severity: 'low' as const } : {}) };
      }
    },
    *container(container) {
      if (container.dialect !== 'kubernetes') return;
      for (const { mount, source } of writableOf(container)) {
        const finding = findingAt(mount, source, container.name);
        yield isWrittenTo(mount, source) || isVisiblyWritten(mount, [container]) ? { ...finding, fixes: [] } : finding;
      }
    },
  },
});

/** Mounts of paths of the host that are writable for certain. */
const writableOf = ({ mounts }: Container): readonly { readonly mount: Mount; readonly source: string }[] =>
  mounts.flatMap(mount => {
    const { type, source, readOnly } = mount;
    if (type !== 'bind' || !source || readOnly.value === true || readOnly.origin === 'unknown') return [];
    return isChannel(mount, source) ? [] : [{ mount, source }];
  });

const findingAt = (mount: Mount, source: string, name: string): Finding => ({
  at: mount,
  message: `${name} can change ${source} on its host.`,
  fixes: assuming(setTo(mount.readOnly, true, `Mount ${source} read-only`), `${name} writes nothing there.`),
});

const containersOf = ({ document }: ComposeService, workspace: Workspace): readonly Container[] =>
  servicesOf(document, workspace).flatMap(service => containerOf(service) ?? []);

/** A folder that is made for the pod, that its node's programs make sockets in, or that is there for data. */
const isWrittenTo = (mount: Mount, source: string): boolean =>
  /OrCreate$/.test(mount.hostType ?? '') || /^\/(?:var\/)?run(?:\/|$)|\/(?:plugins|sockets?)(?:\/|$|_)/.test(source) || isForData(mount);

/** The project itself while it is developed, folders for data, and certificates that a proxy fetches. */
function isMeantToBeWritten(mount: Mount): boolean {
  const from = normalizeHostPath(mount.source ?? '');
  if (/(?:^|\/)acme[\w.-]*\.json$/i.test(from)) return true;
  const folder = !CONFIGURATION.test(from);
  return from === '' || (folder && (!/^[/~]|^[a-z]:/i.test(from) || isForData({ ...mount, source: from })));
}
