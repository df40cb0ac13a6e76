import type { Span, TextEdit } from '../../../text.js';
import type { Unit } from '../../fact.js';
import type { Assignment } from '../../shell/types.js';
import type { Move, Variable } from '../../views/variable.js';
import type { Workspace } from '../../workspace.js';
import type { DockerfileDocument, Instruction, Pair } from '../dockerfile.js';
import { supplyFromOutside } from './build-secret.js';
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

/** What an instruction gives a value. Classes, as there are many of them and most are never asked for more than name and value. */
abstract class OfInstruction {
  readonly exposure = 'image';

  constructor(protected readonly instruction: Instruction) {}

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
  readonly valueSpan: Span | undefined;
  readonly span: Span;
  readonly place: string;

  constructor(
    readonly kind: 'env' | 'arg' | 'label',
    private readonly document: DockerfileDocument,
    instruction: Instruction,
    protected readonly pair: Pair,
  ) {
    super(instruction);
    this.name = pair.name;
    this.value = pair.value && instruction.expand(pair.value).value;
    this.valueSpan = pair.value?.span;
    this.span = pair.span;
    this.place = `${instruction.stage?.place ?? 'global'}/${instruction.keyword}/${pair.name}`;
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
  readonly kind = 'run';
  readonly name: string;
  readonly value: string | undefined;
  readonly valueSpan: Span | undefined;
  readonly span: Span;
  readonly place: string;

  constructor(instruction: Instruction, { name, value, span, valueSpan }: Assignment) {
    super(instruction);
    this.name = name;
    this.value = value;
    this.valueSpan = valueSpan;
    this.span = span;
    this.place = `${instruction.place}/${name}`;
  }

  supplyFromOutside(): null {
    return null;
  }
}
