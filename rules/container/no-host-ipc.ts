import type { Pod } from '../../core/facts/documents/kubernetes.js';
import { together } from '../../core/facts/documents/yaml/together.js';
import { defineRule, expecting, type Fix, listed, without } from '../../core/judge/rule.js';
import type { TextEdit } from '../../core/text.js';

const MESSAGE = (name: string) => `${name} shares the memory and queues that programs of the host talk over.`;

export default defineRule({
  meta: {
    id: 'no-host-ipc',
    title: "Container shares the host's IPC namespace",
    layer: 'host',
    per: {
      compose: { severity: 'high', preset: 'essential', fix: 'review' },
      kubernetes: { severity: 'high', preset: 'essential', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['5.17'],
      'nist-800-190': ['4.4.3', 'AppB CM-3', 'AppB CM-7'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7', 'CM-3'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.2.4'],
      nsa: ['1.3 Share containers process namespaces', 'Kubescape NSA C-0038'],
      pss: ['baseline/Host Namespaces'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['baa3890f-bed7-46f5-ab8f-1da8fc91c729', 'cd290efd-6c82-4e9d-a698-be12ae31d536'],
      'docker-bench': ['check_5_17'],
      trivy: ['KSV-0008'],
      kubescape: ['C-0038', 'C-0276'],
      'kube-linter': ['host-ipc'],
      polaris: ['hostIPCSet'],
      kubesec: ['HostIPC'],
      monokle: ['PSS102', 'KSV008'],
      semgrep: ['hostipc-pod'],
      checkov: ['CKV_K8S_18'],
    },
    why: 'Shared memory and message queues of all programs of the host are open to the container. What databases and desktop programs exchange there is not protected in any other way.',
    remedy:
      'Take the setting out. Containers that exchange memory can share a namespace among themselves; for a larger /dev/shm set `shm_size` or mount an emptyDir of medium Memory.',
    exceptions: 'Programs that talk to one of the host over shared memory.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  db:\n    image: example/db:1.4\n    ipc: «host»\n',
        fixed: 'services:\n  db:\n    image: example/db:1.4\n',
        message: 'db shares the memory and queues that programs of the host talk over.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  hostIPC: «true»\n  containers:\n    - name: db\n      image: example/db:1.4\n',
        fixed: 'apiVersion: v1\nkind: Pod\nmetadata: { name: db }\nspec:\n  containers:\n    - name: db\n      image: example/db:1.4\n',
      },
      { file: 'compose.yaml', good: 'services:\n  db:\n    image: example/db:1.4\n    ipc: private\n' },
      { file: 'compose.yaml', good: 'services:\n  db:\n    image: example/db:1.4\n    ipc: shareable\n' },
    ],
  },
  mentions: ['ipc', 'hostIPC'],
  checks: {
    *service(service) {
      const ipc = service.text('ipc');
      if (ipc.value?.toLowerCase() !== 'host' || service.provided) return;
      yield {
        at: ipc,
        message: MESSAGE(service.name),
        fixes: without(ipc, `Give ${service.name} an IPC namespace of its own`),
      };
    },
    *pod(pod) {
      const setting = pod.boolean('hostIPC');
      if (setting.value !== true) return;
      yield {
        at: setting,
        message: MESSAGE(pod.object.title),
        fixes: expecting(
          () => [...listed(without(setting, 'Give the pod an IPC namespace of its own')), ...withSharedMemory(pod, () => setting.remove())],
          'use-user-namespaces',
        ),
      };
    },
  },
});

/** Containers of one pod share its IPC namespace, but each has a memory file system of its own. */
function withSharedMemory(pod: Pod, remove: () => readonly TextEdit[] | null): readonly Fix[] {
  const sharing = pod.containers.filter(({ view, list }) => list !== 'ephemeralContainers' && view.role === 'main');
  if (sharing.length < 2 || pod.volume('shm') || sharing.some(({ view }) => view.isWritable('/dev/shm'))) return [];
  const edits = () =>
    together(
      remove(),
      ...sharing.map(({ fields }) => fields.append(['volumeMounts'], { name: 'shm', mountPath: '/dev/shm' })),
      pod.fields.append(['volumes'], { name: 'shm', emptyDir: { medium: 'Memory' } }),
    );
  if (!edits()) return [];
  // A size is the user's choice.
  return [{ title: 'Share memory between the containers of the pod only', safety: 'review', edits, expects: ['empty-dir-size-limit'] }];
}
