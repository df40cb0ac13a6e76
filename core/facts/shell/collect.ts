import { type Command, forEachChild, type ParsedScript, type PipelineNode, parse, type Statement, type SyntaxNode } from 'unbash';
import type { Span } from '../../text.js';
import { argumentSource, execSource, inputSource } from './argument.js';
import { type Source, unescapedSource } from './source.js';
import type { Assignment, Redirect, ShellCommand, ShellWord } from './types.js';
import { isDeclaration, programName, readsInput, scriptArgument, unwrap } from './unwrap.js';
import { assignmentOf, readAssignment, readRedirect, readWord } from './word.js';

/** How deep scripts may stand in scripts, and syntax in syntax. */
const deepest = { scripts: 50, syntax: 400 };

/** A substitution, or a heredoc whose body may hold one. */
const HOLDS_SCRIPT = /`|[$<>]\(|<<|\$\{/;

type Within = ShellCommand['within'];

/** What holds for the place in the tree that is being visited. */
interface Place {
  readonly source: Source;
  /** Commands that end after it were cut off by the end of the text. */
  readonly cut: number;
  readonly within: Within;
  /** The command whose words are being visited: it holds the scripts in them. */
  readonly holder: ShellCommand | undefined;
  readonly next: ShellCommand['next'];
  /** The pipelines that a command here is part of, the innermost last. */
  readonly pipelines: readonly ShellCommand[][];
  readonly scripts: number;
  readonly syntax: number;
}

interface Parts {
  readonly words: readonly ShellWord[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  readonly span: Span;
}

/** Gathers the simple commands of scripts in the order of the text. */
export class Collector {
  readonly commands: ShellCommand[] = [];

  /** False when it is no shell script; `commands` may then hold some of its rubbish. */
  script(source: Source, within?: Within, scripts = 0): boolean {
    // The parser takes a carriage return for a letter. A backslash before a line end takes both away, and a blank does no harm.
    const text = source.text.replaceAll('\\\r\n', '\\\n ').replaceAll('\r\n', '\n\n');
    const syntax = parse(text);
    const cut = endOfSense(syntax);
    if (cut === undefined) return false;
    this.#list(syntax.commands, { source, cut, within, holder: undefined, next: undefined, pipelines: [], scripts, syntax: 0 });
    return true;
  }

  /** The words of an exec form. */
  exec(words: readonly ShellWord[]): void {
    const span = { start: words[0]!.span.start, end: words.at(-1)!.span.end };
    const command = this.#add({ words, assignments: [], redirects: [], span }, undefined, undefined, []);
    this.#arguments(command, 0, execSource);
  }

  #visit(node: SyntaxNode, place: Place): void {
    if (place.syntax > deepest.syntax) return;
    const inner = { ...place, syntax: place.syntax + 1 };
    if (node.type === 'Script' || node.type === 'CompoundList') this.#list(node.commands, inner);
    else if (node.type === 'Command') this.#command(node, inner);
    else if ('script' in node) this.#substitution(node, inner);
    else forEachChild(node, child => this.#visit(child, inner));
  }

  #list(statements: readonly Statement[], place: Place): void {
    for (const [i, { command, background }] of statements.entries()) {
      const end = background ? '&' : i < statements.length - 1 ? ';' : undefined;
      const parts = command.type === 'AndOr' ? command.commands : [command];
      const operators = command.type === 'AndOr' ? command.operators : [];
      for (const [j, part] of parts.entries()) this.#pipeline(part, { ...place, next: operators[j] ?? end });
    }
  }

  #pipeline(node: PipelineNode, place: Place): void {
    const members = node.type === 'Pipeline' ? node.commands : [node];
    const pipelines = members.length > 1 ? [...place.pipelines, []] : place.pipelines;
    for (const member of members) this.#visit(member, { ...place, pipelines });
  }

  #substitution(node: Extract<SyntaxNode, { script: ParsedScript | undefined }>, place: Place): void {
    if (place.scripts >= deepest.scripts) return;
    const { script } = node;
    const cut = script && endOfSense(script);
    if (!script || cut === undefined) return;
    const how = node.type === 'ProcessSubstitution' ? 'process-substitution' : 'substitution';
    const source =
      script.source === undefined ? place.source : unescapedSource(script.source, node.text.slice(1, -1), node.pos + 1, place.source);
    const within = place.holder ? ({ command: place.holder, how } as const) : place.within;
    const scripts = place.scripts + 1;
    this.#list(script.commands, { ...place, source, cut, within, holder: undefined, next: undefined, pipelines: [], scripts });
  }

  #command(node: Command, place: Place): void {
    if (node.end > place.cut) return;
    const { source } = place;
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
    const command = this.#add({ words, assignments, redirects, span }, place.within, place.next, place.pipelines);
    // Most commands hold no others: visiting every part of their words would cost more than parsing them.
    if (HOLDS_SCRIPT.test(source.text.slice(node.pos, node.end))) {
      forEachChild(node, child => this.#visit(child, { ...place, holder: command, pipelines: [] }));
    }
    this.#arguments(command, place.scripts, argumentSource);
  }

  /** The command without its wrappers. */
  #add(parts: Parts, within: Within, next: ShellCommand['next'], pipelines: readonly ShellCommand[][]): ShellCommand {
    const own = pipelines.at(-1);
    const pipeline = own ?? [];
    const unwrapped = unwrap(parts.words);
    const wrappers: ShellCommand[] = [];
    const assignments = [...parts.assignments];
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
  #arguments(command: ShellCommand, scripts: number, sourceOf: (word: ShellWord) => Source | undefined): void {
    if (scripts >= deepest.scripts) return;
    const argument = scriptArgument(command.words);
    const source = argument ? sourceOf(argument) : readsInput(command.words) ? inputSource(command.redirects) : undefined;
    if (!source) return;
    const before = this.commands.length;
    if (!this.script(source, { command, how: 'argument' }, scripts + 1)) this.commands.length = before;
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
