import type { Span, TextEdit } from '../../../text.js';
import type { Unit } from '../../fact.js';
import type { Assignment } from '../../shell/types.js';
import type { Move, Variable } from '../../views/variable.js';
import type { Workspace } from '../../workspace.js';
import type { DockerfileDocument, Instruction, Pair } from '../dockerfile.js';
import { readersOf, supplyFromOutside } from './build-secret.js';
import { moveToBuildSecret, moveToServices } from './service-secret.js';

/** Pairs of ENV, ARG and LABEL, and what RUN exports or assigns. */
export function variablesOf(document: DockerfileDocument): readonly Variable[] {
  const variables: Variable[] = [];
  for (const instruction of document.instructions) {
    switch (instruction.keyword) {
      case 'ENV':
        for (const pair of instruction.pairs) variables.push(new Declared('env', document, instruction, pair));
        break;
      case 'ARG':
        for (const pair of instruction.pairs) variables.push(new Declared('arg', document, instruction, pair));
        break;
      case 'LABEL':
        for (const pair of instruction.pairs) variables.push(new Label('label', document, instruction, pair));
        break;
      case 'RUN':
        for (const { assignments } of instruction.script.commands)
          for (const assignment of assignments) variables.push(new Assigned(instruction, assignment));
    }
  }
  return variables;
}

/** What an instruction gives a value. There are many, and most are never asked for more than their names and values. */
abstract class OfInstruction {
  constructor(protected readonly instruction: Instruction) {}

  get exposure(): 'image' {
    return 'image';
  }

  get owner(): string {
    return this.instruction.stage?.label ?? 'the build';
  }

  get units(): readonly Unit[] {
    return this.instruction.units;
  }
}

/** A pair of ENV, ARG or LABEL. */
class Declared extends OfInstruction implements Variable {
  readonly name: string;
  readonly value: string | undefined;

  constructor(
    readonly kind: 'env' | 'arg' | 'label',
    private readonly document: DockerfileDocument,
    instruction: Instruction,
    protected readonly pair: Pair,
  ) {
    super(instruction);
    this.name = pair.name;
    this.value = pair.value && instruction.expand(pair.value).value;
  }

  get valueSpan(): Span | undefined {
    return this.pair.value?.span;
  }

  get span(): Span {
    return this.pair.span;
  }

  get place(): string {
    const { stage, keyword } = this.instruction;
    return `${stage?.place ?? 'global'}/${keyword}/${this.name}`;
  }

  get isRead(): boolean {
    const { instruction, document, pair } = this;
    if (!instruction.stage) return false;
    return readersOf(document, instruction, pair).some(({ keyword }) => keyword === 'RUN' || keyword === 'ENV');
  }

  supplyFromOutside(workspace: Workspace): readonly TextEdit[] | null {
    if (this.kind === 'label') return null;
    return this.kind === 'arg'
      ? moveToBuildSecret(this.document, this.instruction, this.pair, workspace)
      : supplyFromOutside(this.document, this.instruction, this.pair);
  }

  moveToFile(workspace: Workspace): Move | null {
    return this.kind === 'env' ? moveToServices(this.document, this.instruction, this.pair, workspace) : null;
  }
}

/** Of the three only a label can be taken out: nothing in the file reads it. */
class Label extends Declared {
  readonly remove = (): readonly TextEdit[] => this.instruction.removePair(this.pair);
}

/** What RUN exports, or assigns for one command. */
class Assigned extends OfInstruction implements Variable {
  constructor(
    instruction: Instruction,
    private readonly assignment: Assignment,
  ) {
    super(instruction);
  }

  get kind(): 'run' {
    return 'run';
  }

  get name(): string {
    return this.assignment.name;
  }

  get value(): string | undefined {
    return this.assignment.value;
  }

  get valueSpan(): Span {
    return this.assignment.valueSpan;
  }

  get span(): Span {
    return this.assignment.span;
  }

  get place(): string {
    return `${this.instruction.place}/${this.name}`;
  }

  supplyFromOutside(): null {
    return null;
  }
}
