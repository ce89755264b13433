import { describe, expect, it } from 'vitest';
import { toTransportFailure } from './sync-transport.ts';

describe('toTransportFailure', () => {
  it('passes a refusal of the server on with what it asked for', () => {
    expect(toTransportFailure({ code: 'gap', need: 12 })).toEqual({
      code: 'refused',
      error: { code: 'gap', need: 12 },
    });
    expect(toTransportFailure({ code: 'unavailable', retryAfterMs: 900 })).toEqual({
      code: 'refused',
      error: { code: 'unavailable', retryAfterMs: 900 },
    });
  });

  it('calls a portal page garbled, never a refusal', () => {
    expect(toTransportFailure({ code: 'bad_answer', detail: 'status 511' })).toEqual({
      code: 'garbled',
      detail: 'status 511',
    });
  });

  it('keeps a missing network and a passed deadline apart', () => {
    expect(toTransportFailure({ code: 'unreachable' })).toEqual({ code: 'unreachable' });
    expect(toTransportFailure({ code: 'timeout' })).toEqual({ code: 'timeout' });
  });
});
