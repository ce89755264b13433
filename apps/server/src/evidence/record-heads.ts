/** Walks each scope's log from its last recorded head to its newest, link by link, and records where it has come to. */
import {
  nextOutcomes,
  outcomesGenesis,
  writeStanding,
  type Digest,
  type EvidenceRecord,
  type HeadRecord,
} from '@truc/sync/evidence';
import { nextScopeChain, scopeGenesis, type HashHex, type ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { nativeSha256 } from '../config/system-ports.ts';
import { arrayOf } from '../log/columns.ts';

/** A scope whose log does not go on from what was recorded of it: somebody changed it in place. */
export type Contradiction = { readonly scope: ScopeId; readonly seq: number };
export type Walked = {
  readonly heads: readonly HeadRecord[];
  readonly contradictions: readonly Contradiction[];
};

export async function walkMovedScopes(client: pg.ClientBase, at: number): Promise<Walked> {
  const found = await client.query<MovedColumns>(movedStatement);
  const heads: HeadRecord[] = [];
  const contradictions: Contradiction[] = [];
  for (const row of found.rows) {
    const walked = await walkScope(client, row);
    if (!walked.ok) contradictions.push({ scope: row.id, seq: walked.seq });
    else {
      const { chain, outcomes } = walked;
      const hex = Buffer.from(outcomes).toString('hex') as HashHex;
      heads.push({ type: 'head', scope: row.id, epoch: row.epoch, seq: row.head, chain, outcomes: hex, at });
    }
  }
  return { heads, contradictions };
}

/** Remembers the heads that were recorded; the first of them stands at place `first` of the log. */
export async function keepHeads(
  client: pg.ClientBase,
  heads: readonly HeadRecord[],
  first: number,
): Promise<void> {
  await client.query(keepStatement, [
    arrayOf(heads.map(({ scope }) => scope)),
    arrayOf(heads.map(({ epoch }) => epoch)),
    arrayOf(heads.map(({ seq }) => seq)),
    arrayOf(heads.map(({ chain }) => chain)),
    arrayOf(heads.map(({ outcomes }) => outcomes)),
    arrayOf(heads.map((_, at) => first + at)),
  ]);
}

/** Redactions that nobody has recorded yet; they are recorded from now on. */
export async function takeRedactions(client: pg.ClientBase, at: number): Promise<readonly EvidenceRecord[]> {
  const found = await client.query<{ hash: Buffer; scope: ScopeId; seq: number; decision: string }>(
    `update evidence_redaction set recorded = true where not recorded returning hash, scope, seq, decision`,
  );
  return found.rows.map(({ hash, scope, seq, decision }) => ({
    type: 'redaction',
    scope,
    seq,
    hash: hash.toString('hex') as HashHex,
    decision,
    at,
  }));
}

type MovedColumns = {
  readonly id: ScopeId;
  readonly epoch: number;
  readonly born: number;
  readonly head: number;
  readonly now: Buffer | null;
  readonly seq: number;
  readonly chain: Buffer | null;
  readonly outcomes: Buffer | null;
};

// A head that went back without a restore is asked for too: it is the plainest of contradictions.
const movedStatement = `select coalesce(s.id, e.scope) as id, coalesce(s.epoch, e.epoch) as epoch, coalesce(s.born, 0) as born,
    coalesce(s.head, 0) as head, s.chain as now, coalesce(e.seq, 0) as seq, e.chain, e.outcomes
  from (select * from scope where head > 0) s full join evidence_head e on e.scope = s.id
  where (s.head, s.epoch, s.chain) is distinct from (e.seq, e.epoch, e.chain)
  order by id collate "C"`;

const keepStatement = `insert into evidence_head (scope, epoch, seq, chain, outcomes, index)
  select h.scope, h.epoch, h.seq, decode(h.chain, 'hex'), decode(h.outcomes, 'hex'), h.index
  from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[])
    as h (scope, epoch, seq, chain, outcomes, index)
  on conflict (scope) do update set epoch = excluded.epoch, seq = excluded.seq, chain = excluded.chain,
    outcomes = excluded.outcomes, index = excluded.index`;

type LeafColumns = {
  readonly seq: number;
  readonly hash: Buffer;
  readonly chain: Buffer;
  readonly recv_at: number;
  readonly status: string;
  readonly code: string | null;
  readonly fork: boolean;
  readonly dev: string;
  readonly inst: number;
  readonly n: number;
};

const pageSize = 5_000;
const leavesStatement = {
  name: 'evidence-leaves',
  text: `select seq, hash, chain, recv_at, status, code, fork, dev, inst, n from leaf
    where scope = $1 and seq > $2 and seq <= $3 order by seq limit ${pageSize}`,
};

type WalkedScope =
  | { readonly ok: true; readonly chain: HashHex; readonly outcomes: Digest }
  | { readonly ok: false; readonly seq: number };

async function walkScope(client: pg.ClientBase, row: MovedColumns): Promise<WalkedScope> {
  let { seq } = row;
  let chain = row.chain === null ? scopeGenesis(nativeSha256, row.id, row.born) : hexOf(row.chain);
  let outcomes: Digest = row.outcomes ?? outcomesGenesis(nativeSha256, row.id);
  while (seq < row.head) {
    const page = await client.query<LeafColumns>({ ...leavesStatement, values: [row.id, seq, row.head] });
    if (page.rows.length === 0) return { ok: false, seq: seq + 1 };
    for (const leaf of page.rows) {
      seq += 1;
      const hash = hexOf(leaf.hash);
      chain = nextScopeChain(nativeSha256, { chain, seq, hash, recvAt: leaf.recv_at });
      if (leaf.seq !== seq || chain !== hexOf(leaf.chain)) return { ok: false, seq };
      outcomes = nextOutcomes(nativeSha256, outcomes, writeStanding(leaf));
    }
  }
  return seq === row.head && row.now !== null && chain === hexOf(row.now)
    ? { ok: true, chain, outcomes }
    : { ok: false, seq };
}

function hexOf(octets: Buffer): HashHex {
  return octets.toString('hex') as HashHex;
}
