import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import { invariant } from '@truc/base';
import {
  bodyCommitment,
  canonicalJson,
  deviceGenesis,
  HashHexSchema,
  operationHash,
  OperationIdSchema,
  PersonIdSchema,
  protocolVersion,
  segmentClaim,
  segmentSeal,
  writeHeader,
  type HashHex,
  type Json,
  type PushRequest,
  type ScopeHead,
  type ScopeId,
} from '@truc/sync/protocol';
import { acceptPush, type PushPorts } from '@truc/sync/server';
import type pg from 'pg';
import * as v from 'valibot';
import { systemDevice } from '../auth/system-device-id.ts';
import { provinceQuarantine } from '../access/rights.ts';
import { nativeSha256 } from '../config/system-ports.ts';
import { readOrMakeSecret } from '../config/secret-files.ts';

const inst = 1;
/** Any number that nobody else takes. */
const oneWriter = 7_275_636;

/** What the system says by itself. It stands in the log like any other operation: signed, numbered, chained. */
export type SystemCommand = {
  readonly actor: string;
  readonly scope: ScopeId;
  readonly kind: string;
  readonly v: number;
  readonly body: Json;
};

export interface SystemDevice {
  /** Answers where it stands, and the heads to poke about, after the commit. */
  write(command: SystemCommand): Promise<{ readonly seq: number; readonly heads: readonly ScopeHead[] }>;
}

type Options = { readonly pool: pg.Pool; readonly push: PushPorts; readonly secretsFolder: string };

export function createSystemDevice({ pool, push, secretsFolder }: Options): SystemDevice {
  const key = createPrivateKey(readOrMakeSecret(join(secretsFolder, 'system-device-key.pem'), makeKey));
  // The judge asks what a person may do; here nobody asks but this program.
  const ports: PushPorts = {
    ...push,
    judge: {
      decide: (_, questions) =>
        Promise.resolve(
          questions.map(() => ({ status: 'accepted', code: null, quarantine: provinceQuarantine })),
        ),
    },
  };
  let before: Promise<unknown> = Promise.resolve();
  return {
    write(command) {
      // One after another in this process; between processes the database's lock decides.
      const next = () => alone(pool, () => writeNext(command, { pool, key, ports }));
      const written = before.then(next, next);
      before = written;
      return written;
    },
  };
}

/** One operation after another, by whichever server: their chain has one end. */
async function alone<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [oneWriter]);
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock($1)', [oneWriter]);
    client.release();
  }
}

type Writing = { readonly pool: pg.Pool; readonly key: KeyObject; readonly ports: PushPorts };

async function writeNext(command: SystemCommand, { pool, key, ports }: Writing) {
  const { n, prev } = await nextPlace(pool, publicHalf(key));
  const { op, hash } = operationAt(command, { n, prev, now: ports.clock.now() });
  const claim = segmentClaim({ dev: systemDevice, inst, from: n, to: n, hash });
  const request: PushRequest = {
    v: protocolVersion,
    dev: systemDevice,
    inst,
    maxN: n,
    unsent: 0,
    from: n,
    seal: segmentSeal(nativeSha256, [op]),
    sig: sign(null, claim, key).toString('base64url'),
    lane: 'bulk',
    ops: [op],
  };
  const answer = await acceptPush({ request, device: systemDevice, receivedAt: ports.clock.now() }, ports);
  invariant(answer.ok, `the system's own operation is taken: ${answer.ok ? '' : answer.error.code}`);
  const [outcome] = answer.value.outcomes;
  const seq = outcome?.seq ?? null;
  invariant(seq !== null, 'the system knows where its operation stands');
  return { seq, heads: answer.value.heads };
}

type Place = { readonly n: number; readonly prev: HashHex };

/** The end of its chain; made at the first use. After a restore it goes on from what the backup holds, as every device does. */
async function nextPlace(pool: pg.Pool, spki: Buffer): Promise<Place> {
  await pool.query(enrol, [systemDevice, randomBytes(32), inst, spki]);
  const found = await pool.query<{ last_n: number; last_hash: Buffer | null }>(
    'select last_n, last_hash from device_installation where dev = $1 and inst = $2',
    [systemDevice, inst],
  );
  const [row] = found.rows;
  invariant(row !== undefined, 'the system has its installation');
  const prev =
    row.last_hash === null
      ? deviceGenesis(nativeSha256, systemDevice, inst)
      : v.parse(HashHexSchema, row.last_hash.toString('hex'));
  return { n: row.last_n + 1, prev };
}

const enrol = `
  with made as (insert into device (id, token_hash) values ($1, $2) on conflict (id) do nothing)
  insert into device_installation (dev, inst, needs_lease, key_alg, key_spki)
  values ($1, $3, false, 'Ed25519', $4) on conflict do nothing`;

function operationAt({ actor, scope, kind, v: version, body }: SystemCommand, at: Place & { now: number }) {
  const text = canonicalJson(body);
  const salt = randomBytes(16).toString('base64url');
  const now = Math.round(at.now);
  const h = writeHeader({
    opId: v.parse(OperationIdSchema, randomUUID()),
    dev: systemDevice,
    inst,
    n: at.n,
    prev: at.prev,
    hlc: { t: now, c: 0 },
    wall: now,
    mono: 0,
    off: 0,
    err: 0,
    actor: v.parse(PersonIdSchema, actor),
    lease: null,
    scope,
    kind,
    v: version,
    commit: bodyCommitment(nativeSha256, salt, text),
  });
  return { op: { h, b: text, s: salt }, hash: operationHash(nativeSha256, h) };
}

function makeKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function publicHalf(key: ReturnType<typeof createPrivateKey>): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}
