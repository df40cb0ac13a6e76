import { type Command, forEachChild, type ParsedScript, type PipelineNode, parse, type Statement, type SyntaxNode } from 'unbash';
import type { Span } from '../../text.js';
import { argumentSource, execSource, inputSource } from './argument.js';
import { type Source, unescapedSource } from './source.js';
import type { Assignment, Redirect, ShellCommand, ShellWord } from './types.js';
import { isDeclaration, isShell, programName, readsInput, scriptArgument, unwrap } from './unwrap.js';
import { assignmentOf, readAssignment, readRedirect, readWord } from './word.js';

/** How deep scripts may stand in scripts, and syntax in syntax. */
const deepest = { scripts: 50, syntax: 400 };

/** A substitution, or a heredoc whose body may hold one. */
const HOLDS_SCRIPT = /`|[$<>]\(|<<|\$\{/;

type Within = ShellCommand['within'];

/** What holds for the script that is being visited. */
interface Script {
  readonly source: Source;
  /** Whether any of its commands may hold scripts. */
  readonly holdsScripts: boolean;
  /** Commands that end after it were cut off by the end of the text. */
  readonly cut: number;
  readonly within: Within;
  /** How many scripts stand around it. */
  readonly depth: number;
}

/** What holds for the place in the tree that is being visited. */
interface Place {
  readonly script: Script;
  /** The command whose words are being visited: it holds the scripts in them. */
  readonly holder: ShellCommand | undefined;
  readonly next: ShellCommand['next'];
  /** The pipelines that a command here is part of, the innermost last. */
  readonly pipelines: readonly ShellCommand[][];
}

interface Parts {
  readonly words: readonly ShellWord[];
  readonly assignments: Assignment[];
  readonly redirects: readonly Redirect[];
  readonly span: Span;
}

/** Gathers the simple commands of scripts in the order of the text. */
export class Collector {
  readonly commands: ShellCommand[] = [];

  /** False when it is no shell script; `commands` may then hold some of its rubbish. */
  script(source: Source, within?: Within, depth = 0): boolean {
    // The parser takes a carriage return for a letter. A backslash before a line end takes both away, and a blank does no harm.
    const { text } = source;
    const syntax = parse(text.includes('\r') ? text.replaceAll('\\\r\n', '\\\n ').replaceAll('\r\n', '\n\n') : text);
    const cut = endOfSense(syntax);
    if (cut === undefined) return false;
    const holdsScripts = HOLDS_SCRIPT.test(text);
    this.#list(
      syntax.commands,
      { script: { source, holdsScripts, cut, within, depth }, holder: undefined, next: undefined, pipelines: [] },
      0,
    );
    return true;
  }

  /** The words of an exec form. */
  exec(words: readonly ShellWord[]): void {
    const { start, end } = words[0]!.span;
    const last = words.at(-1)!.span.end;
    // Lists of YAML may stand in the other order.
    const span = { start, end: last < start ? end : last };
    const command = this.#add({ words, assignments: [], redirects: [], span }, undefined, undefined, []);
    this.#arguments(command, 0, execSource);
  }

  /** @param depth how much syntax stands around the node. */
  #visit(node: SyntaxNode, place: Place, depth: number): void {
    if (depth > deepest.syntax) return;
    if (node.type === 'Command') this.#command(node, place, depth + 1);
    else if (node.type === 'Script' || node.type === 'CompoundList') this.#list(node.commands, place, depth + 1);
    else if ('script' in node) this.#substitution(node, place, depth + 1);
    else forEachChild(node, child => this.#visit(child, place, depth + 1));
  }

  #list(statements: readonly Statement[], { script, holder, pipelines }: Place, depth: number): void {
    for (let i = 0; i < statements.length; i++) {
      const { command, background } = statements[i]!;
      const end = background ? '&' : i < statements.length - 1 ? ';' : undefined;
      if (command.type !== 'AndOr') {
        this.#pipeline(command, { script, holder, next: end, pipelines }, depth);
        continue;
      }
      const { commands, operators } = command;
      for (let j = 0; j < commands.length; j++) {
        this.#pipeline(commands[j]!, { script, holder, next: operators[j] ?? end, pipelines }, depth);
      }
    }
  }

  #pipeline(node: PipelineNode, place: Place, depth: number): void {
    if (node.type !== 'Pipeline') {
      this.#visit(node, place, depth);
      return;
    }
    const { script, holder, next, pipelines } = place;
    const inner = node.commands.length > 1 ? { script, holder, next, pipelines: [...pipelines, []] } : place;
    for (const member of node.commands) this.#visit(member, inner, depth);
  }

  #substitution(node: Extract<SyntaxNode, { script: ParsedScript | undefined }>, place: Place, depth: number): void {
    const outer = place.script;
    if (outer.depth >= deepest.scripts) return;
    const inner = node.script;
    const cut = inner && endOfSense(inner);
    if (!inner || cut === undefined) return;
    const how = node.type === 'ProcessSubstitution' ? 'process-substitution' : 'substitution';
    const source =
      inner.source === undefined ? outer.source : unescapedSource(inner.source, node.text.slice(1, -1), node.pos + 1, outer.source);
    const within = place.holder ? ({ command: place.holder, how } as const) : outer.within;
    const script = { source, holdsScripts: true, cut, within, depth: outer.depth + 1 };
    this.#list(inner.commands, { script, holder: undefined, next: undefined, pipelines: [] }, depth);
  }

  #command(node: Command, place: Place, depth: number): void {
    const { source, cut, within } = place.script;
    if (node.end > cut) return;
    const words: ShellWord[] = [];
    const assignments: Assignment[] = [];
    const redirects: Redirect[] = [];
    if (node.name) words.push(readWord(node.name, source));
    for (const part of node.prefix) {
      if (part.type === 'Assignment') assignments.push(readAssignment(part, source));
      else redirects.push(readRedirect(part, source));
    }
    for (const part of node.suffix) {
      if (part.type === 'Word') words.push(readWord(part, source));
      else if (part.type !== 'Assignment') redirects.push(readRedirect(part, source));
      else {
        const assignment = readAssignment(part, source);
        assignments.push(assignment);
        words.push({ value: argumentValue(assignment), text: source.text.slice(part.pos, part.end), span: assignment.span });
      }
    }
    const span = source.locate(node.pos, node.end);
    const command = this.#add({ words, assignments, redirects, span }, within, place.next, place.pipelines);
    // Most commands hold no others: visiting every part of their words would cost more than parsing them.
    if (place.script.holdsScripts && HOLDS_SCRIPT.test(source.text.slice(node.pos, node.end))) {
      const inner = { script: place.script, holder: command, next: place.next, pipelines: [] };
      forEachChild(node, child => this.#visit(child, inner, depth));
    }
    this.#arguments(command, place.script.depth, argumentSource);
  }

  /** The command without its wrappers. */
  #add(parts: Parts, within: Within, next: ShellCommand['next'], pipelines: readonly ShellCommand[][]): ShellCommand {
    const own = pipelines.at(-1);
    const pipeline = own ?? [];
    const unwrapped = unwrap(parts.words);
    const wrappers: ShellCommand[] = [];
    const { assignments } = parts;
    for (const words of unwrapped.wrappers) {
      const set = words.slice(1).flatMap(word => assignmentOf(word) ?? []);
      assignments.push(...set);
      const span = { start: words[0]!.span.start, end: words.at(-1)!.span.end };
      wrappers.push({
        name: programName(words[0]),
        words,
        span,
        wrappers: [...wrappers],
        assignments: set,
        redirects: [],
        pipeline,
        within,
        next,
      });
    }
    const { words } = unwrapped;
    const name = programName(words[0]);
    if (isDeclaration(name)) assignments.push(...declared(words, assignments));
    const { span, redirects } = parts;
    const command: ShellCommand = { name, words, span, wrappers, assignments, redirects, pipeline, within, next };
    this.commands.push(command);
    if (!own) pipeline.push(command);
    for (const members of pipelines) members.push(command);
    return command;
  }

  /** Scripts that the command gets as an argument or, being a shell, as a heredoc. */
  #arguments(command: ShellCommand, depth: number, sourceOf: (word: ShellWord) => Source | undefined): void {
    if (depth >= deepest.scripts || !(isShell(command.name) || command.name === 'eval')) return;
    const argument = scriptArgument(command.words);
    const source = argument ? sourceOf(argument) : readsInput(command.words) ? inputSource(command.redirects) : undefined;
    if (!source) return;
    const before = this.commands.length;
    if (!this.script(source, { command, how: 'argument' }, depth + 1)) this.commands.length = before;
  }
}

/** The offset up to which the script makes sense: its end, or where something is left open; `undefined` when it is no script. */
function endOfSense(script: ParsedScript): number | undefined {
  let cut = Number.POSITIVE_INFINITY;
  for (const { message, pos } of script.errors ?? []) {
    if (message.startsWith('unterminated')) cut = Math.min(cut, pos);
    else if (!message.startsWith('expected') || pos < Math.min(script.end, cut)) return undefined;
  }
  return cut;
}

/** What `NAME=value` is as a word. */
const argumentValue = ({ name, value }: Assignment): string | undefined => (value === undefined ? undefined : `${name}=${value}`);

/** Variables that `export "NAME=value"` sets, those left out that the parser has told already. */
function declared(words: readonly ShellWord[], known: readonly Assignment[]): Assignment[] {
  const starts = new Set(known.map(assignment => assignment.span.start));
  return words.slice(1).flatMap(word => (starts.has(word.span.start) ? [] : (assignmentOf(word) ?? [])));
}
