import type { DisplayResponse } from '@truc/domain/api';
import { CameraIdSchema, DisplayIdSchema } from '@truc/media/signalling';
import { firstWallState } from '@truc/domain/watch';
import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import type { KeptLeases } from '#lib/ports/session-storage/session-store.ts';
import { DisplayStore } from './display-store.ts';

let now: number;
let stored: Map<string, string>;
beforeEach(() => {
  [now, stored] = [1_000, new Map()];
});

const load = () =>
  new DisplayStore(
    {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
      removeItem: (key) => void stored.delete(key),
    },
    () => now,
  );
const leases = (expiresAt: number): readonly KeptLeases[] => [
  {
    display: v.parse(DisplayIdSchema, 'A'.repeat(22)),
    leases: [
      {
        place: { node: 'edge-1', at: 'https://edge-1' },
        token: 'token',
        cameras: [v.parse(CameraIdSchema, 'cam-1')],
        issuedAt: now,
        expiresAt,
      },
    ],
  },
];
const told: DisplayResponse = {
  ...{ id: 'k', name: 'Màn hình 1', place: 'Sảnh', unit: 'Trực 01', owner: 'Thảo' },
  ...{ purpose: 'supervise_compliance', until: 9_000_000, watermarked: true },
  ...{ facilities: [], cameras: [], alarms: [], now: 1_000 },
  wall: { version: 1, state: firstWallState(['cam-1']), driver: null },
};

describe('what a display without a person keeps', () => {
  it('is what it was told, until the last of its leases has ended', async () => {
    await load().keepEdgeLeases(leases(61_000));
    load().keepTold(told);
    now = 60_000;
    expect(load().readTold()).toEqual({ told, at: 1_000 });
    now = 61_000;
    expect(load().readTold()).toBeNull();
  });

  it('is nothing where no facility’s node would show it anything', async () => {
    load().keepTold(told);
    expect(stored.size).toBe(0);
    await load().keepEdgeLeases(leases(61_000));
    load().keepTold(told);
    await load().keepEdgeLeases([]);
    expect(stored.size).toBe(0);
  });

  it('goes with its account, and is nothing where it cannot be read', async () => {
    await load().keepEdgeLeases(leases(61_000));
    load().keepTold(told);
    load().forget();
    expect(stored.size).toBe(0);
    await load().keepEdgeLeases(leases(61_000));
    stored.set('truc-display-told', '{"told":{"name":"<script>"}');
    expect(load().readTold()).toBeNull();
  });
});
