import type { Span, TextEdit } from '../../text.js';
import type { Target } from '../fact.js';
import type { Workspace } from '../workspace.js';

/** A secret on its way out of the files that are tracked. */
export interface Move {
  readonly edits: readonly TextEdit[];
  /** The file that holds the value then; `undefined` where everything that starts the program says the value itself already. */
  readonly path: string | undefined;
  /** The variable that it was in. */
  readonly name: string;
}

/** A named value that people put secrets into. */
export interface Variable extends Target {
  /**
   * `env`: in force when the program runs; `arg`: build argument; `run`: assigned inside a RUN; `label`: metadata;
   * `data`: an entry of a ConfigMap or Secret.
   */
  readonly kind: 'env' | 'arg' | 'run' | 'label' | 'data';
  readonly name: string;
  /** The literal value after quote removal; `undefined` when unknown or absent. */
  readonly value: string | undefined;
  readonly valueSpan: Span | undefined;
  /** Whether the value holds only while a variable of Compose, from which it comes, is not set. Missing where the dialect has none. */
  readonly byDefault?: boolean;
  /** Who reads it: `web`, `stage build`. For messages. */
  readonly owner: string;
  /** Who can read it: everyone who pulls the image that carries it, or everyone who can read the file. */
  readonly exposure: 'image' | 'file';
  /** Whether a command or a variable of the same build reads it. Missing where there is no build. */
  readonly isRead?: boolean;
  /**
   * Edits that take the literal value out and leave the program served: by a build secret where only RUN reads it, by the environment
   * or a Secret where the program does. What builds the file is told too. `null`: something else depends on it, or it cannot be taken out alone.
   */
  supplyFromOutside(workspace: Workspace): readonly TextEdit[] | null;
  /**
   * The same with the value in a file that neither git nor a build takes, so that the program goes on working here. `null`: it cannot be
   * moved. Missing where the dialect cannot.
   */
  moveToFile?(workspace: Workspace): Move | null;
  /** Edits that write another value. Missing where the dialect cannot. */
  set?(value: string): readonly TextEdit[] | null;
  /** Edits that take the variable out, name and all. Missing where the dialect cannot. */
  remove?(): readonly TextEdit[] | null;
}
