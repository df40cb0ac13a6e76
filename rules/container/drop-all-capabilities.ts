import { isAbsent } from '../../core/facts/fact.js';
import { DEFAULT_CAPABILITIES, includesAll, normalizeCapability } from '../../core/facts/tables/capabilities.js';
import { neededCapabilities } from '../../core/facts/tables/server-images.js';
import type { Container } from '../../core/facts/views/container.js';
import { identityOf } from '../../core/facts/views/image.js';
import type { Workspace } from '../../core/facts/workspace.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import { gainsPrivileges } from './_raises.js';
import { dropsPrivileges } from './_user.js';
import { visibleNeeds } from './_visible-needs.js';

export default defineRule({
  meta: {
    id: 'drop-all-capabilities',
    title: 'Default capabilities are kept',
    layer: 'runtime',
    per: {
      compose: { severity: 'medium', preset: 'recommended', fix: 'review' },
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    group: 'missing-hardening',
    supersedes: ['drop-net-raw', 'security-context-missing'],
    controls: {
      'cis-docker-1.6': ['5.4'],
      'owasp-docker': ['RULE #3'],
      'nist-800-190': ['4.4.3'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.2.10'],
      nsa: ['Kubescape NSA C-0055'],
      pss: ['restricted/Capabilities'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['ce76b7d0-9e77-464d-b86f-c5c48e03e22d', '268ca686-7fb7-4ae9-b129-955a2a89064e', '2f1a0619-b12b-48a0-825f-993bb6f01d58'],
      'docker-bench': ['check_5_4'],
      trivy: ['KSV-0003', 'KSV-0004', 'KSV-0106'],
      kubescape: ['C-0201', 'C-0220', 'C-0055', 'C-0211'],
      polaris: ['insecureCapabilities', 'linuxHardening'],
      kubesec: ['CapDropAll', 'CapDropAny'],
      monokle: ['PSS206', 'KBP103', 'KSV003'],
      checkov: ['CKV_K8S_37'],
    },
    why: 'An engine grants about fourteen capabilities unasked: changing owners, switching users, raw network packets. A program that needs none of them should not lend them to whoever breaks in.',
    remedy:
      'Drop `ALL`, then add back what the program misses. A program that listens below port 1024 needs `NET_BIND_SERVICE`; an entrypoint that starts as root and switches to another user needs `SETUID` and `SETGID`.',
    exceptions: 'Images that set up a whole system at start, until you know which capabilities they use.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  «web»:\n    image: example/web:1.4\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    cap_drop:\n      - ALL\n',
        message: 'web keeps the default capabilities; few programs need any.',
      },
      {
        file: 'deploy/web.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: example/web:1.4\n    ports:\n    - containerPort: 80\n    securityContext:\n      capabilities:\n        drop: «[NET_RAW]»\n',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: example/web:1.4\n    ports:\n    - containerPort: 80\n    securityContext:\n      capabilities:\n        drop: [ALL]\n        add:\n        - NET_BIND_SERVICE\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «db»:\n    image: postgres:18.1\n',
        fixed:
          'services:\n  db:\n    image: postgres:18.1\n    cap_drop:\n      - ALL\n    cap_add:\n      - CHOWN\n      - DAC_OVERRIDE\n      - FOWNER\n      - SETGID\n      - SETUID\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «cache»:\n    image: redis:${REDIS_VERSION:?}-alpine\n',
        fixed:
          'services:\n  cache:\n    image: redis:${REDIS_VERSION:?}-alpine\n    cap_drop:\n      - ALL\n    cap_add:\n      - CHOWN\n      - DAC_OVERRIDE\n      - FOWNER\n      - SETGID\n      - SETUID\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «db»:\n    image: example/vectors:1.4\n    volumes: ["data:/var/lib/postgresql/data"]\n',
        fixed:
          'services:\n  db:\n    image: example/vectors:1.4\n    volumes: ["data:/var/lib/postgresql/data"]\n    cap_drop:\n      - ALL\n    cap_add:\n      - CHOWN\n      - DAC_OVERRIDE\n      - FOWNER\n      - SETGID\n      - SETUID\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «media»:\n    image: example/media:1.4\n    environment: [PUID=1000, PGID=1000]\n',
        fixed:
          'services:\n  media:\n    image: example/media:1.4\n    environment: [PUID=1000, PGID=1000]\n    cap_drop:\n      - ALL\n    cap_add:\n      - CHOWN\n      - DAC_OVERRIDE\n      - FOWNER\n      - KILL\n      - SETGID\n      - SETUID\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «init»:\n    image: example/app:1.4\n    user: "0:0"\n    command: chown -R 1000:0 /data\n',
        fixed:
          'services:\n  init:\n    image: example/app:1.4\n    user: "0:0"\n    command: chown -R 1000:0 /data\n    cap_drop:\n      - ALL\n    cap_add:\n      - CHOWN\n      - DAC_OVERRIDE\n      - FOWNER\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «vpn»:\n    image: example/vpn:1.4\n    cap_add: [NET_ADMIN]\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  «dev»:\n    image: example/dev:1.4\n    user: dev\n    command: sudo /init\n',
      },
      {
        file: 'compose.yaml',
        files: { Dockerfile: 'FROM debian:12.9\nEXPOSE 80\nENTRYPOINT ["gosu", "web", "/web"]\n' },
        bad: 'services:\n  «web»:\n    build: .\n',
        fixed:
          'services:\n  web:\n    build: .\n    cap_drop:\n      - ALL\n    cap_add:\n      - SETGID\n      - SETUID\n      - NET_BIND_SERVICE\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  web:\n    image: example/web:1.4\n    cap_drop:\n      «- NET_RAW» # no packets by hand\n',
        fixed: 'services:\n  web:\n    image: example/web:1.4\n    cap_drop:\n      - NET_RAW # no packets by hand\n      - ALL\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    cap_drop: [all]\n  db:\n    provider:\n      type: awesomecloud\n',
      },
    ],
  },
  checks: {
    *container(container, { workspace }) {
      const { name, dialect, droppedCapabilities: dropped, os } = container;
      if (os === 'windows') return;
      // `all` in lower case is another rule's: `valid-capability-names`.
      if (dropped.value ? includesAll(dropped.value) : !isAbsent(dropped)) return;
      const gone = new Set(dropped.value?.map(normalizeCapability));
      // Runtimes take it for the same, Pod Security does not.
      const isSpelt = dialect === 'kubernetes' && [...DEFAULT_CAPABILITIES].every(one => gone.has(one));
      yield {
        at: dropped,
        message: isSpelt
          ? `${name} drops each default capability by its name: Pod Security asks for ALL.`
          : `${name} keeps the default capabilities; few programs need any.`,
        ...(isSpelt ? { severity: 'info' as const } : {}),
        fixes: () => fixesFor(container, workspace),
      };
    },
  },
});

/**
 * What visible facts need is kept: a port below 1024 that the container binds, what the image's entrypoint is known to use while it
 * starts as root, what the file shows of that start, and what the user added.
 */
function fixesFor(container: Container, workspace: Workspace): readonly Fix[] {
  const { name, image, user, addedCapabilities, droppedCapabilities, ports, setCapabilities } = container;
  // What it needs as the stronger user that it becomes shows nowhere.
  if (gainsPrivileges(container, workspace)) return [];
  const stage = container.builtStage?.(workspace);
  const declared = stage?.all('EXPOSE').flatMap(({ words }) => words.map(({ text }) => Number.parseInt(text, 10))) ?? [];
  const low = [...ports.map(port => port.container), ...declared].find(port => port !== undefined && port > 0 && port < 1024);
  // An entrypoint of its own is not the one that is known, and another user than root has none of them to begin with.
  const reference = stage ? (stage.last('ENTRYPOINT') ? undefined : identityOf(stage.root)) : identityOf(image);
  const isRoot = user.value === undefined ? !stage?.last('USER') : /^(?:root|0+)(?::|$)/.test(user.value);
  const known = isRoot && reference ? (neededCapabilities(reference) ?? []) : [];
  const switches = isRoot && stage && dropsPrivileges(stage) ? ['SETGID', 'SETUID'] : [];
  const visible = isRoot ? visibleNeeds(container) : undefined;
  const added = addedCapabilities.value ?? [];
  const has = added.map(normalizeCapability);
  // Who sets up routes and filters opens raw sockets, too, as `iptables` does.
  if (has.includes('NET_ADMIN') && !has.includes('NET_RAW')) return [];
  const keep = [...new Set([...known, ...switches, ...(visible?.capabilities ?? []), ...(low ? ['NET_BIND_SERVICE'] : [])])].filter(
    capability => !has.includes(capability),
  );
  const kept = has.includes('ALL') ? [] : keep;
  const add = kept.length > 0 ? { add: [...added, ...kept] } : {};
  // A list with comments cannot be replaced, but ALL can stand beside what it names.
  const edits = () =>
    setCapabilities({ drop: ['ALL'], ...add }) ?? setCapabilities({ drop: [...(droppedCapabilities.value ?? []), 'ALL'], ...add });
  const why =
    known.length > 0
      ? `${reference!.name} needs them to start`
      : switches.length > 0
        ? 'its entrypoint becomes another user'
        : (visible?.why ?? `${name} listens on ${low}`);
  if (!edits()) return [];
  return [
    {
      title: kept.length > 0 ? `Drop all capabilities, keep ${kept.join(', ')} (${why})` : `Drop all capabilities of ${name}`,
      safety: 'review',
      // Of an image that others know, and that runs as it is, the needs are known.
      ...(known.length > 0 && !stage ? {} : { assumes: `${name} needs ${kept.length + added.length > 0 ? 'no other' : 'no'} capability.` }),
      edits,
      // What is kept is then written down, and Pod Security's restricted level would rather have it gone.
      ...(kept.some(capability => capability !== 'NET_BIND_SERVICE') ? { expects: ['review-added-capabilities'] } : {}),
    },
  ];
}
