/**
 * Which of `of` parts a path belongs to, from 1: FNV-1a over its UTF-8 bytes, so that it is the same on every machine and does not change
 * when other files come and go.
 */
export function shardOf(path: string, of: number): number {
  let hash = 0x811c9dc5;
  for (const byte of utf8(path)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash % of) + 1;
}

function* utf8(text: string): Generator<number> {
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) yield code;
    else {
      const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      yield [0xc0, 0xe0, 0xf0][more - 1]! | (code >> (6 * more));
      for (let i = more - 1; i >= 0; i--) yield 0x80 | ((code >> (6 * i)) & 0x3f);
    }
  }
}
