/**
 * The system's code of an error (`ECONNREFUSED`), or `unknown`. Messages of socket errors hold the camera's
 * address, which appears in no log and no state (KH-08): only the code may pass.
 */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'unknown';
  return typeof error.code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(error.code) ? error.code : 'unknown';
}
