import type { Variable } from '../../views/variable.js';
import type { DockerfileDocument, Instruction } from '../dockerfile.js';
import { supplyFromOutside } from './build-secret.js';
import { moveToBuildSecret, moveToServices } from './service-secret.js';

const KINDS: Readonly<Record<string, Variable['kind']>> = { ENV: 'env', ARG: 'arg', LABEL: 'label' };

/** Pairs of ENV, ARG and LABEL, and what RUN exports or assigns. */
export function variablesOf(document: DockerfileDocument): readonly Variable[] {
  return document.instructions.flatMap(instruction => [...declared(document, instruction), ...assigned(instruction)]);
}

function declared(document: DockerfileDocument, instruction: Instruction): readonly Variable[] {
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
    exposure: 'image' as const,
    supplyFromOutside: workspace =>
      kind === 'label'
        ? null
        : kind === 'arg'
          ? moveToBuildSecret(document, instruction, pair, workspace)
          : supplyFromOutside(document, instruction, pair),
    ...(kind === 'label' ? { remove: () => instruction.removePair(pair) } : {}),
    moveToFile: workspace => (kind === 'env' ? moveToServices(document, instruction, pair, workspace) : null),
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
      exposure: 'image' as const,
      supplyFromOutside: () => null,
    })),
  );
}
