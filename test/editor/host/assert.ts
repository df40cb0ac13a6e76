/** What the suite uses of `node:assert`, for the browser. */

function fail(message: string | undefined, ...values: unknown[]): never {
  throw new Error([message, ...values.map(value => JSON.stringify(value))].filter(Boolean).join('\n'));
}

const isEqual = (a: unknown, b: unknown): boolean => Object.is(a, b) || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));

export const strict = {
  ok(value: unknown, message?: string): asserts value {
    if (!value) fail(message ?? 'not truthy', value);
  },
  equal(actual: unknown, expected: unknown, message?: string): void {
    if (!Object.is(actual, expected)) fail(message ?? 'not equal', actual, expected);
  },
  notEqual(actual: unknown, expected: unknown, message?: string): void {
    if (Object.is(actual, expected)) fail(message ?? 'equal', actual);
  },
  deepEqual(actual: unknown, expected: unknown, message?: string): void {
    if (!isEqual(actual, expected)) fail(message ?? 'not equal', actual, expected);
  },
  match(actual: string, pattern: RegExp, message?: string): void {
    if (!pattern.test(actual)) fail(message ?? `does not match ${pattern}`, actual);
  },
  doesNotMatch(actual: string, pattern: RegExp, message?: string): void {
    if (pattern.test(actual)) fail(message ?? `matches ${pattern}`, actual);
  },
};
