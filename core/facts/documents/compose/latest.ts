/**
 * Of things that mean the same in several layers, those of the highest one; within a layer all stay.
 * @param layers the highest first.
 * @param keyOf what tells two of them apart; `undefined`: nothing says whether another means the same.
 */
export function latestOf<T>(layers: readonly (readonly T[])[], keyOf: (item: T) => string | undefined): readonly T[] {
  if (layers.length < 2) return layers[0] ?? [];
  const seen = new Set<string | undefined>();
  return layers.flatMap(layer => {
    const kept = layer.filter(item => !seen.has(keyOf(item)));
    for (const item of layer) seen.add(keyOf(item));
    seen.delete(undefined);
    return kept;
  });
}
