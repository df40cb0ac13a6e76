import { isAbsent } from '../../core/facts/fact.js';
import { isAtOrBelow } from '../../core/facts/tables/paths.js';
import { dataPathsOf, serverByData, writablePathsOf } from '../../core/facts/tables/server-images.js';
import type { Container } from '../../core/facts/views/container.js';
import { identityOf } from '../../core/facts/views/image.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Fix, type ImageFacts } from '../../core/judge/rule.js';
import { userVariable } from './_visible-needs.js';
import { pathsWritten } from './_writes.js';
import { writtenPathsOf } from './_written-paths.js';

export default defineRule({
  meta: {
    id: 'read-only-root-filesystem',
    title: 'Root filesystem is writable',
    layer: 'runtime',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    group: 'missing-hardening',
    controls: {
      'cis-docker-1.6': ['5.13'],
      'owasp-docker': ['RULE #8'],
      'nist-800-53': ['CM-5', 'SI-7', 'SC-34'],
      'pci-dss-4': ['11.5.2'],
      soc2: ['CC6.8'],
      hipaa: ['164.312(c)(1)'],
      'nist-800-190': ['4.4.3'],
      'cis-k8s-1.12': ['5.7.3'],
      nsa: ['1.1 Immutable container file systems', 'Kubescape NSA C-0017'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      semgrep: ['writable-filesystem-service', 'writable-filesystem-container'],
      'docker-bench': ['check_5_13'],
      trivy: ['KSV-0014'],
      kics: ['a9c2f49d-0671-4fc9-9ece-f4e261e128d0'],
      kubescape: ['C-0017', 'C-0211'],
      'kube-linter': ['no-read-only-root-fs'],
      'kube-score': ['container-security-context-readonlyrootfilesystem'],
      polaris: ['notReadOnlyRootFilesystem'],
      kubesec: ['ReadOnlyRootFilesystem'],
      monokle: ['KBP102', 'KSV014'],
      checkov: ['CKV_K8S_22'],
    },
    why: 'An intruder who cannot write cannot replace the program or leave tools behind, and a restart really starts over. What the program must write is then visible: a `tmpfs`, an `emptyDir` or a volume for each path.',
    remedy:
      'Make the root filesystem read-only and mount scratch space where the program writes. The fix mounts what the image is known to write, else `/tmp`; check the logs for "read-only file system" afterwards.',
    exceptions: 'Programs that write all over their image, such as package managers and some CI runners.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  «api»:\n    image: example/api:1.4\n',
        fixed: 'services:\n  api:\n    image: example/api:1.4\n    read_only: true\n    tmpfs:\n      - /tmp\n',
        message: 'api can write to its own root filesystem.',
      },
      {
        file: 'deploy/api.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\nspec:\n  containers:\n    - name: «api»\n      image: example/api:1.4\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n      securityContext:\n        readOnlyRootFilesystem: true\n      volumeMounts:\n        - name: tmp\n          mountPath: /tmp\n  volumes:\n    - name: tmp\n      emptyDir: {}\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    read_only: «false» # for now\n    tmpfs: /tmp\n',
        fixed: 'services:\n  api:\n    image: example/api:1.4\n    read_only: true # for now\n    tmpfs: /tmp\n',
      },
      {
        file: 'compose.yaml',
        files: {
          Dockerfile:
            'FROM example/base:1.4\nWORKDIR /app\nCOPY . .\nRUN mkdir -p /var/log/shop /app/cache && chown -R app /var/log/shop /app/cache\nVOLUME /app/uploads\nUSER app\n',
        },
        bad: 'services:\n  «shop»:\n    build: .\n    volumes:\n      - logs:/var/log/shop\n',
        fixed:
          'services:\n  shop:\n    build: .\n    volumes:\n      - logs:/var/log/shop\n    read_only: true\n    tmpfs:\n      - /app/cache\n      - /tmp\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «api»:\n    image: example/api:1.4\n    networks: [mesh]\nnetworks:\n  mesh: { driver: overlay }\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «media»:\n    image: example/media:1.4\n    environment: { PUID: 1000 }\n  «setup»:\n    image: example/setup:1.4\n    command: sh -c "apt-get update && ./setup"\n  «init»:\n    image: example/init:1.4\n    command: sh -c "mkdir -p /var/app /data/app"\n    volumes: ["data:/data"]\n',
      },
      {
        file: 'deploy/api.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\nspec:\n  containers:\n    - name: «api»\n      image: example/api:1.4\n      securityContext: &limits\n        runAsNonRoot: true\n    - name: «proxy»\n      image: example/proxy:1.2\n      securityContext: *limits\n',
      },
      { file: 'compose.yaml', good: 'services:\n  api:\n    image: example/api:1.4\n    read_only: ${READ_ONLY:-true}\n' },
    ],
  },
  checks: {
    *container(container, { images, workspace }) {
      const { name, os, readOnlyRoot, role } = container;
      if (os === 'windows' || (readOnlyRoot.value !== false && !isAbsent(readOnlyRoot))) return;
      yield {
        at: readOnlyRoot,
        message: `${name} can write to its own root filesystem.`,
        // An init container is gone when the work begins.
        ...(role === 'init' ? { severity: 'low' as const } : {}),
        fixes: () => fixesFor(container, images, workspace),
      };
    },
  },
});

