import { generateKeyPairSync, sign } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { noteKey, readCheckpoint, readNote } from '@truc/sync/evidence';
import type { HashHex } from '@truc/sync/protocol';
import { createWorld, gate, rechain, restoreEmpty, tamper, type World } from './client-world.ts';
import { createMemoryEvidence, type MemoryEvidence } from './memory-evidence.ts';
import { createMemoryWitness, createMemoryWitnessDisk, type MemoryWitnessDisk } from './memory-witness.ts';
import { sampleCommand } from './samples.ts';
import { verifyEd25519 } from './verify-ed25519.ts';

const pair = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const rawOf = (key: typeof pair) =>
  Uint8Array.from(key.publicKey.export({ format: 'der', type: 'spki' }).subarray(12));
const name = 'truc.example/so-truc';
const key = noteKey(sha256, { kind: 'ed25519', name, publicKey: rawOf(pair) });

type Witnessed = { world: World; evidence: MemoryEvidence; disk: MemoryWitnessDisk; signAll: () => void };

/** Three entries written, sent, pulled and signed. */
async function witnessed(): Promise<Witnessed> {
  const evidence = createMemoryEvidence(key, (message) =>
    Uint8Array.from(sign(null, message, pair.privateKey)),
  );
  const disk = createMemoryWitnessDisk();
  const witness = { store: createMemoryWitness(disk), verify: verifyEd25519 };
  const world = createWorld({ evidence, witness });
  const signAll = () => evidence.record([...world.log.scopes.values()]);
  await world.client.start();
  await world.crank();
  world.client.follow([gate]);
  for (let at = 0; at < 3; at += 1) await world.client.write(sampleCommand());
  await world.crank();
  signAll();
  await poll(world);
  return { world, evidence, disk, signAll };
}

/** Long enough for one slow poll, short of the second refetch of anything. */
async function poll(world: World): Promise<void> {
  await world.crankFor(40_000);
}

function sizeSeen({ state }: MemoryWitnessDisk): number | undefined {
  return readCheckpoint(readNote(state.note ?? '')?.text ?? '')?.size;
}

describe('a tablet as a witness', () => {
  it('[WI9] pins the key at its enrolment, keeps the newest checkpoint, and asks for proof from there', async () => {
    const { world, disk, signAll } = await witnessed();
    expect(sizeSeen(disk)).toBe(1);
    for (let at = 0; at < 3; at += 1) {
      await world.client.write(sampleCommand());
      await world.crank();
      signAll();
      await poll(world);
    }
    expect(sizeSeen(disk)).toBe(4);
    expect(world.client.status().problems).toEqual([]);
  });

  it('[WI9] pins the key later on a device that was enrolled before there was one', async () => {
    const { world, disk } = await witnessed();
    disk.state = { ...disk.state, key: null, note: null };
    await world.client.stop();
    const again = world.another();
    again.follow([gate]);
    await again.start();
    await poll(world);
    expect(disk.state.key).not.toBeNull();
    expect(sizeSeen(disk)).toBe(1);
    expect(world.log.installations.size).toBe(1);
  });

  it.each([
    [
      'a history that was rewritten',
      'inconsistent',
      ({ evidence, signAll }: Witnessed) => {
        evidence.records = [];
        signAll();
        signAll();
        evidence.records[0] = evidence.records[0]?.replace('"at":0', '"at":1') ?? '';
      },
    ],
    [
      'another history of the same size',
      'inconsistent',
      ({ evidence }: Witnessed) => {
        evidence.records = [evidence.records[0]?.replace('"at":0', '"at":1') ?? ''];
      },
    ],
    [
      'an older history',
      'older',
      ({ evidence }: Witnessed) => {
        evidence.records = [];
      },
    ],
  ] as const)(
    '[WI9] raises the alarm at %s, keeps the evidence, and never forgets it',
    async (_what, cause, rewrite) => {
      const all = await witnessed();
      const { world, disk } = all;
      const seen = disk.state.note;
      rewrite(all);
      await poll(world);
      expect(world.client.status().problems).toEqual([{ kind: 'history_rewritten', cause }]);
      expect(disk.state.rewritten).toMatchObject({ cause, seen });
      expect(disk.state.note).toBe(seen);
      await world.client.stop();
      const next = world.another();
      await next.start();
      expect(next.status().problems).toEqual([{ kind: 'history_rewritten', cause }]);
      await next.write(sampleCommand());
      await world.crank();
      expect(next.status().unsent).toBe(0);
    },
  );

  it('[WI9] says what it knows of a history that was rewritten as soon as its storage answers', async () => {
    const all = await witnessed();
    const { world, evidence, disk } = all;
    evidence.records = [];
    await poll(world);
    await world.client.stop();
    let isFailing = true;
    const store = createMemoryWitness(disk);
    const failing = {
      ...store,
      read: () => (isFailing ? Promise.reject(new Error('aborted')) : store.read()),
    };
    const next = world.another({ witness: { store: failing, verify: verifyEd25519 } });
    await next.start();
    expect(next.status().problems.map(({ kind }) => kind)).toEqual(['storage']);
    isFailing = false;
    world.cookies.isSignedIn = false;
    await world.crankFor(20_000);
    expect(next.status().problems).toEqual([{ kind: 'history_rewritten', cause: 'older' }]);
  });

  it('[WI9] raises the alarm at a checkpoint that another key signed', async () => {
    const { world, evidence, disk, signAll } = await witnessed();
    const stranger = noteKey(sha256, { kind: 'ed25519', name, publicKey: rawOf(other) });
    const forged = createMemoryEvidence(stranger, (message) =>
      Uint8Array.from(sign(null, message, other.privateKey)),
    );
    evidence.checkpointFor = forged.checkpointFor;
    forged.records = evidence.records;
    signAll();
    await poll(world);
    expect(world.client.status().problems).toEqual([{ kind: 'history_rewritten', cause: 'signature' }]);
    expect(sizeSeen(disk)).toBe(1);
  });

  it('[WI9] never takes another key over by itself', async () => {
    const { world, disk } = await witnessed();
    const mine = disk.state.key;
    disk.state = { ...disk.state, key: mine?.replace(/...$/, 'AAA') ?? null };
    await world.client.stop();
    restoreEmpty(world);
    world.log.installations.clear();
    const again = world.another();
    await again.start();
    await again.write(sampleCommand());
    await poll(world);
    expect(disk.state.key).not.toBe(mine);
    expect(again.status().problems).toContainEqual({ kind: 'history_rewritten', cause: 'key' });
  });

  it('[WI10] raises the alarm when what was signed of a log is not what this device was given', async () => {
    const { world, evidence, disk } = await witnessed();
    await world.client.write(sampleCommand());
    await world.crank();
    const head = world.log.scopes.get(gate);
    const chain = 'ab'.repeat(32) as HashHex;
    evidence.record(head === undefined ? [] : [{ ...head, chain }]);
    await poll(world);
    expect(world.client.status().problems).toEqual([{ kind: 'history_rewritten', cause: 'head' }]);
    expect(disk.state.rewritten).toMatchObject({ scope: gate, cause: 'head' });
  });

  it('[WI10] compares with a head that was signed of a place in the middle of what it fetched', async () => {
    const { world, signAll } = await witnessed();
    await world.client.write(sampleCommand());
    await world.crank();
    signAll();
    await world.client.write(sampleCommand());
    await world.crank();
    await poll(world);
    expect(world.client.status().problems).toEqual([]);
    tamper(world);
    rechain(world);
    signAll();
    await poll(world);
    expect(world.client.status().problems.map(({ kind }) => kind)).toContain('diverged');
  });
});
