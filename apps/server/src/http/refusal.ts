import { isUnavailable } from '../database/unavailable.ts';
import { errorStatus, type ErrorBody, type ErrorCode } from '@truc/sync/protocol';

/** A whole request turned down. It changes nothing but the audit and the counter. */
export type Refusal = { readonly refused: ErrorBody };

export function refuse(code: ErrorCode, more: Omit<ErrorBody, 'code'> = {}): Refusal {
  return { refused: { code, ...more } };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

export function statusOf(body: ErrorBody): number {
  return errorStatus[body.code];
}

/** What Fastify and Node say about a broken request, in our words. A database that is away is `unavailable`; anything else is our own fault. */
export function errorToBody(error: unknown): ErrorBody {
  const code = codeOf(error);
  if (code !== undefined) return { code };
  if (isUnavailable(error)) return { code: 'unavailable', retryAfterMs: unavailableRetryMs };
  return { code: 'internal' };
}

/** What a device waits before it comes again to a server without its database. */
const unavailableRetryMs = 1_000;

const byFastifyCode: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'unparseable',
  FST_ERR_CTP_INVALID_JSON_BODY: 'unparseable',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'unparseable',
  FST_ERR_BAD_URL: 'not_found',
  ERR_BUFFER_TOO_LARGE: 'too_large',
};

function codeOf(error: unknown): ErrorCode | undefined {
  if (error instanceof UnreadableBody) return error.code;
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? byFastifyCode[error.code] : undefined;
  if (code !== undefined) return code;
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return status === 400 ? 'unparseable' : undefined;
}

/** Thrown inside Fastify's body parser, whose contract is exceptions. */
export class UnreadableBody extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}
