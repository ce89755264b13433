import { describe, expect, it } from 'vitest';
import type { Leases } from '@truc/sync/client';
import {
  protocolVersion,
  readHeader,
  type LeaseRequest,
  type LeaseResponse,
  type PersonId,
  type ScopeId,
} from '@truc/sync/protocol';
import { createWorld, gate, type World } from './client-world.ts';
import { openLeases } from './memory-leases.ts';
import { sampleCommand } from './samples.ts';

const person = sampleCommand().actor;
const octets32 = 'A'.repeat(43);

describe('leases', () => {
  it('[LE6] are asked for after the enrolment, and each operation names its author’s', async () => {
    const { world, held } = await leasedWorld();
    expect(world.routes).toEqual(['enrol', 'lease', 'pull']);
    expect(held.kept).toHaveLength(1);
    expect(world.client.status().offlineUntil).toBe(held.kept[0]?.lease.notAfter);
    const written = await world.client.write(sampleCommand());
    expect(written.ok && readHeader(written.value.op)?.lease).toBe('lease-1');
  });

  it('[LE6] are renewed while the server is there, at most every five minutes, and at once for another scope', async () => {
    const { world, held } = await leasedWorld();
    await world.crankFor(4 * 60_000);
    expect(held.kept).toHaveLength(1);
    await world.crankFor(2 * 60_000);
    expect(held.kept).toHaveLength(2);
    world.client.follow([gate, 'post:roof' as ScopeId]);
    await world.crank();
    expect(held.kept).toHaveLength(3);
  });

  it('[LE6] are not asked for while the device is locked, and nothing is pulled that cannot be kept', async () => {
    const { world, held } = await leasedWorld();
    held.isLocked = true;
    world.routes.length = 0;
    await world.crankFor(10 * 60_000);
    expect(world.routes).toEqual([]);
  });

  it('[LE6] of somebody else than works here are not taken', async () => {
    const { held } = await leasedWorld('somebody-else' as PersonId);
    expect(held.kept).toEqual([]);
  });

  it('[LE6] that the server does not give hold up neither sending nor the next attempt', async () => {
    const held = createHeld();
    const world = createWorld({ leases: held.leases });
    await world.client.start();
    world.client.follow([gate]);
    await world.crank();
    expect(await world.client.write(sampleCommand())).toMatchObject({ ok: true });
    await world.crank();
    expect(world.client.status()).toMatchObject({ unsent: 0, connection: 'online' });
    world.routes.length = 0;
    await world.crankFor(3 * 60_000);
    expect(world.routes.filter((route) => route === 'lease').length).toBeGreaterThanOrEqual(2);
  });
});

describe('a tablet that has nothing to send', () => {
  it('[DE2] hears at its lease that the server has forgotten it, and is registered again under its name', async () => {
    const { world, held } = await leasedWorld();
    const before = world.outbox.device;
    world.cookies.dev = null;
    world.client.handleRightsChanged();
    await world.crank();
    expect(world.outbox.device).toMatchObject({ dev: before?.dev, inst: before?.inst });
    expect(held.kept).toHaveLength(2);
  });
});

describe('a hint that rights changed', () => {
  it('[LE6] has the lease asked for at once', async () => {
    const { world, held } = await leasedWorld();
    world.client.handleRightsChanged();
    await world.crank();
    expect(held.kept).toHaveLength(2);
  });
});

