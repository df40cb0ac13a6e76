/** Gives the object that it is given in the place of a new one, so that a class below it puts its private field into that. */
class Same {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what the class is for.
    return object;
  }
}

/**
 * What was found out about an object, in a private field of that very object: no copy takes it along, nobody sees it, and it goes with the
 * object. A `WeakMap` would keep it, and the file that it speaks of, until the next full collection of garbage: the frequent small ones take
 * its values for needed, and what survives them grew to fifteen times as much (docs/decisions/0015).
 */
class Known extends Same {
  readonly #values: unknown[] = [];

  static about(object: object): unknown[] {
    return #values in object ? object.#values : new Known(object).#values;
  }
}

let memos = 0;

/** Remembers what a pure function gave for an object, for as long as the object lives. Many rules ask the same of one command. */
export function memo<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const number = memos++;
  return key => {
    const values = Known.about(key);
    const known = values[number];
    if (known !== undefined) return (known === NOTHING ? undefined : known) as V;
    const value = compute(key);
    values[number] = value === undefined ? NOTHING : value;
    return value;
  };
}

const NOTHING = Symbol('undefined');
