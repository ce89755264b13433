import { sha256 } from '@noble/hashes/sha2.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkDelta } from '@truc/sync/client';
import { protocolVersion, type Cursor, type ScopeId } from '@truc/sync/protocol';
import {
  createMemoryLog,
  createMemoryLogDisk,
  enrolInMemory,
  openJudge,
  openNothing,
  sampleCursor,
  sampleDevice,
  samplePush,
  sampleRecords,
  sampleScope,
  unsigned,
  type MemoryLogDisk,
} from './index.ts';
import { acceptPush, readPull, type LogStore } from '@truc/sync/server';

const clock = { now: () => 1_800_000_002_000, monotonic: () => 0 };
const gate = sampleScope('gate');
const roof = sampleScope('roof');
let disk: MemoryLogDisk;
let store: LogStore;

beforeEach(async () => {
  disk = createMemoryLogDisk();
  enrolInMemory(disk, sampleDevice(1), 1);
  store = createMemoryLog(disk, clock);
  const ops = sampleRecords(6).records.map(({ op }) => op);
  const request = samplePush({ dev: sampleDevice(1), inst: 1 }, 1, ops);
  await acceptPush(
    { request, device: sampleDevice(1), receivedAt: 1 },
    { store, judge: openJudge, unseal: openNothing, signatures: unsigned, sha256, clock },
  );
});

describe('readPull', () => {
  it('[CU3] takes a cursor at 0 whatever epoch and chain it names, and answers the epoch', async () => {
    disk.epoch = 1;
    const pulled = await pull([{ ...sampleCursor(gate), epoch: 99 }]);
    expect(pulled.problems).toEqual([]);
    expect(pulled.scopes).toMatchObject([{ scope: gate, epoch: 1, head: 6, more: false }]);
  });

  it('[CU7] cuts pages by the budget and says that there is more, down to one leaf at a time', async () => {
    let cursor: Cursor = sampleCursor(gate);
    const pages: number[] = [];
    for (let more = true; more;) {
      const delta = (await pull([cursor], { budgetBytes: 1_100 })).scopes[0];
      const checked =
        delta === undefined ? null : checkDelta(delta, cursor.seq === 0 ? null : cursor, sha256);
      if (delta === undefined || checked === null) throw new Error('every page continues the one before');
      pages.push(delta.leaves.length);
      cursor = checked.cursor;
      more = delta.more;
    }
    expect(cursor.seq).toBe(6);
    expect(pages.length).toBeGreaterThan(1);
  });

  it('[CU11] leaves out a scope that is held in full, in one snapshot with the others', async () => {
    const held = cursorAt(6);
    expect(await pull([held, sampleCursor(roof)])).toMatchObject({ scopes: [], problems: [] });
  });

  it('[CU6] answers epoch_changed to a cursor of another epoch', async () => {
    expect((await pull([{ ...cursorAt(3), epoch: 7 }])).problems).toEqual([
      { scope: gate, code: 'epoch_changed' },
    ]);
  });

  it('[CU9] answers diverged to a cursor whose chain is another, or that is ahead of the log', async () => {
    for (const cursor of [
      { ...cursorAt(3), chain: cursorAt(2).chain },
      { ...cursorAt(6), seq: 7 },
    ]) {
      expect((await pull([cursor])).problems).toEqual([{ scope: gate, code: 'diverged' }]);
    }
  });

  it('[CU14] says nothing against a reader who is ahead of the replica that is read, and asks the log itself', async () => {
    const behind = createMemoryLogDisk();
    const replica = createMemoryLog(behind, clock);
    const news = { ...cursorAt(2), seq: 2 };
    behind.scopes.set(gate, { scope: gate, epoch: 1, born: 1, head: 4, chain: cursorAt(4).chain });
    behind.leaves = disk.leaves.filter(({ seq }) => seq <= 4);
    const page = await pull([news], { replica });
    expect(page.scopes).toMatchObject([{ scope: gate, head: 4 }]);
    expect(await pull([cursorAt(6)], { replica })).toMatchObject({ scopes: [], problems: [] });
    expect(await pull([{ ...cursorAt(6), seq: 7 }], { replica })).toMatchObject({
      problems: [{ scope: gate, code: 'diverged' }],
    });
    behind.epoch = 0;
    behind.scopes.set(gate, { scope: gate, epoch: 0, born: 0, head: 4, chain: cursorAt(4).chain });
    expect((await pull([cursorAt(3)], { replica })).scopes).toMatchObject([
      { scope: gate, epoch: 1, head: 6 },
    ]);
  });

  it('[CU10] answers not_found alike for a log that may not be read and for one that is not', async () => {
    const pulled = await pull([sampleCursor(gate), sampleCursor(roof)], { readable: [] });
    expect(pulled).toMatchObject({
      scopes: [],
      problems: [
        { scope: gate, code: 'not_found' },
        { scope: roof, code: 'not_found' },
      ],
    });
  });
});

type PullOptions = {
  readonly budgetBytes?: number;
  readonly readable?: readonly ScopeId[];
  readonly replica?: LogStore;
};

function pull(
  cursors: Cursor[],
  { budgetBytes = 65_536, readable = [gate, roof], replica }: PullOptions = {},
) {
  const mayRead = async () => new Set(readable);
  return readPull(
    { request: { v: protocolVersion, cursors, budgetBytes, witness: null }, receivedAt: 1 },
    { store, ...(replica && { replica }), mayRead, sha256, clock },
  );
}

function cursorAt(seq: number): Cursor {
  const leaf = disk.leaves.find((one) => one.scope === gate && one.seq === seq);
  if (leaf === undefined) throw new Error('the log has that leaf');
  return { scope: gate, epoch: disk.epoch, seq, chain: leaf.chain };
}
