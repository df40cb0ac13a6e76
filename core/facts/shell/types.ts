import type { Span } from '../../text.js';

/** One word of a command line after quote removal. */
export interface ShellWord {
  /** The literal value; `undefined` when an expansion (`$X`, `$(..)`) makes it unknown. */
  readonly value: string | undefined;
  /**
   * As written, quotes and expansions included. In a script that backslashes or JSON escapes wrap once more, what they stand for:
   * then `span` is longer than `text`, and nothing within it can be edited.
   */
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
  /** The file or here-string; of a heredoc, its body. */
  readonly target: ShellWord | undefined;
  readonly span: Span;
}

/**
 * A simple command. `name` is the base name of what really runs: `sudo`, `env`, `nice`, `time`, `xargs` and the like are unwrapped,
 * and stand in `wrappers`.
 */
export interface ShellCommand {
  /** Case is kept as written; `/usr/bin/curl` is `curl`. `undefined` when an expansion names the program, or there is none (`A=b`). */
  readonly name: string | undefined;
  /** The program's words, its own name first, wrappers left out. */
  readonly words: readonly ShellWord[];
  /** The whole command: assignments, wrappers, words and redirects (a heredoc's body not). */
  readonly span: Span;
  /** The wrappers, outermost first, each with its own words alone. `sudo` that runs no program is the command itself. */
  readonly wrappers: readonly ShellCommand[];
  /** `A=b` before the command, and what `env`, `sudo`, `export`, `declare` and the like set. */
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  /**
   * The innermost pipeline that the command is part of, in the order of the text: itself alone when there is no pipe. Commands of a
   * group or a loop that is piped are members too.
   */
  readonly pipeline: readonly ShellCommand[];
  /** The command whose words hold this one by `$(..)`, `<(..)`, backquotes, `sh -c` or `sh <<E`; `undefined` at the top. */
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
