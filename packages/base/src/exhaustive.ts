/** Ends a `switch` over a union: a member that was forgotten fails to compile, and a value that lied crashes. */
export function exhaustive(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}

/** States a fact that the code relies on. When it does not hold, the program is wrong and says so loudly. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${message}`);
}
