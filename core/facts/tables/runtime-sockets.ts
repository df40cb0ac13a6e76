import { isAtOrBelow, normalizeHostPath } from './paths.js';

export const runtimeSocketsAsOf = '2026-11-22';

/** A way to the container runtime, and so to root on the host, also when mounted read-only. */
export interface RuntimeSocket {
  /** `undefined` when the folder holds the sockets of whatever runtime there is. */
  readonly runtime: string | undefined;
  /** Whether the path is the socket itself rather than a folder that holds it. */
  readonly exact: boolean;
}

/** Sockets by the name that they have in every folder. */
const BY_NAME: Readonly<Record<string, string>> = {
  'docker.sock': 'Docker',
  'docker.raw.sock': 'Docker',
  'cri-dockerd.sock': 'Docker',
  'dockershim.sock': 'Docker',
  'containerd.sock': 'containerd',
  'containerd.sock.ttrpc': 'containerd',
  'crio.sock': 'CRI-O',
  'podman.sock': 'Podman',
  'buildkitd.sock': 'BuildKit',
  'kubelet.sock': 'kubelet',
};

/** Folders that hold sockets (`/var/run` is normalised to `/run`). */
const FOLDERS: Readonly<Record<string, string | undefined>> = {
  '/run': undefined,
  '/run/docker': 'Docker',
  '/run/containerd': 'containerd',
  '/run/k3s': 'k3s',
  '/run/k3s/containerd': 'k3s',
  '/run/crio': 'CRI-O',
  '/run/podman': 'Podman',
  '/run/buildkit': 'BuildKit',
};

const ROOTLESS_FOLDER = /^\/run\/user\/\d+(?:\/(docker|podman|containerd))?$/;
const NAMED_PIPE = /^(?:[\\/]{2}\.|npipe:.*)[\\/]pipe[\\/](docker_engine|containerd-containerd|podman[\w-]*)$/i;

/** Whether a host path is the socket of a container runtime or a folder that hands one out. Per-application sockets are none. */
export function runtimeSocket(source: string): RuntimeSocket | undefined {
  const pipe = NAMED_PIPE.exec(source);
  if (pipe)
    return { runtime: pipe[1]!.startsWith('docker') ? 'Docker' : pipe[1]!.startsWith('podman') ? 'Podman' : 'containerd', exact: true };

  const path = normalizeHostPath(source.replace(/^unix:\/\//, ''));
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (path.includes('/') && Object.hasOwn(BY_NAME, name)) {
    return { runtime: isAtOrBelow(path, '/run/k3s') ? 'k3s' : BY_NAME[name], exact: true };
  }
  if (Object.hasOwn(FOLDERS, path)) return { runtime: FOLDERS[path], exact: false };
  return ROOTLESS_FOLDER.test(path) ? { runtime: undefined, exact: false } : undefined;
}

/** Images that stand between a client and the socket and let only listed requests through. */
export const SOCKET_PROXIES: ReadonlySet<string> = new Set([
  'tecnativa/docker-socket-proxy',
  'ghcr.io/tecnativa/docker-socket-proxy',
  'lscr.io/linuxserver/socket-proxy',
  'linuxserver/socket-proxy',
  'wollomatic/socket-proxy',
  'ghcr.io/wollomatic/socket-proxy',
]);