/**
 * Scratch space goes where the image is known or seen to write and nothing writable is mounted yet. Data that is kept in the container
 * itself would be lost with every new one: then a volume has to come first, and its name is the user's choice. Compose mounts the volumes
 * that an image names by itself; of Kubernetes' engines not all do.
 */
function fixesFor(container: Container, images: ImageFacts, workspace: Workspace): readonly Fix[] {
  const { name, dialect, image, commands, environment, isWritable, makeReadOnly } = container;
  // Its start writes to /etc, and to /run to begin with.
  if (userVariable(environment)) return [];
  const stage = container.builtStage?.(workspace);
  const use = stage ? stage.root : image;
  const reference = use?.reference;
  const identity = identityOf(use);
  const seen = stage && writtenPathsOf(stage);
  const volumes = [
    ...((reference && images.details(reference)?.volumes) ?? []),
    ...(stage?.all('VOLUME').flatMap(volume => volume.words.flatMap(word => volume.expand(word).value ?? [])) ?? []),
  ];
  const isVolume = (path: string) => dialect === 'compose' && volumes.some(volume => path === volume || path.startsWith(`${volume}/`));
  const data = [...((identity && dataPathsOf(identity)) ?? []), ...(seen?.data ?? [])];
  if (![...data, ...(dialect === 'kubernetes' ? volumes : [])].every(path => isWritable(path) || isVolume(path))) return [];
  const known = identity && writablePathsOf(identity);
  const likely = container.mounts.flatMap(({ target }) => serverByData(target ?? '')?.scratch ?? []);
  const scratch = new Set([...(seen?.scratch ?? []), ...(known ?? ['/tmp', ...likely])]);
  const paths = [...scratch].filter(path => !isWritable(path) && !isVolume(path)).sort();
  const isFree = (path: string) =>
    isWritable(path) || isVolume(path) || [...paths, '/dev', '/proc'].some(other => isAtOrBelow(path, other));
  if (commands.some(({ shell }) => INSTALLERS.has(shell.name) || pathsWritten(shell).some(({ path }) => !isFree(path)))) return [];
  const edits = () => makeReadOnly(paths);
  // A size is the user's choice, so the strict rules about sizes may ask for one.
  const where = paths.length > 0 ? `, with scratch space at ${list(paths)}` : '';
  const places = paths.length > 0 ? `${list(paths)} and the volumes` : 'the volumes';
  return edits()
    ? [
        {
          title: `Make the root filesystem read-only${where}`,
          safety: 'review',
          // Of an image that others know, and that runs as it is, the places are known.
          ...(known && !stage ? {} : { assumes: `${name} writes to no other place than ${places}.` }),
          edits,
          expects: ['tmpfs-hardening', 'empty-dir-size-limit', 'no-swarm-ignored-hardening'],
        },
      ]
    : [];
}

/** What they install lies all over the root file system. */
const INSTALLERS: ReadonlySet<string | undefined> = new Set(['apk', 'apt', 'apt-get', 'dnf', 'microdnf', 'yum', 'zypper', 'pip', 'pip3']);

/** `a, b and c`. */
const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
