import { invariant } from '@truc/base';
import type { OperationId } from '@truc/sync/protocol';
import type { AppendBatch, NewLeaf, StoredOutcome } from '@truc/sync/server';
import { arrayOf, nullableArrayOf } from './columns.ts';

/**
 * All that one push changes, in one statement and one round trip. Columns travel as arrays; the octets of all operations as
 * one value, from which each row takes its part by length, and so do the hashes.
 */
export const appendStatement = {
  name: 'append',
  text: `with leaves as (
      insert into leaf (scope, seq, op_id, copy_of, dev, inst, n, fork, header, body, salt, hash, chain, status, code, recv_at)
      select l.scope, l.seq, l.op_id, l.copy_of, $1, $2, l.n, l.fork, substring($8::bytea from l.start for l.header),
        substring($8::bytea from l.start + l.header for l.body),
        substring($8::bytea from l.start + l.header + l.body for l.salt),
        substring($9::bytea from l.place::integer * 64 - 63 for 32), substring($9::bytea from l.place::integer * 64 - 31 for 32),
        l.status, l.code, $7
      from unnest($10::text[], $11::bigint[], $12::uuid[], $13::uuid[], $14::bigint[], $15::boolean[], $16::integer[],
        $17::integer[], $18::integer[], $19::integer[], $20::text[], $21::text[]) with ordinality
        as l (scope, seq, op_id, copy_of, n, fork, start, header, body, salt, status, code, place)
    ), heads as (
      update scope set head = s.head, chain = decode(s.chain, 'hex')
      from unnest($22::text[], $23::bigint[], $24::text[]) as s (id, head, chain) where scope.id = s.id
    ), signed as (
      insert into segment (dev, inst, from_n, to_n, hash, sig)
      select $1, $2, $25::bigint, $26::bigint, decode($27, 'hex'), $28::bytea where $28::bytea is not null
      on conflict do nothing
    )
    update device_installation set last_n = $3, last_hash = decode($4, 'hex'),
      max_n_declared = greatest(max_n_declared, $5), unsent_declared = $6, seen_at = clock_timestamp(),
      behind_since = case when greatest(max_n_declared, $5) > $3 then coalesce(behind_since, clock_timestamp()) end
    where dev = $1 and inst = $2`,
};

export function appendValues(batch: AppendBatch): (string | number | Buffer | null)[] {
  const { leaves, outcomes, scopes } = batch;
  const packed = packOctets(leaves);
  return [
    batch.dev,
    batch.inst,
    batch.installation.lastN,
    batch.installation.lastHash,
    batch.declared.maxN,
    batch.declared.unsent,
    batch.recvAt,
    packed.octets,
    packHashes(leaves),
    arrayOf(leaves.map((leaf) => leaf.scope)),
    arrayOf(leaves.map((leaf) => leaf.seq)),
    nullableArrayOf(leaves.map((leaf) => leaf.opId)),
    nullableArrayOf(leaves.map((leaf, at) => (leaf.opId === null ? toldId(outcomes[at], leaf) : null))),
    arrayOf(leaves.map((leaf) => leaf.n)),
    arrayOf(leaves.map((leaf) => leaf.fork)),
    arrayOf(packed.starts),
    arrayOf(packed.headers),
    arrayOf(packed.bodies),
    arrayOf(packed.salts),
    arrayOf(leaves.map((leaf) => leaf.status)),
    nullableArrayOf(leaves.map((leaf) => leaf.code)),
    arrayOf(scopes.map(({ scope }) => scope)),
    arrayOf(scopes.map(({ head }) => head)),
    arrayOf(scopes.map(({ chain }) => chain)),
    batch.signed?.from ?? null,
    batch.signed?.to ?? null,
    batch.signed?.hash ?? null,
    batch.signed === null ? null : Buffer.from(batch.signed.sig, 'base64url'),
  ];
}

/** The id that the device is told although the leaf may not bear it. All else of an outcome is what the leaf says. */
function toldId(told: StoredOutcome | undefined, leaf: NewLeaf): OperationId | null {
  invariant(
    told?.outcome.n === leaf.n && told.hash === leaf.hash,
    'each leaf has its outcome at its own place',
  );
  return told.outcome.opId;
}

/** Hash and chain value of each leaf, 64 octets after 64. */
function packHashes(leaves: readonly NewLeaf[]): Buffer {
  const octets = Buffer.allocUnsafe(leaves.length * 64);
  for (const [at, { hash, chain }] of leaves.entries()) {
    octets.write(hash, at * 64, 'hex');
    octets.write(chain, at * 64 + 32, 'hex');
  }
  return octets;
}

/** Lengths are of octets, starts count from 1 as SQL does. Octets, because any text may come, also one with NUL. */
function packOctets(leaves: readonly NewLeaf[]) {
  const [starts, headers, bodies, salts] = [[], [], [], []] as [number[], number[], number[], number[]];
  const most = leaves.reduce((sum, { op }) => sum + 3 * (op.h.length + op.b.length + op.s.length), 0);
  const octets = Buffer.allocUnsafe(most);
  let at = 0;
  // A lone surrogate at a seam would join with its neighbour if the texts were joined: each is encoded by itself.
  const write = (text: string) => {
    const length = octets.write(text, at);
    at += length;
    return length;
  };
  for (const { op } of leaves) {
    starts.push(at + 1);
    headers.push(write(op.h));
    bodies.push(write(op.b));
    salts.push(write(op.s));
  }
  return { octets: octets.subarray(0, at), starts, headers, bodies, salts };
}