describe('what the server takes back', () => {
  it('[RV1] is purged scope by scope, key first, and what is unsent is still sent', async () => {
    const { world, held } = await leasedWorld();
    await world.client.write(sampleCommand());
    await world.crank();
    expect(world.replica.leaves.get(gate)).toHaveLength(1);
    world.client.handleOnline();
    await world.time.advance(0);
    const flight = await world.net.next();
    expect(flight.route).toBe('pull');
    world.readable.delete(gate);
    const now = world.time.now();
    flight.answer({
      v: protocolVersion,
      scopes: [],
      problems: [],
      checkpoint: null,
      revoked: [gate],
      time: { recv: now, sent: now },
    });
    await world.crank();
    expect(held.steps).toEqual([`revoke ${gate}`]);
    expect(world.replica.leaves.has(gate)).toBe(false);
    expect(world.client.status().revoked).toEqual([gate]);
    await world.client.write(sampleCommand());
    await world.crank();
    expect(world.client.status().unsent).toBe(0);
    // The right comes back: nothing is said to be taken any more.
    world.readable.add(gate);
    world.client.handleRightsChanged();
    await world.crank();
    expect(world.client.status().revoked).toEqual([]);
  });

  it('[RV2] is everything when a wipe is ordered: keys first; the outbox stays and is sent', async () => {
    const { world, held } = await leasedWorld();
    await world.client.write(sampleCommand());
    await world.crank();
    world.client.handleOnline();
    await world.time.advance(0);
    (await world.net.next()).refuse('{"code":"wipe_ordered"}');
    held.isLocked = true;
    await world.crankFor(2_000);
    expect(held.steps).toEqual(['wipe']);
    expect(world.routes).toContain('wiped');
    expect(world.replica.leaves.size).toBe(0);
    expect(world.outbox.rows).toHaveLength(1);
    expect(world.client.status()).toMatchObject({ wiped: true, offlineUntil: null });
    // Somebody works here again, with keys of his own: a second order is news again.
    held.isLocked = false;
    world.client.handleRightsChanged();
    await world.crank();
    expect(world.client.status().wiped).toBe(false);
  });
});

describe('the device’s key', () => {
  it('[DE5] is named at the enrolment, and signs each segment', async () => {
    const signed: number[] = [];
    const world = createWorld({
      signer: {
        publicKey: () => Promise.resolve({ alg: 'Ed25519', spki: 'AAAA' }),
        sign: (octets) => Promise.resolve(signed.push(octets.length) > 0 ? 'c2ln' : null),
      },
    });
    await world.client.start();
    await world.time.advance(0);
    const enrol = await world.net.next();
    expect(JSON.parse(enrol.text)).toMatchObject({ key: { alg: 'Ed25519', spki: 'AAAA' } });
    await enrol.deliver();
    await world.time.advance(0);
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    const push = await world.net.next();
    expect(JSON.parse(push.text)).toMatchObject({ sig: 'c2ln' });
    expect(signed).toHaveLength(1);
  });
});

type Held = { kept: LeaseResponse[]; steps: string[]; isLocked: boolean; leases: Leases };

function createHeld(): Held {
  const held: Held = { kept: [], steps: [], isLocked: false, leases: openLeases };
  held.leases = {
    ...openLeases,
    holder: () => (held.isLocked ? null : person),
    leaseOf: () => held.kept.at(-1)?.lease.id ?? null,
    opens: () => !held.isLocked,
    keep: (answer) => Promise.resolve(void held.kept.push(answer)),
    revoke: (scope) => Promise.resolve(void held.steps.push(`revoke ${scope}`)),
    wipe: () => Promise.resolve(void held.steps.push('wipe')),
  };
  return held;
}

async function leasedWorld(whose = person): Promise<{ world: World; held: Held }> {
  const held = createHeld();
  let issued = 0;
  const lease = ({ dev }: LeaseRequest): LeaseResponse => {
    const now = world.time.now();
    const id = `lease-${(issued += 1)}`;
    return {
      v: protocolVersion,
      lease: {
        id,
        person: whose,
        dev,
        scopes: [...world.readable],
        issuedAt: now,
        notAfter: now + 72 * 3_600_000,
      },
      sig: 'AAAA',
      share: octets32,
      keys: [{ scope: gate, key: octets32 }],
      seal: { id: 'seal-1', spki: 'AAAA' },
      time: { recv: now, sent: now },
    };
  };
  const world = createWorld({ lease, leases: held.leases });
  world.client.follow([gate]);
  await world.client.start();
  await world.crank();
  return { world, held };
}
