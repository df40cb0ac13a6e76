/** The known word that `word` was probably meant to be. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const near = known.map(name => ({ name, distance: distance(word, name) })).sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(1, word.length / 4) ? near.name : undefined;
}

/** Edit distance, one row at a time; two neighbours swapped are one edit. */
function distance(a: string, b: string): number {
  let last: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, changed, isSwap ? last[j - 2]! + 1 : changed));
    }
    last = row;
    row = next;
  }
  return row[b.length]!;
}
