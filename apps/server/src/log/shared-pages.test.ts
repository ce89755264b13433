import { createMemoryLog, createMemoryLogDisk, enrolInMemory } from '@truc/sync/testing';
import { openJudge, openNothing, sampleCursor, sampleDevice, sampleDeviceRow } from '@truc/sync/testing';
import { samplePush, sampleRecords, sampleScope, unsigned } from '@truc/sync/testing';
import { acceptPush, readPull, type LogSnapshot, type LogStore } from '@truc/sync/server';
import { describe, expect, it } from 'vitest';
import { nativeSha256 } from '../config/system-ports.ts';
import { pageLifeMs, shareLogPages } from './shared-pages.ts';

const gate = sampleScope('gate');

async function sharedLog(maxBytes = 1_000_000) {
  const time = { now: 1_000 };
  const clock = { now: () => time.now, monotonic: () => time.now };
  const disk = createMemoryLogDisk();
  const log = createMemoryLog(disk, clock);
  const faults = { reads: 0, failing: false };
  const counted = (snapshot: LogSnapshot): LogSnapshot => ({
    scopesAt: (cursors) => snapshot.scopesAt(cursors),
    leavesAfter(range) {
      faults.reads += 1;
      return faults.failing ? Promise.reject(new Error('cut')) : snapshot.leavesAfter(range);
    },
  });
  const below: LogStore = {
    transact: (run) => log.transact(run),
    snapshot: (run) => log.snapshot((snapshot) => run(counted(snapshot))),
  };
  const store = shareLogPages(below, { clock, maxBytes });
  const ports = {
    store,
    judge: openJudge,
    unseal: openNothing,
    signatures: unsigned,
    sha256: nativeSha256,
    clock,
  };
  let device = sampleDeviceRow();
  enrolInMemory(disk, sampleDevice(1), 1);
  async function write(count: number) {
    const made = sampleRecords(count, device);
    const ops = made.records.map(({ op }) => op);
    const request = samplePush(device, device.n + 1, ops);
    device = made.device;
    await acceptPush({ request, device: device.dev, receivedAt: 0 }, ports);
  }
  async function pull(budgetBytes = 100_000) {
    const request = { v: 2 as const, cursors: [sampleCursor(gate)], budgetBytes, witness: null };
    const mayRead = (scopes: readonly (typeof gate)[]) => Promise.resolve(new Set(scopes));
    const { scopes } = await readPull({ request, receivedAt: 0 }, { ...ports, mayRead });
    return scopes[0]?.leaves.map(({ seq }) => seq) ?? [];
  }
  return { time, faults, write, pull };
}

describe('pages of the log', () => {
  it('[ST7] are read once for all who ask from the same place', async () => {
    const { faults, write, pull } = await sharedLog();
    await write(3);
    const answers = await Promise.all(Array.from({ length: 50 }, () => pull()));
    expect(answers).toEqual(Array.from({ length: 50 }, () => [1, 2, 3]));
    expect(faults.reads).toBe(1);
  });

  it('[ST7] are read anew when the log has grown, and by a reader with another budget', async () => {
    const { faults, write, pull } = await sharedLog();
    await write(2);
    expect(await pull()).toEqual([1, 2]);
    await write(1);
    expect(await pull()).toEqual([1, 2, 3]);
    expect(await pull(600)).toEqual([1]);
    expect(faults.reads).toBe(3);
  });

  it('[ST7] are not kept longer than a body that is taken out may still be seen', async () => {
    const { time, faults, write, pull } = await sharedLog();
    await write(1);
    await pull();
    time.now += pageLifeMs;
    await pull();
    expect(faults.reads).toBe(2);
  });

  it('[ST7] are held within a bound', async () => {
    const { faults, write, pull } = await sharedLog(1);
    await write(1);
    await pull();
    await pull();
    expect(faults.reads).toBe(2);
  });

  it('fail for the one whose connection broke, and are read again by the next', async () => {
    const { faults, write, pull } = await sharedLog();
    await write(1);
    faults.failing = true;
    await expect(pull()).rejects.toThrow('cut');
    faults.failing = false;
    expect(await pull()).toEqual([1]);
  });
});
