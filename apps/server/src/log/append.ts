import type { AppendBatch, NewLeaf } from '@truc/sync/server';
import { arrayOf, nullableArrayOf } from './columns.ts';

/**
 * All that one push changes, in one statement and one round trip. Columns travel as arrays; the octets of all operations as
 * one value, from which each row takes its part by length.
 */
export const appendStatement = {
  name: 'append',
  text: `with leaves as (
      insert into leaf (scope, seq, op_id, dev, inst, n, fork, header, body, salt, hash, chain, status, code, recv_at)
      select l.scope, l.seq, l.op_id, $1, $2, l.n, l.fork, substring($8::bytea from l.start for l.header),
        substring($8::bytea from l.start + l.header for l.body),
        substring($8::bytea from l.start + l.header + l.body for l.salt),
        decode(l.hash, 'hex'), decode(l.chain, 'hex'), l.status, l.code, $7
      from unnest($9::text[], $10::bigint[], $11::uuid[], $12::bigint[], $13::boolean[], $14::integer[], $15::integer[],
        $16::integer[], $17::integer[], $18::text[], $19::text[], $20::text[], $21::text[])
        as l (scope, seq, op_id, n, fork, start, header, body, salt, hash, chain, status, code)
    ), outcomes as (
      insert into outcome (dev, inst, n, hash, fork, op_id, status, code, scope, seq)
      select $1, $2, o.n, decode(o.hash, 'hex'), o.fork, o.op_id, o.status, o.code, o.scope, o.seq
      from unnest($22::bigint[], $23::text[], $24::boolean[], $25::uuid[], $26::text[], $27::text[], $28::text[],
        $29::bigint[]) as o (n, hash, fork, op_id, status, code, scope, seq)
    ), heads as (
      update scope set head = s.head, chain = decode(s.chain, 'hex')
      from unnest($30::text[], $31::bigint[], $32::text[]) as s (id, head, chain) where scope.id = s.id
    )
    update device_installation set last_n = $3, last_hash = decode($4, 'hex'), max_n_declared = $5,
      unsent_declared = $6, seen_at = clock_timestamp() where dev = $1 and inst = $2`,
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
    arrayOf(leaves.map((leaf) => leaf.scope)),
    arrayOf(leaves.map((leaf) => leaf.seq)),
    nullableArrayOf(leaves.map((leaf) => leaf.opId)),
    arrayOf(leaves.map((leaf) => leaf.n)),
    arrayOf(leaves.map((leaf) => leaf.fork)),
    arrayOf(packed.starts),
    arrayOf(packed.headers),
    arrayOf(packed.bodies),
    arrayOf(packed.salts),
    arrayOf(leaves.map((leaf) => leaf.hash)),
    arrayOf(leaves.map((leaf) => leaf.chain)),
    arrayOf(leaves.map((leaf) => leaf.status)),
    nullableArrayOf(leaves.map((leaf) => leaf.code)),
    arrayOf(outcomes.map(({ outcome }) => outcome.n)),
    arrayOf(outcomes.map(({ hash }) => hash)),
    arrayOf(outcomes.map(({ fork }) => fork)),
    nullableArrayOf(outcomes.map(({ outcome }) => outcome.opId)),
    arrayOf(outcomes.map(({ outcome }) => outcome.status)),
    nullableArrayOf(outcomes.map(({ outcome }) => outcome.code)),
    arrayOf(outcomes.map(({ outcome }) => outcome.scope)),
    arrayOf(outcomes.map(({ outcome }) => outcome.seq)),
    arrayOf(scopes.map(({ scope }) => scope)),
    arrayOf(scopes.map(({ head }) => head)),
    arrayOf(scopes.map(({ chain }) => chain)),
  ];
}

/** Lengths are of octets, starts count from 1 as SQL does. Octets, because any text may come, also one with NUL. */
function packOctets(leaves: readonly NewLeaf[]) {
  const headers = leaves.map(({ op }) => Buffer.byteLength(op.h));
  const bodies = leaves.map(({ op }) => Buffer.byteLength(op.b));
  const salts = leaves.map(({ op }) => Buffer.byteLength(op.s));
  const starts: number[] = [];
  let start = 1;
  for (const at of leaves.keys()) {
    starts.push(start);
    start += (headers[at] ?? 0) + (bodies[at] ?? 0) + (salts[at] ?? 0);
  }
  // A lone surrogate at a seam would join with its neighbour if the texts were joined: each is encoded by itself.
  const octets = Buffer.allocUnsafe(start - 1);
  let at = 0;
  for (const { op } of leaves) for (const text of [op.h, op.b, op.s]) at += octets.write(text, at);
  return { octets, starts, headers, bodies, salts };
}
