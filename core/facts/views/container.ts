import type { TextEdit } from '../../text.js';
import type { Setting, Target, Unit } from '../fact.js';
import type { ImageUse } from './image.js';

/** A published or declared port. `host*` is what the outside reaches; `undefined` when the engine chooses or nothing is published. */
export interface Port extends Target {
  readonly container: number | undefined;
  readonly host: number | undefined;
  /** The address it is bound to; `undefined` = every address. */
  readonly hostIp: string | undefined;
  readonly protocol: string;
  /** Reachable from outside the container network (Compose `ports`, Kubernetes `hostPort`). */
  readonly published: boolean;
}

/** A file system that is mounted into the container. */
export interface Mount extends Target {
  readonly type: 'bind' | 'volume' | 'tmpfs' | 'secret' | 'config' | 'other';
  /** Host path of a bind mount, name of a volume; `undefined` when unknown or without one. */
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly readOnly: Setting<boolean>;
  readonly propagation: string | undefined;
}

/**
 * What Compose services and Kubernetes containers have in common, and only that. A fact that one dialect alone has stays in its
 * document (`service`, `pod`), and a rule about it asks for that target.
 */
export interface Container extends Target {
  readonly dialect: 'compose' | 'kubernetes';
  readonly name: string;
  /** `ephemeral` containers allow neither ports, probes, lifecycle nor resources. */
  readonly role: 'main' | 'init' | 'ephemeral';
  /** Windows containers know none of the Linux settings: rules about those skip them. */
  readonly os: 'linux' | 'windows';
  readonly unit: Unit;
  readonly image: ImageUse | undefined;
  readonly privileged: Setting<boolean>;
  /** `user` in Compose, the effective `runAsUser` in Kubernetes, as text: `1000`, `app`, `0:0`. */
  readonly user: Setting<string>;
  readonly readOnlyRoot: Setting<boolean>;
  /** Whether a process may gain privileges: `no-new-privileges` in Compose (inverted), `allowPrivilegeEscalation` in Kubernetes. */
  readonly privilegeEscalation: Setting<boolean>;
  /** Capability names as written. */
  readonly addedCapabilities: Setting<readonly string[]>;
  readonly droppedCapabilities: Setting<readonly string[]>;
  /** `unconfined`, `runtime/default`, or `localhost/<profile>`. */
  readonly seccomp: Setting<string>;
  readonly memoryLimit: Setting<string>;
  readonly cpuLimit: Setting<string>;
  readonly mounts: readonly Mount[];
  readonly ports: readonly Port[];
  /** Edits that make both lists hold at once. `null`: cannot be written here. */
  setCapabilities(lists: { readonly drop: readonly string[]; readonly add?: readonly string[] }): readonly TextEdit[] | null;
  /** Edits that make the root file system read-only and mount an empty, size-less scratch space (tmpfs, emptyDir) at each path. */
  makeReadOnly(scratch: readonly string[]): readonly TextEdit[] | null;
  /** Whether the file system at `path` is writable by a mount (tmpfs, volume, emptyDir), whatever the root file system is. */
  isWritable(path: string): boolean;
}
