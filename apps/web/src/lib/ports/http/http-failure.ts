import { ErrorBodySchema, errorStatus, type ErrorBody, type ErrorCode } from '@truc/sync/protocol';
import * as v from 'valibot';

/**
 * Why a request brought no answer that can be used. Beside the server's own codes: `unreachable` (no connection),
 * `timeout` (deadline passed), `bad_answer` (something else answered, such as a captive portal's page).
 */
export type HttpFailureCode = ErrorCode | 'unreachable' | 'timeout' | 'bad_answer';
export type HttpFailure = {
  readonly code: HttpFailureCode;
  readonly detail?: string;
  readonly need?: number;
  readonly retryAfterMs?: number;
};

/** Reads a refusal. A code that does not belong to the status was not written by our server. */
export function failureOfRefusal(status: number, body: unknown): HttpFailure {
  const parsed = v.safeParse(ErrorBodySchema, body);
  if (!parsed.success || errorStatus[parsed.output.code] !== status) return failureOfStatus(status);
  return compact(parsed.output);
}

// A proxy's own 502 to 504 say only that nobody is there now.
function failureOfStatus(status: number): HttpFailure {
  if (status === 502 || status === 503 || status === 504)
    return { code: 'unavailable', detail: `status ${status}` };
  return { code: 'bad_answer', detail: `status ${status}` };
}

/** A request that threw: our own deadline, or a network that is not there. */
export function failureOfThrown(thrown: unknown): HttpFailure {
  const name = thrown instanceof Error ? thrown.name : '';
  if (name === 'TimeoutError' || name === 'AbortError') return { code: 'timeout' };
  return { code: 'unreachable' };
}

function compact({ code, detail, need, retryAfterMs }: ErrorBody): HttpFailure {
  return {
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(need === undefined ? {} : { need }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
