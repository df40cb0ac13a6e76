import type { TextEdit } from '../../text.js';
import type { Stage } from '../documents/dockerfile.js';
import type { Located, Setting, Target, Unit } from '../fact.js';
import type { PrivilegeNeeds } from '../tables/privilege-needs.js';
import type { Workspace } from '../workspace.js';
import type { Command } from './command.js';
import type { ImageUse } from './image.js';
import type { Variable } from './variable.js';

/** A published or declared port. `host*` is what the outside reaches; `undefined` when the engine chooses or nothing is published. */
export interface Port extends Target {
  readonly container: number | undefined;
  /** Kubernetes names ports: `http`, `ssh`. */
  readonly name?: string | undefined;
  readonly host: number | undefined;
  /** How many ports in a row, of the container and of the host; one when absent. */
  readonly count?: number;
  /** The address it is bound to, as written where a variable decides; `undefined` = every address. */
  readonly hostIp: string | undefined;
  /** Whether a variable brings the port of the host, so that it might bring an address with it (Compose). */
  readonly fromVariable?: boolean;
  readonly protocol: string;
  /** Reachable from outside the container network (Compose `ports`, Kubernetes `hostPort`). */
  readonly published: boolean;
  /** Edits that publish it on this address only. `null`: cannot be written here. */
  bindTo(address: string): readonly TextEdit[] | null;
}

/** A file system that is mounted into the container. */
export interface Mount extends Target {
  readonly type: 'bind' | 'volume' | 'tmpfs' | 'secret' | 'config' | 'other';
  /** Host path of a bind mount, name of a volume; `undefined` when unknown or without one. */
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly readOnly: Setting<boolean>;
  /** What the host path has to be, where that is written: `Socket`, `Directory`. */
  readonly hostType?: string | undefined;
  /** As written: `rshared`, `Bidirectional`. */
  readonly propagation: Setting<string>;
}

/** A capability that is added, as it is written. */
export interface AddedCapability extends Located {
  readonly name: string;
  remove(): readonly TextEdit[] | null;
}

/**
 * What Compose services and Kubernetes containers have in common, and only that. A fact that one dialect alone has stays in its
 * document (`service`, `pod`), and a rule about it asks for that target.
 */
export interface Container extends Target {
  readonly dialect: 'compose' | 'kubernetes';
  readonly name: string;
  /** `init` ends before the others start; `ephemeral` containers allow neither ports, probes, lifecycle nor resources. */
  readonly role: 'main' | 'init' | 'ephemeral';
  /** Windows containers know none of the Linux settings: rules about those skip them. */
  readonly os: 'linux' | 'windows';
  readonly unit: Unit;
  readonly image: ImageUse | undefined;
  readonly privileged: Setting<boolean>;
  /** `user` in Compose, the effective `runAsUser` in Kubernetes, as text: `1000`, `app`, `0:0`. */
  readonly user: Setting<string>;
  /** Whether its root is an ordinary user of the host, by a user namespace that it asks for. */
  readonly mapsRoot?: boolean;
  readonly readOnlyRoot: Setting<boolean>;
  /** Whether a process may gain privileges: `no-new-privileges` in Compose (inverted), `allowPrivilegeEscalation` in Kubernetes. */
  readonly privilegeEscalation: Setting<boolean>;
  /** Capability names as written. */
  readonly addedCapabilities: Setting<readonly string[]>;
  readonly droppedCapabilities: Setting<readonly string[]>;
  /** The added ones one by one. */
  readonly capabilityItems: readonly AddedCapability[];
  /** `unconfined`, `runtime/default`, or `localhost/<profile>`. */
  readonly seccomp: Setting<string>;
  /** `unconfined`, `runtime/default`, or the name of a profile. */
  readonly apparmor: Setting<string>;
  /** Whether the engine refuses to start it as root. Unknown where the dialect has no such switch, or root is no root of the host. */
  readonly runAsNonRoot: Setting<boolean>;
  /** As written: `always`, `IfNotPresent`. */
  readonly pullPolicy: Setting<string>;
  readonly memoryLimit: Setting<string>;
  readonly cpuLimit: Setting<string>;
  /** The memory that is set aside for it, as written. */
  readonly memoryRequest?: string | undefined;
  /** Whether the workspace gives it a limit where it has none. Missing where the dialect knows no such thing. */
  isLimitedByDefault?(workspace: Workspace, resource: 'memory' | 'cpu'): boolean;
  readonly mounts: readonly Mount[];
  readonly ports: readonly Port[];
  /** Whether it is started again by itself, or told how to be deployed (Compose). */
  readonly keepsRunning?: boolean;
  /** Variables in force when it runs, in the order of the text. */
  readonly environment: readonly Variable[];
  /** What it runs: entrypoint, command, probes, hooks. */
  readonly commands: readonly Command[];
  /** The stage of a Dockerfile of the workspace that it is built from. Missing where the dialect builds nothing. */
  builtStage?(workspace: Workspace): Stage | undefined;
  /** Edits that make both lists hold at once. `null`: cannot be written here. */
  setCapabilities(lists: { readonly drop: readonly string[]; readonly add?: readonly string[] }): readonly TextEdit[] | null;
  /** Edits that add capabilities and devices where they are missing (Compose). `null`: cannot be written here. */
  grant?(needs: PrivilegeNeeds): readonly TextEdit[] | null;
  /** Edits that make the root file system read-only and mount an empty, size-less scratch space (tmpfs, emptyDir) at each path. */
  makeReadOnly(scratch: readonly string[]): readonly TextEdit[] | null;
  /** Whether the file system at `path` is writable by a mount (tmpfs, volume, emptyDir), whatever the root file system is. */
  isWritable(path: string): boolean;
}
