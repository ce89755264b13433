import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Leases } from '@truc/sync/client';
import {
  canonicalJson,
  protocolVersion,
  type DeviceId,
  type Lease,
  type LeaseRequest,
  type LeaseResponse,
} from '@truc/sync/protocol';
import { createWorld, gate } from './client-world.ts';
import { openLeases } from './memory-leases.ts';
import { createMemoryWitness, createMemoryWitnessDisk } from './memory-witness.ts';
import { sampleCommand } from './samples.ts';
import { verifyEd25519 } from './verify-ed25519.ts';

const server = generateKeyPairSync('ed25519');
const forger = generateKeyPairSync('ed25519');
const spkiOf = ({ publicKey }: typeof server) =>
  publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
const person = sampleCommand().actor;
const renewal = 6 * 60_000;

/** What somebody in between makes of an answer. */
type Meddle = (answer: LeaseResponse) => LeaseResponse;

function resign(lease: Lease, by: typeof server): Pick<LeaseResponse, 'lease' | 'sig'> {
  return { lease, sig: sign(null, Buffer.from(canonicalJson(lease)), by.privateKey).toString('base64url') };
}

/** A tablet that holds its first lease, signed by the server that it was enrolled with. */
async function leased() {
  const disk = createMemoryWitnessDisk();
  const kept: Lease[] = [];
  const between: { meddle: Meddle; key: string } = { meddle: (answer) => answer, key: spkiOf(server) };
  const leases: Leases = {
    ...openLeases,
    holder: () => person,
    leaseOf: () => kept.at(-1)?.id ?? null,
    keep: ({ lease }) => Promise.resolve(void kept.push(lease)),
  };
  let issued = 0;
  const world = createWorld({
    leases,
    leaseKey: () => between.key,
    witness: { store: createMemoryWitness(disk), verify: verifyEd25519 },
    lease({ dev }: LeaseRequest) {
      const now = world.time.now();
      const id = `lease-${(issued += 1)}`;
      const notAfter = now + 72 * 3_600_000;
      return between.meddle({
        v: protocolVersion,
        ...resign({ id, person, dev, scopes: [gate], issuedAt: now, notAfter }, server),
        share: 'A'.repeat(43),
        keys: [],
        seal: { id: 'seal-1', spki: 'AAAA' },
        time: { recv: now, sent: now },
      });
    },
  });
  world.client.follow([gate]);
  await world.client.start();
  await world.crank();
  return { world, disk, kept, between };
}

describe('a lease’s signature', () => {
  it('[LE7] is checked against the key that was pinned at the enrolment', async () => {
    const { world, disk, kept } = await leased();
    expect(disk.state.leaseKey).toBe(spkiOf(server));
    expect(kept.map(({ id }) => id)).toEqual(['lease-1']);
    expect(world.client.status().problems).toEqual([]);
  });

  const year = 365 * 86_400_000;
  it.each<[string, Meddle, 'signature' | 'device']>([
    [
      'lasts longer',
      (a) => ({ ...a, lease: { ...a.lease, notAfter: a.lease.notAfter + year } }),
      'signature',
    ],
    ['names another scope', (a) => ({ ...a, lease: { ...a.lease, scopes: [] } }), 'signature'],
    ['is signed by a forger', (a) => ({ ...a, ...resign(a.lease, forger) }), 'signature'],
    ['bears no signature', (a) => ({ ...a, sig: '' }), 'signature'],
    ['bears a cut signature', (a) => ({ ...a, sig: a.sig.slice(0, 40) }), 'signature'],
    [
      'is another device’s',
      (a) => ({
        ...a,
        ...resign({ ...a.lease, dev: '0192f000-0000-7000-8000-000000000000' as DeviceId }, server),
      }),
      'device',
    ],
  ])('[LE7] is refused by name where the lease %s; the old one stays', async (_, meddle, cause) => {
    const { world, kept, between } = await leased();
    between.meddle = meddle;
    await world.crankFor(renewal);
    expect(world.client.status().problems).toEqual([{ kind: 'lease_refused', cause }]);
    expect(kept.map(({ id }) => id)).toEqual(['lease-1']);
    const written = await world.client.write(sampleCommand());
    expect(written.ok && (JSON.parse(written.value.op.h) as { lease: string }).lease).toBe('lease-1');
    await world.crank();
    expect(world.client.status().unsent).toBe(0);

    between.meddle = (answer) => answer;
    await world.crankFor(60_000);
    expect(world.client.status().problems).toEqual([]);
    expect(kept).toHaveLength(2);
  });

  it('[LE7] is never checked against a key that a server names later', async () => {
    const { world, disk, kept, between } = await leased();
    between.key = spkiOf(forger);
    between.meddle = (answer) => ({ ...answer, ...resign(answer.lease, forger) });
    world.log.installations.clear();
    await world.client.write(sampleCommand());
    await world.crankFor(renewal);
    expect(disk.state.leaseKey).toBe(spkiOf(server));
    expect(kept).toHaveLength(1);
  });
});
