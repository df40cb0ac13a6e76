import type { Span } from '../../text.js';

/** One word of a command line after quote removal. */
export interface ShellWord {
  /** The literal value; `undefined` when an expansion (`$X`, `$(..)`) makes it unknown. */
  readonly value: string | undefined;
  /** As written, quotes and expansions included. */
  readonly text: string;
  readonly span: Span;
}

export interface Assignment {
  readonly name: string;
  readonly value: string | undefined;
  readonly span: Span;
  readonly valueSpan: Span;
}

export interface Redirect {
  /** `>`, `>>`, `<`, `2>`, `&>`, `<<`, `<<<` ... with its file descriptor where one is written. */
  readonly operator: string;
  readonly target: ShellWord | undefined;
  readonly span: Span;
}

/**
 * A simple command. `name` is the base name of what really runs: `sudo`, `env`, `nice`, `time`, `xargs` and the like are unwrapped,
 * and stand in `wrappers`.
 */
export interface ShellCommand {
  /** Lower case is kept as written; `/usr/bin/curl` is `curl`. `undefined` when an expansion names the program. */
  readonly name: string | undefined;
  /** The program's words, its own name first, wrappers left out. */
  readonly words: readonly ShellWord[];
  readonly span: Span;
  /** Base names of the wrappers, outermost first: `['sudo', 'env']`. */
  readonly wrappers: readonly ShellCommand[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  /** The pipeline that the command is part of: itself alone when there is no pipe. */
  readonly pipeline: readonly ShellCommand[];
  /** The command whose words hold this one by `$(..)`, `<(..)`, backquotes or `sh -c`; `undefined` at the top. */
  readonly within: { readonly command: ShellCommand; readonly how: 'substitution' | 'process-substitution' | 'argument' } | undefined;
  /** What joins it to the next command of its list: `&&`, `||`, `;`, `&`, or `undefined` at the end. */
  readonly next: '&&' | '||' | ';' | '&' | undefined;
}

/** All simple commands of a script in the order of the text, nested ones after the command that holds them. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** True when the text could not be read as a POSIX or bash script: then `commands` is empty and rules stay silent. */
  readonly failed: boolean;
}
