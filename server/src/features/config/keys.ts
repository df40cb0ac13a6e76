import { grammar, type Key, type Keys, type Shape } from '../../../../core/index.js';

/** The key of the grammar that a path of `places` means; list indexes and keys of the user's own lead through. */
export function grammarKeyAt(path: readonly string[]): Key | undefined {
  let keys: Keys | undefined = grammar;
  let found: Key | undefined;
  for (const name of path) {
    const key: Key | undefined = keys && Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (!key) continue;
    found = key;
    keys = keysIn(key.shape);
  }
  return found;
}

function keysIn(shape: Shape): Keys | undefined {
  if (shape.type === 'map') return shape.keys;
  if (shape.type === 'list') return keysIn(shape.of);
  return shape.type === 'table' ? keysIn(shape.value) : undefined;
}
