import type { Failure, Result } from '@truc/base';

/** The value, in a place where a refusal would be a broken test. */
export function must<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail ?? ''}`);
  return result.value;
}
