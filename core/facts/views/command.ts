import type { Target } from '../fact.js';
import type { ShellCommand } from '../shell/types.js';

/** One simple command that a build or a container runs. */
export interface Command extends Target {
  /** Where it stands: at build time (RUN, ONBUILD RUN) or when the container runs (CMD, ENTRYPOINT, command, args, probes, hooks). */
  readonly phase: 'build' | 'run';
  readonly shell: ShellCommand;
  /** All commands of the same script, in order. */
  readonly script: readonly ShellCommand[];
}
