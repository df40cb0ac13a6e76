import type { Fields } from '../../core/facts/documents/kubernetes/fields.js';
import type { Pod } from '../../core/facts/documents/kubernetes.js';
import { sensitiveHostPath } from '../../core/facts/tables/mounts.js';
import { runtimeSocket } from '../../core/facts/tables/runtime-sockets.js';
import type { Mount } from '../../core/facts/views/container.js';
import { defineRule, type Fix } from '../../core/judge/rule.js';
import { isScratch, isScratchPath } from '../container/_host-mounts.js';
import { claimInstead } from './_pod.js';

export default defineRule({
  meta: {
    id: 'no-host-path',
    title: 'Pod uses a folder of its node',
    layer: 'host',
    per: {
      kubernetes: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-k8s-1.12': ['5.2.12'],
      pss: ['baseline/HostPath Volumes', 'restricted/Volume Types'],
      'nist-800-190': ['AppB CM-3', 'AppB CM-6', 'AppB CM-7', 'AppB AC-4', 'AppB SI-7'],
      'nist-800-53': ['SC-7', 'SA-8', 'CM-3', 'CM-6', 'CM-7', 'AC-4', 'AC-16', 'SI-7'],
      mitre: ['Privilege escalation/HostPath mount'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      trivy: ['KSV-0023'],
      kics: ['aa8f7a35-9923-4cad-bd61-a19b7f6aac91'],
      kubescape: ['C-0048', 'C-0203'],
      polaris: ['hostPathSet'],
      monokle: ['PSS105', 'KSV023'],
    },
    why: 'The pod reads and writes files of the node that it happens to run on, outside every quota and beside every other pod that does the same. A symbolic link or a writable path is often enough to get further.',
    remedy:
      "Use a claim, an `emptyDir`, a ConfigMap or a Secret, according to what is kept there. Where the node's files are the point, mount the one path read-only.",
    exceptions: 'Node agents that read logs or devices of the node. Paths that are dangerous by themselves have a rule of their own.',
    examples: [
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      volumeMounts: [{ name: data, mountPath: /data }]\n  volumes:\n    - name: data\n      «hostPath»:\n        path: /srv/web # on every node\n',
        message: 'web uses `/srv/web` of the node that it runs on.',
        fixed:
          'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      volumeMounts: [{ name: data, mountPath: /data }]\n  volumes:\n    - name: data\n      persistentVolumeClaim:\n        claimName: data # on every node\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      volumeMounts: [{ name: site, mountPath: /site, readOnly: true }]\n  volumes:\n    - name: site\n      «hostPath»: { path: /srv/site }\n',
      },
      {
        file: 'pod.yaml',
        good: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: example/web:1.4\n      volumeMounts: [{ name: engine, mountPath: /run/docker.sock }]\n  volumes:\n    - name: tmp\n      emptyDir: {}\n    - name: none\n      hostPath:\n    - name: engine\n      hostPath: { path: /run/docker.sock }\n',
      },
    ],
  },
  mentions: ['hostPath'],
  checks: {
    *pod(pod) {
      for (const volume of pod.fields.items('volumes')) {
        const key = volume.key('hostPath');
        if (!key.value || isWorse(pod, volume)) continue;
        const path = volume.text('hostPath', 'path').value;
        const type = volume.text('hostPath', 'type').value ?? '';
        yield {
          at: key,
          message: `${pod.object.title} uses ${path === undefined ? 'a path' : `\`${path}\``} of the node that it runs on.`,
          fixes: () =>
            ['', 'Directory', 'DirectoryOrCreate'].includes(type)
              ? [...claimInstead(volume, 'hostPath'), ...scratchInstead(volume, path, mountsOf(pod, volume))]
              : [],
          related: mountsOf(pod, volume).map(at => ({ at, message: 'Mounted here.' })),
        };
      }
    },
  },
});

/** The mounts of that volume in all containers. */
function mountsOf(pod: Pod, volume: Fields): readonly Mount[] {
  const path = volume.text('hostPath', 'path').value;
  if (path === undefined) return [];
  return pod.containers.flatMap(({ view }) => view.mounts.filter(({ type, source }) => type === 'bind' && source === path));
}

/** Whether another rule says more about it: it is mounted, and what it gives is dangerous by itself. */
const isWorse = (pod: Pod, volume: Fields): boolean =>
  mountsOf(pod, volume).some(({ source, readOnly, target }) => {
    const found = sensitiveHostPath(source!, readOnly.value === true, target, true);
    return runtimeSocket(source!) !== undefined || (found !== undefined && !(found.risk === 'info' && found.sensitive.path === '/dev'));
  });

/** Space that comes and goes with the pod, for what by its name is no more. */
function scratchInstead(volume: Fields, path: string | undefined, mounts: readonly Mount[]): readonly Fix[] {
  const edits = () => volume.replaceKey('hostPath', 'emptyDir', {});
  const isUsed = mounts.length > 0;
  if (path === undefined || !(isUsed ? mounts.every(isScratch) : isScratchPath(path)) || !edits()) return [];
  return [
    {
      title: 'Use scratch space of the pod instead',
      safety: 'review',
      assumes: `Nothing in ${path} is there before, needed after, or shared with another pod.`,
      edits,
      // A size is the user's choice.
      expects: ['empty-dir-size-limit'],
    },
  ];
}
