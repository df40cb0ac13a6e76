import type { Span, TextEdit } from '../../text.js';
import type { Target } from '../fact.js';

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
  /** Who reads it: `web`, `stage build`. For messages. */
  readonly owner: string;
  /** Who can read it: everyone who pulls the image that carries it, or everyone who can read the file. */
  readonly exposure: 'image' | 'file';
  /**
   * Edits that take the literal value out and leave the program served: by a build secret where only RUN reads it, by the environment
   * or a Secret where the program does. `null`: something else depends on it, or it cannot be taken out alone.
   */
  supplyFromOutside(): readonly TextEdit[] | null;
  /** Edits that write another value. Missing where the dialect cannot. */
  set?(value: string): readonly TextEdit[] | null;
  /** Edits that take the variable out, name and all. Missing where the dialect cannot. */
  remove?(): readonly TextEdit[] | null;
}
