import type { EdgeLease } from '@truc/media/signalling';
import { CameraIdSchema, DisplayIdSchema } from '@truc/media/signalling';
import { failure, ok, type Timers } from '@truc/base';
import * as v from 'valibot';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { KeptLeases } from '#lib/ports/session-storage/session-store.ts';
import { EdgeLeases } from './edge-leases.ts';

const [first, second] = ['A', 'B'].map((letter) => v.parse(DisplayIdSchema, letter.repeat(22))) as [
  KeptLeases['display'],
  KeptLeases['display'],
];
const purpose = 'supervise_compliance';
let now: number;
let kept: readonly KeptLeases[];
let isCut: boolean;
let issued: number;

beforeEach(() => {
  [now, kept, isCut, issued] = [1_000, [], false, 0];
});

function lease(expiresAt: number): EdgeLease {
  return {
    place: { node: 'edge-1', at: 'https://edge-1' },
    token: `token ${(issued += 1)}`,
    cameras: [v.parse(CameraIdSchema, 'cam-1')],
    issuedAt: now,
    expiresAt,
  };
}

/** A page of this display, as often as it is loaded. */
async function load(display = first): Promise<EdgeLeases> {
  const http = {
    request: () => Promise.resolve(isCut ? failure('unreachable') : ok({ leases: [lease(now + 60_000)] })),
  } as unknown as HttpClient;
  const timers: Timers = { after: () => () => undefined };
  const store = {
    readEdgeLeases: () => Promise.resolve(kept),
    keepEdgeLeases: (leases: readonly KeptLeases[]) => Promise.resolve(void (kept = leases)),
  };
  const leases = new EdgeLeases({ http, display: () => display, store, timers, now: () => now });
  leases.keep();
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  return leases;
}

describe('leases of a wall', () => {
  it('[GL-52] are there again when the page is loaded anew while the server cannot be asked, until they end', async () => {
    await load();
    isCut = true;
    const again = await load();
    expect(again.held(purpose)).toMatchObject([{ token: 'token 1', purpose }]);
    now += 60_000;
    expect(again.held(purpose)).toEqual([]);
    expect((await load()).held(purpose)).toEqual([]);
  });

  it('are those of their own display alone, and of several walls side by side', async () => {
    await load(first);
    await load(second);
    isCut = true;
    expect((await load(first)).held(purpose)).toMatchObject([{ token: 'token 1' }]);
    expect((await load(second)).held(purpose)).toMatchObject([{ token: 'token 2' }]);
  });

  it('leave nothing behind that has ended, and no more than eight walls', async () => {
    for (let wall = 0; wall < 12; wall += 1)
      await load(v.parse(DisplayIdSchema, String.fromCharCode(65 + wall).repeat(22)));
    expect(kept).toHaveLength(8);
    now += 120_000;
    await load(first);
    expect(kept.map(({ display }) => display)).toEqual([first]);
  });
});
