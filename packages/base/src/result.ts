/** An expected outcome as a value. Expected failures are never thrown; broken invariants are (see `exhaustive`, `invariant`). */
export type Result<T, E> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** A refusal with a stable snake_case code that tests, clients and metrics may rely on. */
export type Failure<Code extends string = string> = { readonly code: Code; readonly detail?: string };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

export function failure<Code extends string>(
  code: Code,
  detail?: string,
): { readonly ok: false; readonly error: Failure<Code> } {
  return err(detail === undefined ? { code } : { code, detail });
}
