/**
 * How a tool takes its options. Each entry lists the spellings of one option, parted by blanks, the best known name last:
 * `-k --insecure`. All spellings ask for the same option.
 */
export interface OptionSyntax {
  /** Options without a value. Only those need an entry that have two names: an unknown option takes no value. */
  readonly flags?: readonly string[];
  /** Options whose value is the rest of the word or the next word. */
  readonly values?: readonly string[];
  /** Letters whose value, if any, is the rest of the word: `sed -i.bak`. */
  readonly attached?: readonly string[];
  /** Long options are written with one dash too, and letters do not cluster: go, openssl. */
  readonly singleDash?: boolean;
  /** Options end at the first operand: what follows belongs to another program. */
  readonly stopsAtOperand?: boolean;
  /** `+x` is an operand. To other tools it is an option, as in `set +x`. */
  readonly plusOperands?: boolean;
  /** The first operand may be a cluster without its dash: `tar xzf file`. */
  readonly bareCluster?: boolean;
  /** Subcommands, with what they take beyond the tool's own options. `''` stands for any other. */
  readonly subcommands?: Readonly<Record<string, OptionSyntax>>;
  /** Subcommands that are followed by one of their own: `git remote add`. */
  readonly groups?: readonly string[];
}

export interface KnownOption {
  readonly name: string;
  readonly takes: 'nothing' | 'value' | 'attached';
}

/** An {@link OptionSyntax} made ready for look-ups. */
export interface OptionTable {
  readonly syntax: OptionSyntax;
  readonly known: ReadonlyMap<string, KnownOption>;
  readonly subcommands: ReadonlyMap<string, OptionTable>;
}

/** Makes a table of its readable form. */
export function optionTable(syntax: OptionSyntax): OptionTable {
  const known = new Map<string, KnownOption>();
  const add = (entries: readonly string[] | undefined, takes: KnownOption['takes']): void => {
    for (const entry of entries ?? []) {
      const spellings = entry.split(' ');
      for (const spelling of spellings) known.set(spelling, { name: spellings.at(-1)!, takes });
    }
  };
  add(syntax.flags, 'nothing');
  add(syntax.values, 'value');
  add(syntax.attached, 'attached');
  const subcommands = Object.entries(syntax.subcommands ?? {}).map(([name, inner]) => [name, optionTable(inner)] as const);
  return { syntax, known, subcommands: new Map(subcommands) };
}
