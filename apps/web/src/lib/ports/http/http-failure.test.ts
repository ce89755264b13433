import { describe, expect, it } from 'vitest';
import { failureOfRefusal, failureOfThrown } from './http-failure.ts';

describe('failureOfRefusal', () => {
  it('[N-08] keeps the code and the wait of a lockout', () => {
    expect(failureOfRefusal(429, { code: 'locked_out', retryAfterMs: 300_000 })).toEqual({
      code: 'locked_out',
      retryAfterMs: 300_000,
    });
  });

  it('keeps the number that the server needs after a gap', () => {
    expect(failureOfRefusal(409, { code: 'gap', need: 17 })).toEqual({ code: 'gap', need: 17 });
  });

  it('does not believe a code that does not belong to its status', () => {
    expect(failureOfRefusal(200, { code: 'not_signed_in' }).code).toBe('bad_answer');
    expect(failureOfRefusal(403, { code: 'not_signed_in' }).code).toBe('bad_answer');
  });

  it.each([502, 503, 504])('takes a proxy page with status %i for a server that is busy', (status) => {
    expect(failureOfRefusal(status, undefined).code).toBe('unavailable');
  });

  it('calls any other page a bad answer', () => {
    expect(failureOfRefusal(401, undefined)).toEqual({ code: 'bad_answer', detail: 'status 401' });
    expect(failureOfRefusal(418, { code: 'teapot' }).code).toBe('bad_answer');
  });
});

describe('failureOfThrown', () => {
  it('tells a passed deadline from a network that is not there', () => {
    expect(failureOfThrown(new DOMException('late', 'TimeoutError')).code).toBe('timeout');
    expect(failureOfThrown(new TypeError('Failed to fetch')).code).toBe('unreachable');
  });
});
