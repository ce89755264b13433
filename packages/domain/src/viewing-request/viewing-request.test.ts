import { describe, expect, it } from 'vitest';
import { decideRequest, stateOf, unansweredAfterMs, type ViewingRequestEvent } from './viewing-request.ts';

const asked: ViewingRequestEvent = {
  kind: 'asked',
  request: 'r',
  person: 'lan',
  camera: 'cam-1',
  purpose: 'supervise_compliance',
  stretch: null,
  by: 'lan',
  reason: 'Có tiếng động lạ',
  minutes: 15,
  at: 1_000,
  until: null,
  where: null,
};
const authorise = { kind: 'authorised', by: 'quang', reason: '', where: 'own_screen' } as const;

describe('a request to watch a sensitive camera', () => {
  it('[KH-32] is authorised by another for as long as was asked, and expires by itself', () => {
    const decided = decideRequest([asked], authorise, 2_000);
    if (!decided.ok) throw new Error('authorised');
    expect(decided.value).toMatchObject({ kind: 'authorised', person: 'lan', by: 'quang', until: 902_000 });
    expect(stateOf([asked, decided.value], 901_999)).toBe('authorised');
    expect(stateOf([asked, decided.value], 902_000)).toBe('expired');
  });

  it('[KH-32] is never authorised nor refused by whoever asked', () => {
    for (const kind of ['authorised', 'refused'] as const)
      expect(decideRequest([asked], { ...authorise, kind, by: 'lan' }, 2_000)).toMatchObject({
        error: { code: 'own_request' },
      });
  });

  it('lapses when nobody answers, and then nobody can authorise it any more', () => {
    const late = asked.at + unansweredAfterMs;
    expect(stateOf([asked], late)).toBe('unanswered');
    expect(decideRequest([asked], authorise, late)).toMatchObject({ error: { code: 'not_open' } });
  });

  it('is decided once: what was refused, ended or authorised is not authorised again', () => {
    for (const kind of ['refused', 'ended', 'authorised'] as const) {
      const decided = decideRequest([asked], { ...authorise, kind }, 2_000);
      if (!decided.ok) throw new Error(kind);
      expect(decideRequest([asked, decided.value], authorise, 3_000)).toMatchObject({
        error: { code: 'not_open' },
      });
    }
  });

  it('is ended by whoever asked, before and after it was authorised', () => {
    const end = { kind: 'ended', by: 'lan', reason: '', where: null } as const;
    expect(decideRequest([asked], end, 2_000).ok).toBe(true);
    const authorised = decideRequest([asked], authorise, 2_000);
    if (!authorised.ok) throw new Error('authorised');
    expect(decideRequest([asked, authorised.value], end, 3_000)).toMatchObject({ value: { until: null } });
  });
});
