import type { Span, TextEdit } from '../text.js';

/** The dialects that Seaworthy reads. */
export type FileKind = 'dockerfile' | 'compose' | 'kubernetes' | 'daemon';

/**
 * Where a fact is written. `place` says the same in the words of the file's structure (`services.web.privileged`,
 * `stage:build/RUN[2]`), so that a finding keeps its identity when lines move.
 */
export interface Located {
  readonly span: Span;
  readonly place: string;
}

/**
 * What is scored by itself: a stage that ships, a service, a container, or a whole file that holds none of them.
 * `id` is its place, unique in the file.
 */
export interface Unit extends Located {
  readonly kind: 'stage' | 'service' | 'container' | 'file';
  readonly name: string;
}

/** What a rule is called with. Facts outside every unit (an unused stage, a ClusterRole) have no units: they count for the whole file. */
export interface Target extends Located {
  readonly units: readonly Unit[];
}

/**
 * - `here`: written in this very place; `inherited`: written elsewhere and in force here (pod for container, merge key, base image);
 * - `default`: written nowhere, the engine's default holds;
 * - `unknown`: templated, unresolved, or absent from a partial document. Rules stay silent.
 */
export type Origin = 'here' | 'inherited' | 'default' | 'unknown';

/**
 * One fact: what holds, where to point, and how another value is written in this dialect.
 * `span` is where it is written, else the name of what lacks it.
 */
export interface Setting<T> extends Located {
  /** The effective value. `undefined` when nothing is written (`default`) or it cannot be known (`unknown`). */
  readonly value: T | undefined;
  readonly origin: Origin;
  /** The smallest edits that make `value` hold. `null`: it cannot be written here without touching something else. */
  set(value: T): readonly TextEdit[] | null;
  /** The smallest edits that take the setting out, so that the default holds. `null` as for `set`; empty when nothing is written. */
  remove(): readonly TextEdit[] | null;
}

/** Whether the engine's default holds for certain: only then may absence be a finding. */
export const isAbsent = (setting: Setting<unknown>): boolean => setting.origin === 'default';

/** Something that kept part of a file from being analysed: a syntax error, a limit. Data, never an exception. */
export interface Problem {
  readonly span: Span;
  readonly message: string;
  /** `error`: the file is not what its engine accepts. `info`: it is fine, and Seaworthy reads only a part of it. */
  readonly severity: 'error' | 'info';
  /** Which one it is, where something can be done about it. */
  readonly code?: string;
  /** What was probably meant in the place of `span`. */
  readonly instead?: string;
}

/** A comment of a file. */
export interface Comment {
  readonly span: Span;
  /** Without the `#`. It ends where `span` ends. */
  readonly text: string;
  /** What it speaks of: the instruction or line that follows when it is alone on its line, else its own line. */
  readonly subject: Span;
  readonly alone: boolean;
}
