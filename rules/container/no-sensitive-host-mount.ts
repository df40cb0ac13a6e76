import type { KubernetesContainer } from '../../core/facts/documents/kubernetes.js';
import { isTemplated, textOf } from '../../core/facts/documents/yaml/values.js';
import { credentialFile } from '../../core/facts/tables/credential-files.js';
import { type MountFinding, sensitiveHostPath } from '../../core/facts/tables/mounts.js';
import { isAtOrBelow, normalizeHostPath } from '../../core/facts/tables/paths.js';
import { runtimeSocket } from '../../core/facts/tables/runtime-sockets.js';
import { defineRule, type Severity } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-sensitive-host-mount',
    title: 'Container gets a sensitive path of the host',
    layer: 'host',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: null },
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['5.6'],
      'owasp-docker': ['RULE #8'],
      'nist-800-190': ['4.4.3', 'AppB CM-3', 'AppB CM-6', 'AppB CM-7', 'AppB AC-4', 'AppB SI-7'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7', 'SC-7', 'SA-8', 'CM-3', 'AC-4', 'AC-16', 'SI-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.2.12'],
      pss: ['baseline/HostPath Volumes'],
      mitre: ['Credential access/Mount service principal'],
      'owasp-k8s': ['K01', 'K08'],
    },
    alsoKnownAs: {
      kics: ['1c1325ff-831d-43a1-973e-839ae57dfcc0', '5308a7a8-06f8-45ac-bf10-791fe21de46e'],
      'docker-bench': ['check_5_6'],
      trivy: ['KSV-0121'],
      kubescape: ['C-0020', 'C-0048'],
      'kube-linter': ['sensitive-host-mounts'],
      kubesec: ['ProcMount'],
    },
    supersedes: ['read-only-host-mount'],
    why: 'Configuration, programs, devices and data of the host are in reach of the container. What it may write there decides what the host runs next; what it may read often holds keys.',
    remedy: 'Mount only the file or folder that is needed, read-only, or keep the data in a volume.',
    exceptions:
      'Agents that watch or manage the host; give them what they need read-only. Time zone and certificate files are only remarked, folders below /var/lib in the preset `strict` only.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  backup:\n    image: example/backup:1.4\n    volumes:\n      - «/etc:/host/etc»\n      - «/:/host:ro»\n',
        message: "backup gets /etc of its host: the host's configuration, accounts and keys.",
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  nat:\n    image: example/nat:1.4\n    volumes:\n      - «/run/xtables.lock:/run/xtables.lock»\n',
        message: "nat gets /run/xtables.lock of its host, a part of /run, which holds the sockets of the host's services.",
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: backup }\nspec:\n  containers:\n    - name: backup\n      image: example/backup:1.4\n      volumeMounts:\n        - name: host\n          mountPath: «/host»\n  volumes:\n    - name: host\n      hostPath: { path: /var/lib/kubelet }\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: backup }\nspec:\n  containers:\n    - name: backup\n      image: example/backup:1.4\n      volumeMounts:\n        - name: cloud\n          mountPath: «/aws»\n  volumes:\n    - name: cloud\n      hostPath: { path: /home/jane/.aws }\n',
        message: 'backup gets /home/jane/.aws of its host, which holds AWS credentials.',
      },
      {
        file: 'volume.yaml',
        bad: 'apiVersion: v1\nkind: PersistentVolume\nmetadata: { name: node }\nspec:\n  hostPath: { path: «/etc/kubernetes» }\n',
        message: "node hands out /etc/kubernetes of its node: the cluster's keys and static pods.",
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  web:\n    image: example/web:1.4\n    volumes:\n      - /home/u/app:/app\n      - /var/www:/srv\n      - ./etc:/etc\n      - etc:/etc/web\n      - /run/docker.sock:/run/docker.sock\nvolumes:\n  etc: {}\n',
      },
    ],
  },
  kinds: ['PersistentVolume'],
  mentions: { compose: ['volumes'], kubernetes: ['hostPath'] },
  checks: {
    *container({ name, dialect, mounts }) {
      for (const mount of mounts) {
        if (mount.type !== 'bind' || mount.source === undefined || runtimeSocket(mount.source)?.exact) continue;
        const danger = dangerOf(mount.source, dialect, mount.readOnly.value === true, mount.target);
        if (danger) yield { at: mount, message: `${name} gets ${mount.source} of its host${danger.gives}.`, severity: danger.severity };
        else if (dialect === 'compose' && isAtOrBelow(normalizeHostPath(mount.source), '/var/lib'))
          yield {
            at: mount,
            message: `${name} gets ${mount.source} of its host, where the host's own services keep their data.`,
            severity: 'info',
            preset: 'strict',
          };
      }
    },
    *object(object) {
      if (!object.is('', 'PersistentVolume')) return;
      const at = object.fields.text('spec', 'hostPath', 'path');
      const danger = at.value === undefined ? undefined : dangerOf(at.value, 'kubernetes', false);
      if (danger) yield { at, message: `${object.title} hands out ${at.value} of its node${danger.gives}.`, severity: danger.severity };
    },
    /** Volumes that no container mounts yet. */
    *pod(pod) {
      for (const volume of pod.volumes) {
        const node = volume.at('hostPath', 'path');
        const path = textOf(node);
        const mounted = pod.containers.some(container => mounts(container, textOf(volume.get('name')?.value)));
        if (!node || path === undefined || isTemplated(path) || mounted || runtimeSocket(path)?.exact) continue;
        const danger = dangerOf(path, 'kubernetes', false);
        if (!danger) continue;
        const at = { span: node.useSpan, place: `${pod.place}/volumes/${textOf(volume.get('name')?.value) ?? path}` };
        yield { at, message: `${pod.object.title} gets ${path} of its host${danger.gives}.`, severity: danger.severity };
      }
    },
  },
});

const mounts = ({ map }: KubernetesContainer, volume: string | undefined): boolean => {
  const list = map.get('volumeMounts')?.value;
  return list?.type === 'seq' && list.items().some(item => item?.type === 'map' && textOf(item.get('name')?.value) === volume);
};

/** In Kubernetes device nodes are left to the rule about host paths as such. */
function severityOf({ risk, sensitive }: MountFinding, dialect: 'compose' | 'kubernetes'): Severity | undefined {
  if (risk !== 'info' || dialect === 'compose') return risk;
  return sensitive.path === '/dev' ? undefined : 'low';
}

/** How grave it is to have a path of the host, and what comes with it, to end the sentence "gets ... of its host". */
function dangerOf(
  path: string,
  dialect: 'compose' | 'kubernetes',
  readOnly: boolean,
  target?: string,
): { readonly severity: Severity; readonly gives: string } | undefined {
  const found = sensitiveHostPath(path, readOnly, target, dialect === 'kubernetes');
  const severity = found && severityOf(found, dialect);
  // In Compose files a rule of its own speaks of credentials.
  const file = dialect === 'kubernetes' ? credentialFile(path) : undefined;
  if (severity && !(file && found.sensitive.path === '/home')) return { severity, gives: givenBy(found) };
  return file && { severity: file.risk, gives: `, which holds ${file.holds}` };
}

/** What holds for a folder need not hold for each part of it. */
function givenBy({ exact, harmless, sensitive: { path, gives } }: MountFinding): string {
  if (harmless) return ', which by itself tells or changes little';
  return exact ? `: ${gives}` : `, a part of ${path}, which holds ${gives}`;
}
