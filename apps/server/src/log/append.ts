import type { AppendBatch } from '@truc/sync/server';
import { arrayOf, hexOfText, nullableArrayOf } from './columns.ts';

/** All that one push changes, in one statement and one round trip. Columns travel as arrays. */
export const appendStatement = {
  name: 'append',
  text: `with leaves as (
      insert into leaf (scope, seq, op_id, dev, inst, n, fork, header, body, salt, hash, chain, status, code, recv_at)
      select l.scope, l.seq, l.op_id, $1, $2, l.n, l.fork, decode(l.header, 'hex'), decode(l.body, 'hex'),
        decode(l.salt, 'hex'), decode(l.hash, 'hex'), decode(l.chain, 'hex'), l.status, l.code, $7
      from unnest($8::text[], $9::bigint[], $10::uuid[], $11::bigint[], $12::boolean[], $13::text[], $14::text[],
        $15::text[], $16::text[], $17::text[], $18::text[], $19::text[])
        as l (scope, seq, op_id, n, fork, header, body, salt, hash, chain, status, code)
    ), outcomes as (
      insert into outcome (dev, inst, n, hash, fork, op_id, status, code, scope, seq)
      select $1, $2, o.n, decode(o.hash, 'hex'), o.fork, o.op_id, o.status, o.code, o.scope, o.seq
      from unnest($20::bigint[], $21::text[], $22::boolean[], $23::uuid[], $24::text[], $25::text[], $26::text[],
        $27::bigint[]) as o (n, hash, fork, op_id, status, code, scope, seq)
    ), heads as (
      update scope set head = s.head, chain = decode(s.chain, 'hex')
      from unnest($28::text[], $29::bigint[], $30::text[]) as s (id, head, chain) where scope.id = s.id
    )
    update device_installation set last_n = $3, last_hash = decode($4, 'hex'), max_n_declared = $5,
      unsent_declared = $6, seen_at = clock_timestamp() where dev = $1 and inst = $2`,
};

export function appendValues(batch: AppendBatch): (string | number | null)[] {
  const { leaves, outcomes, scopes } = batch;
  return [
    batch.dev,
    batch.inst,
    batch.installation.lastN,
    batch.installation.lastHash,
    batch.declared.maxN,
    batch.declared.unsent,
    batch.recvAt,
    arrayOf(leaves.map((leaf) => leaf.scope)),
    arrayOf(leaves.map((leaf) => leaf.seq)),
    nullableArrayOf(leaves.map((leaf) => leaf.opId)),
    arrayOf(leaves.map((leaf) => leaf.n)),
    arrayOf(leaves.map((leaf) => leaf.fork)),
    hexArrayOf(leaves.map((leaf) => hexOfText(leaf.op.h))),
    hexArrayOf(leaves.map((leaf) => hexOfText(leaf.op.b))),
    hexArrayOf(leaves.map((leaf) => hexOfText(leaf.op.s))),
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

/** An empty text has an empty hexadecimal, which an array literal must quote. */
function hexArrayOf(values: readonly string[]): string {
  return arrayOf(values.map((value) => (value === '' ? '""' : value)));
}
