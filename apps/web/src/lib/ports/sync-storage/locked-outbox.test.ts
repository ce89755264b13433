import 'fake-indexeddb/auto';
import { sha256 } from '@noble/hashes/sha2.js';
import {
  assembleOperation,
  contentContext,
  fromBase64Url,
  OperationContentSchema,
  operationHash,
  sealContext,
  sealInfo,
  type SealedOperation,
} from '@truc/sync/protocol';
import { sampleDevice, sampleDeviceRow, sampleDraft, sampleRecords, sampleScope } from '@truc/sync/testing';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { decrypt, importAesKey, toOctets, toText, type Octets } from '#lib/ports/vault/aes.ts';
import { makeSealKey, openTestKeyring } from '#lib/ports/vault/test-keys.ts';
import { openOutboxDb } from './outbox-db.ts';
import { createDexieOutbox } from './outbox-store.ts';

const scope = sampleScope('gate');
const limits = { maxOps: 250, maxBytes: 1_000_000 };
const canary = 'Chuyện riêng của người trực';
let opened = 0;

describe('the outbox of a device that is locked', () => {
  it('[AT2] [SE1] gives its operations out sealed, and the server opens them to the same octets', async () => {
    const { keys, store, serverKey } = await openStore();
    const written = await store.append(sampleDraft({ body: { text: canary } }));
    keys.lock();
    const record = (await store.nextSegment(limits, []))?.records[0];
    if (!written.ok || record === undefined || !('sealed' in record.op)) throw new Error('it is not sealed');
    expect(JSON.stringify(record.op)).not.toContain(canary);
    const op = await unseal(record.op.sealed, { n: record.n }, serverKey.privateKey);
    expect(op).toEqual(written.value.op);
    expect(operationHash(sha256, op.h)).toBe(record.hash);
  });

  it('[AT2] gives them out in the open again when the key is back', async () => {
    const { keys, store } = await openStore();
    const written = await store.append(sampleDraft());
    const ring = keys.current;
    keys.lock();
    if (ring !== null) keys.open(ring);
    expect((await store.nextSegment(limits, []))?.records[0]?.op).toEqual(written.ok && written.value.op);
  });

  it('[AT4] takes no operation, and counts none', async () => {
    const { keys, store } = await openStore();
    keys.lock();
    expect(await store.append(sampleDraft())).toMatchObject({ ok: false, error: { code: 'locked' } });
    expect(await store.counts()).toMatchObject({ unsent: 0 });
  });

  it('[AT1] holds neither words nor author, kind or scope in the clear', async () => {
    const { store, db } = await openStore();
    await store.append(sampleDraft({ body: { text: canary } }));
    await store.settle({
      dev: sampleDevice(1),
      inst: 1,
      outcomes: [{ n: 1, opId: null, status: 'quarantined', code: 'revoked_since', scope, seq: 1 }],
      at: 1,
      by: 'server',
    });
    const rows = await Promise.all(db.tables.map((table) => table.toArray()));
    const octets = JSON.stringify(rows, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    for (const secret of [canary, scope, 'nguyen-van-an', 'logbook.entry'])
      expect(octets, secret).not.toContain(secret);
  });

  it('[AT5] [PV3] opens and sends the rows that the first version wrote in the clear', async () => {
    const { db, store, keys } = await openStore();
    const { records, device } = sampleRecords(3);
    await db.operations.bulkAdd([...records]);
    await db.states.bulkAdd(
      records.map(({ dev, inst, n }) => ({ dev, inst, n, scope, state: 'unsent' as const, outcome: null })),
    );
    await db.device.put({ ...device, id: 'this' });
    const next = await store.append(sampleDraft());
    expect(next).toMatchObject({ ok: true, value: { n: 4 } });
    keys.lock();
    const sent = (await store.nextSegment(limits, []))?.records ?? [];
    expect(sent.slice(0, 3).map(({ op }) => op)).toEqual(records.map(({ op }) => op));
    expect(sent.map(({ op }) => 'sealed' in op)).toEqual([false, false, false, true]);
  });
});

async function openStore() {
  const serverKey = await makeSealKey();
  const keys = await openTestKeyring([scope], serverKey);
  const db = openOutboxDb(`locked-outbox-${(opened += 1)}`);
  const store = createDexieOutbox(db, keys);
  await store.enrol(sampleDeviceRow());
  return { keys, db, store, serverKey };
}

/** What the server does with a sealed operation, written down once more. */
async function unseal(sealed: SealedOperation, { n }: { n: number }, privateKey: CryptoKey) {
  const { opId, iv, ct, seal, prev, hlc } = sealed;
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const epk = await crypto.subtle.importKey('spki', octetsOf(seal.epk), curve, false, []);
  const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: epk }, privateKey, 256);
  const shared = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey']);
  const wrapKey = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: toOctets(sealInfo) },
    shared,
    { name: 'AES-GCM', length: 256 },
    false,
    ['decrypt'],
  );
  const wrapped = { iv: octetsOf(seal.iv), ct: octetsOf(seal.wrapped) };
  const contentKey = await decrypt(wrapKey, wrapped, sealContext(opId));
  if (contentKey === null) throw new Error('the wrap does not open');
  const clear = await decrypt(
    await importAesKey(contentKey),
    { iv: octetsOf(iv), ct: octetsOf(ct) },
    contentContext(opId),
  );
  if (clear === null) throw new Error('the content does not open');
  const content = v.parse(OperationContentSchema, JSON.parse(toText(clear)));
  return assembleOperation(content, { dev: sampleDevice(1), inst: 1, n, prev, hlc });
}

function octetsOf(text: string): Octets {
  return new Uint8Array(fromBase64Url(text));
}
