import { describe, expect, it } from 'vitest';
import { decideArrival, type Arrival } from './late.ts';

const handover = {
  acceptedAt: 1_000_000,
  devices: [{ dev: 'tablet', inst: 1, received: 10, declared: 14 }],
};
const arrival: Arrival = { dev: 'tablet', inst: 1, n: 12, writtenAt: null, receivedAt: 1_500_000 };

describe('decideArrival', () => {
  it('[GL-23] calls late what the device held at the handover and sent after it, whatever its clock says', () => {
    for (const at of [0, 2_000_000, -1_000_000])
      expect(decideArrival({ ...arrival, writtenAt: { at, err: 5 } }, [handover])).toBe('accepted_late');
  });

  it('[GL-23] does not call late what came before the handover', () => {
    expect(decideArrival({ ...arrival, receivedAt: 1_000_000 }, [handover])).toBe('accepted');
    expect(decideArrival({ ...arrival, n: 10 }, [handover])).toBe('accepted');
  });

  it('[GL-23] goes by the measured clock where nothing was declared, and only when it is sure', () => {
    const stranger = { ...arrival, dev: 'phone' };
    expect(decideArrival({ ...stranger, writtenAt: { at: 999_000, err: 500 } }, [handover])).toBe(
      'accepted_late',
    );
    expect(decideArrival({ ...stranger, writtenAt: { at: 999_800, err: 500 } }, [handover])).toBe('accepted');
    expect(decideArrival(stranger, [handover])).toBe('accepted');
  });

  it('knows no lateness without handovers', () => {
    expect(decideArrival(arrival, [])).toBe('accepted');
  });
});
