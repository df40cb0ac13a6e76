/** How a program is told not to verify what it fetches. Patterns are for whole values unless they say otherwise. */
export interface Switches {
  readonly options?: readonly OptionSwitch[];
  readonly settings?: readonly SettingSwitch[];
  /** Environment variables, with the values that switch verification off. */
  readonly variables?: Readonly<Record<string, RegExp>>;
  /** What to take out of variables that hold more than the switch. */
  readonly parts?: Readonly<Record<string, RegExp>>;
  readonly lines?: readonly LineSwitch[];
}

interface Weight {
  /** Where it is less than the rule's. */
  readonly severity?: 'medium' | 'low' | 'info';
}

/** Options of a command, each any spelling that the tool's table knows. */
export interface OptionSwitch extends Weight {
  readonly tools: readonly string[];
  readonly names: readonly string[];
  /** What its value has to be. Without a pattern the option alone does it, unless it says `=false`. */
  readonly value?: RegExp;
  /** With one of these the command only asks. */
  readonly unless?: readonly string[];
  /** The option that does what was meant. */
  readonly instead?: string;
  /** What to take out of a value that holds more than the switch. */
  readonly part?: RegExp;
}

/** `npm config set strict-ssl false`: operands of a subcommand. */
export interface SettingSwitch extends Weight {
  readonly tools: readonly string[];
  readonly subcommand: RegExp;
  /** An option whose value is the setting's name; it stands before the operands. */
  readonly option?: string;
  /** All operands, joined by one blank. */
  readonly operands?: RegExp;
  /** One operand, where each sets something by itself: `go env -w A=b C=d`. */
  readonly each?: RegExp;
  /** What to take out of an operand; without it, the whole command goes. */
  readonly part?: RegExp;
}

/** A line of a configuration file. */
export interface LineSwitch extends Weight {
  readonly path: RegExp;
  readonly line: RegExp;
  /** The line as it should be; nothing where it should not be there. */
  readonly mended?: (line: string) => string;
}

/** A statement of APT's configuration, in a block or with its whole name, and not in a comment. */
export const aptStatement = (names: string, values: string): RegExp =>
  new RegExp(`^(?!//|#)(?:.*[\\s:{;])?(?:${names})\\s+\\\\?"?(?:${values})(?![\\w-])`, 'i');

/** A line with another value: what stands last in it. */
export const ending =
  (value: string) =>
  (line: string): string =>
    line.replace(/[\w-]+("?)$/, `${value}$1`);
/** A line that should not be there. */
export const gone = (): string => '';
