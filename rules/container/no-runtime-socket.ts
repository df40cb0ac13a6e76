import { textOf } from '../../core/facts/documents/yaml/values.js';
import { wellKnownName } from '../../core/facts/tables/image-names.js';
import { runtimeSocket, SOCKET_PROXIES } from '../../core/facts/tables/runtime-sockets.js';
import { type ImageUse, identityOf } from '../../core/facts/views/image.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'no-runtime-socket',
    title: "Container can reach the engine's socket",
    layer: 'host',
    per: {
      compose: { severity: 'critical', preset: 'essential', fix: null },
      kubernetes: { severity: 'critical', preset: 'essential', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['5.32'],
      'owasp-docker': ['RULE #1'],
      'nist-800-190': ['4.4.3', 'AppB CM-3', 'AppB CM-6', 'AppB CM-7', 'AppB AC-4', 'AppB SI-7'],
      'nist-800-53': ['AC-6', 'SC-39', 'CM-6', 'CM-7', 'SC-7', 'SA-8', 'CM-3', 'AC-4', 'AC-16', 'SI-7'],
      'pci-dss-4': ['2.2.6'],
      soc2: ['CC6.1', 'CC6.8'],
      hipaa: ['164.312(a)(1)'],
      'cis-k8s-1.12': ['5.2.12'],
      pss: ['baseline/HostPath Volumes'],
      'owasp-k8s': ['K01'],
    },
    alsoKnownAs: {
      kics: ['d6355c88-1e8d-49e9-b2f2-f8a1ca12c75b', 'a6f34658-fdfb-4154-9536-56d516f65828'],
      semgrep: ['exposing-docker-socket-volume', 'dockerfile-dockerd-socket-mount', 'exposing-docker-socket-hostpath'],
      'docker-bench': ['check_5_32'],
      trivy: ['KSV-0006'],
      kubescape: ['C-0074'],
      'kube-linter': ['docker-sock'],
      kubesec: ['DockerSock'],
      monokle: ['KBP101', 'KSV006'],
      checkov: ['CKV_K8S_27'],
    },
    why: "Whoever can talk to the engine can start a privileged container with the host's disk in it. Mounting its socket read-only changes nothing: requests are written to it, not to the file.",
    remedy:
      'Take the mount out. For builds use a rootless builder; for discovery put a filtering socket proxy in between that allows just the calls needed.',
    exceptions: 'A socket proxy itself, and management tools that are meant to own the host.',
    examples: [
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    volumes:\n      - «/var/run/docker.sock:/var/run/docker.sock:ro»\n',
        message: "api can reach the engine's socket, and through it the whole host.",
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    volumes:\n      - «$XDG_RUNTIME_DIR/docker.sock:/var/run/docker.sock»\n      - type: npipe\n        source: «\\\\.\\pipe\\docker_engine»\n        target: \\\\.\\pipe\\docker_engine\n    configs: [engine]\nconfigs:\n  engine: { file: «/var/run/docker.sock» }\n',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: ci }\nspec:\n  containers:\n    - name: ci\n      image: example/ci:1.4\n      volumeMounts:\n        - name: engine\n          mountPath: /engine.sock\n  volumes:\n    - name: engine\n      hostPath: { path: «/run/containerd/containerd.sock» }\n',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  proxy:\n    image: tecnativa/docker-socket-proxy:0.3\n    volumes:\n      - «/var/run/docker.sock:/var/run/docker.sock:ro»\n',
        message: "proxy can reach the engine's socket, and lets only what it is told to through.",
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  api:\n    image: example/api:1.4\n    volumes:\n      - /run/php/php.sock:/run/php/php.sock\n      - data:/var/run/docker.sock\n',
      },
    ],
  },
  mentions: { compose: ['volumes', 'file'], kubernetes: ['hostPath'] },
  checks: {
    *container({ name, dialect, mounts, image }) {
      if (dialect === 'kubernetes') return;
      for (const mount of mounts) {
        // A named pipe of Windows is no bind.
        if ((mount.type !== 'bind' && mount.type !== 'other') || mount.source === undefined || !runtimeSocket(mount.source)) continue;
        yield {
          at: mount,
          ...(mount.readOnly.value === true && isProxy(image)
            ? { message: `${name} can reach the engine's socket, and lets only what it is told to through.`, severity: 'high' as const }
            : { message: messageFor(name) }),
        };
      }
    },
    // Engines mount the files of configurations and secrets like any other.
    *compose({ root }) {
      for (const section of ['configs', 'secrets']) {
        const named = root?.get(section)?.value;
        for (const { key, value } of named?.type === 'map' ? named.entries() : []) {
          const file = value?.type === 'map' ? value.get('file')?.value : undefined;
          if (file && runtimeSocket(textOf(file) ?? ''))
            yield { at: { span: file.useSpan, place: `${section}.${key}.file` }, message: messageFor(`What mounts ${key}`) };
        }
      }
    },
    // A volume is told once, where its path is written, whether or not a container mounts it already.
    *pod(pod) {
      for (const volume of pod.volumes) {
        const path = volume.at('hostPath', 'path');
        if (path?.type !== 'scalar' || !runtimeSocket(path.text)) continue;
        const name = textOf(volume.get('name')?.value) ?? path.text;
        yield { at: { span: path.useSpan, place: `${pod.place}.volumes.${name}` }, message: messageFor(pod.object.title) };
      }
    },
  },
});

/** Images that let only listed requests through. */
function isProxy(image: ImageUse | undefined): boolean {
  const identity = identityOf(image);
  return identity !== undefined && SOCKET_PROXIES.has(wellKnownName(identity));
}

const messageFor = (name: string): string => `${name} can reach the engine's socket, and through it the whole host.`;
