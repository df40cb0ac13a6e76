import type { TextEdit } from '../../../text.js';
import type { Variable } from '../../views/variable.js';
import type { DockerfileDocument, Instruction, Pair } from '../dockerfile.js';

const KINDS: Readonly<Record<string, Variable['kind']>> = { ENV: 'env', ARG: 'arg', LABEL: 'label' };

/** Pairs of ENV, ARG and LABEL, and what RUN exports or assigns. */
export function variablesOf({ instructions }: DockerfileDocument): readonly Variable[] {
  return instructions.flatMap(instruction => [...declared(instruction), ...assigned(instruction)]);
}

function declared(instruction: Instruction): readonly Variable[] {
  const kind = KINDS[instruction.keyword];
  if (!kind) return [];
  return instruction.pairs.map(pair => ({
    kind,
    name: pair.name,
    value: pair.value && instruction.expand(pair.value).value,
    valueSpan: pair.value?.span,
    owner: instruction.stage?.label ?? 'the build',
    span: pair.span,
    place: `${instruction.stage?.place ?? 'global'}/${instruction.keyword}/${pair.name}`,
    units: instruction.units,
    remove: () => remove(instruction, pair),
  }));
}

function assigned(instruction: Instruction): readonly Variable[] {
  if (instruction.keyword !== 'RUN') return [];
  return instruction.script.commands.flatMap(({ assignments }) =>
    assignments.map(({ name, value, span, valueSpan }) => ({
      kind: 'run' as const,
      name,
      value,
      valueSpan,
      owner: instruction.stage?.label ?? 'the build',
      span,
      place: `${instruction.place}/${name}`,
      units: instruction.units,
      remove: () => null,
    })),
  );
}

/** The whole instruction when it is alone in it, else the pair with the blank before or behind it. */
function remove(instruction: Instruction, pair: Pair): readonly TextEdit[] {
  const { pairs } = instruction;
  if (pairs.length === 1) return instruction.remove();
  const index = pairs.indexOf(pair);
  const next = pairs[index + 1];
  if (next) return [{ span: { start: pair.span.start, end: next.span.start }, text: '' }];
  return [{ span: { start: pairs[index - 1]!.span.end, end: pair.span.end }, text: '' }];
}
