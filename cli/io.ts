/** The world around a command: what it may read of its surroundings and where it prints. Injected, so that tests run in process. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What further threads of this program run; without it there are none. */
  readonly script?: string;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Milliseconds since some moment. */
  now(): number;
  /** `YYYY-MM-DD`. */
  today(): string;
}

export interface Sink {
  write(text: string): void;
  /** Whether a person is looking. */
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
}

/** Whether to add colour: `FORCE_COLOR` and `NO_COLOR` say so, else a terminal gets it. */
export function usesColour(io: Io, sink: Sink): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no } = io.env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return (no === undefined || no === '') && sink.isTerminal;
}

/** A mistake in how the command was called, or something that keeps it from its work: said without a stack, exit code 2. */
export class UsageError extends Error {}

export const EXIT = { clean: 0, findings: 1, trouble: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
