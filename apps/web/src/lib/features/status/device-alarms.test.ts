import type { DeviceRow, WitnessState } from '@truc/sync/client';
import { emptyWitness } from '@truc/sync/client';
import { describe, expect, it, vi } from 'vitest';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { Emptied, Remembered, StorageSentinel } from '#lib/ports/storage-sentinel.ts';
import type { StorageProtection } from '#lib/ports/storage-protection.ts';
import { DeviceAlarms } from './device-alarms.svelte.ts';
import { Protection } from './protection.svelte.ts';

// Outside of the compiler a rune is a value and no more.
vi.stubGlobal(
  '$state',
  Object.assign((value: unknown) => value, { raw: (value: unknown) => value }),
);

function memorySentinel(remembered: Remembered | null) {
  const held = { remembered, owed: null as Emptied | null };
  const sentinel: StorageSentinel = {
    recall: () => held.remembered,
    remember: (here) => (held.remembered = here),
    owed: () => held.owed,
    owe: (emptied) => (held.owed = emptied),
    settle: () => (held.owed = null),
  };
  return { held, sentinel };
}

function open(options: {
  readonly remembered?: Remembered;
  readonly device?: Pick<DeviceRow, 'inst'>;
  readonly witness?: WitnessState;
}) {
  const { held, sentinel } = memorySentinel(options.remembered ?? null);
  const told: unknown[] = [];
  const net = { isUp: true, examined: null as unknown };
  const http = {
    request: ({ body }: { body?: unknown }) => {
      if (!net.isUp) return Promise.resolve({ ok: false, error: { code: 'unreachable' } });
      told.push(body);
      return Promise.resolve({ ok: true, value: { examined: net.examined } });
    },
  } as unknown as HttpClient;
  const make = () =>
    new DeviceAlarms({
      http,
      sentinel,
      outbox: {
        device: () => Promise.resolve((options.device ?? null) as DeviceRow | null),
        counts: () => Promise.resolve({ unsent: 5, oldestUnsentWall: null, needsYou: 0 }),
      },
      witness: { read: () => Promise.resolve(options.witness ?? emptyWitness) },
      now: () => 1_000,
    });
  return { held, told, net, make };
}

describe('what a device notices by itself', () => {
  it('[SH1] says that its storage was emptied with what it held, and tells the server once, over restarts', async () => {
    const { held, told, net, make } = open({ remembered: { inst: 3, unsent: 7 } });
    net.isUp = false;
    const alarms = make();
    await alarms.look();
    expect(alarms.emptied).toEqual({ inst: 3, unsent: 7, noticedAt: 1_000 });
    await alarms.tell();
    held.remembered = { inst: 4, unsent: 0 };
    const next = make();
    await next.look();
    expect(next.emptied).toMatchObject({ inst: 3, unsent: 7 });
    net.isUp = true;
    await next.tell();
    await next.tell();
    expect(told).toEqual([{ kind: 'storage_emptied', inst: 3, unsent: 7, noticedAt: 1_000 }]);
  });

  it('[SH1] says nothing on a new device and on one whose storage is whole, and remembers what is here', async () => {
    const fresh = open({});
    const whole = open({ remembered: { inst: 1, unsent: 2 }, device: { inst: 1 } });
    for (const { make } of [fresh, whole]) {
      const alarms = make();
      await alarms.look();
      await alarms.remember();
      expect(alarms.emptied).toBeNull();
    }
    expect(fresh.held.remembered).toBeNull();
    expect(whole.held.remembered).toEqual({ inst: 1, unsent: 5 });
  });

  it('[WI9] tells what contradicts with what was seen, and shows what an examiner concluded', async () => {
    const rewritten = { cause: 'older', scope: null, seen: 'nine', shown: 'seven', at: 9 } as const;
    const { told, net, make } = open({ witness: { ...emptyWitness, rewritten } });
    net.examined = { by: 'A', at: 1, reason: 'restored from a backup' };
    const alarms = make();
    await alarms.tell();
    await alarms.tell();
    const { at: noticedAt, ...evidence } = rewritten;
    expect(told).toEqual([{ kind: 'history_rewritten', noticedAt, ...evidence }]);
    expect(alarms.examined).toMatchObject({ reason: 'restored from a backup' });
  });
});

describe('the browser’s promise', () => {
  it('[SH2] is asked for and its answer shown, also a refusal', async () => {
    const answers = [false, true];
    const port: StorageProtection = {
      isProtected: () => Promise.resolve(false),
      ask: () => Promise.resolve(answers.shift() ?? false),
      estimate: () => Promise.resolve({ usage: 1_000, quota: 2_000_000_000 }),
    };
    const protection = new Protection(port);
    await protection.look();
    expect(protection).toMatchObject({ isProtected: false, wasRefused: false, room: { used: 1_000 } });
    await protection.ask();
    expect(protection).toMatchObject({ isProtected: false, wasRefused: true });
    await protection.ask();
    expect(protection).toMatchObject({ isProtected: true, wasRefused: false });
  });
});
