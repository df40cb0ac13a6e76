/**
 * Leaves a test out and says why. Where `SEAWORTHY_REQUIRE_ALL` is set, as in CI, what could have been installed has to be there: the
 * test fails instead.
 */
export function skip(context: Mocha.Context, why: string): never {
  if (process.env.SEAWORTHY_REQUIRE_ALL) throw new Error(`must not be skipped here: ${why}`);
  console.log(`    skipped: ${why}`);
  return context.skip();
}
