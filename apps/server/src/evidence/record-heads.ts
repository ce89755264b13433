/** Walks each scope's log from its last recorded head to its newest, link by link, and records where it has come to. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  nextOutcomes,
  outcomesGenesis,
  writeStanding,
  type Digest,
  type EvidenceRecord,
  type HeadRecord,
  type StandingHead,
  type StandingHeads,
} from '@truc/sync/evidence';
import {
  fromHex,
  nextScopeChain,
  scopeGenesis,
  type DeviceId,
  type HashHex,
  type ScopeId,
} from '@truc/sync/protocol';
import type pg from 'pg';
import { nativeSha256 } from '../config/system-ports.ts';
import { arrayOf } from '../log/columns.ts';

/** A scope whose log does not go on from what was recorded of it: somebody changed it in place. */
export type Contradiction = { readonly scope: ScopeId; readonly seq: number };
export type Walked = {
  readonly heads: readonly HeadRecord[];
  readonly contradictions: readonly Contradiction[];
};

/** `known`: the heads that were recorded and signed. The database's own word on them is not relied on. */
export async function walkMovedScopes(
  client: pg.ClientBase,
  known: StandingHeads,
  at: number,
): Promise<Walked> {
  const heads: HeadRecord[] = [];
  const contradictions: Contradiction[] = [];
  for (const row of await movedScopes(client, known)) {
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

/** Keys of devices that nobody has recorded yet; they are recorded from now on. */
export async function takeDeviceKeys(client: pg.ClientBase, at: number): Promise<readonly EvidenceRecord[]> {
  const found = await client.query<{ dev: DeviceId; inst: number; alg: 'Ed25519' | 'ES256'; spki: Buffer }>(
    `with fresh as (
        insert into evidence_device_key (dev, inst, spki)
        select dev, inst, key_spki from device_installation where key_spki is not null
        on conflict do nothing returning dev, inst, spki)
      select fresh.dev, fresh.inst, i.key_alg as alg, fresh.spki
      from fresh join device_installation i on i.dev = fresh.dev and i.inst = fresh.inst order by dev, inst`,
  );
  return found.rows.map(({ dev, inst, alg, spki }) => ({
    ...{ type: 'device_key' as const, dev, inst, alg },
    spki: spki.toString('base64url'),
    at,
  }));
}

type ScopeColumns = {
  readonly id: ScopeId;
  readonly epoch: number;
  readonly born: number;
  readonly head: number;
  readonly chain: Buffer | null;
};
type Moved = ScopeColumns & { readonly last: StandingHead | undefined };

/** A log that went back, or is gone, without a restore is among them: it is the plainest of contradictions. */
async function movedScopes(client: pg.ClientBase, known: StandingHeads): Promise<readonly Moved[]> {
  const found = await client.query<ScopeColumns>(
    'select id, epoch, born, head, chain from scope where head > 0 order by id collate "C"',
  );
  const there = new Set(found.rows.map(({ id }) => id));
  const moved = found.rows
    .map((row) => ({ ...row, last: known.of(row.id) }))
    .filter(
      ({ last, head, epoch, chain }) =>
        last?.seq !== head || last.epoch !== epoch || chain === null || last.chain !== hexOf(chain),
    );
  const gone = known.all().filter(({ scope }) => !there.has(scope));
  return [
    ...moved,
    ...gone.map((last) => ({ id: last.scope, epoch: 0, born: 0, head: 0, chain: null, last })),
  ];
}

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
  readonly stray: string | null;
};

/** Some 5 ms of the main thread: the transactions of a storm wait for one such page between two of their steps. */
const pageSize = 500;
/** `strayDigest` of what is in quarantine, in SQL: bodies need not travel for it. */
export const straySql = `case when status <> 'quarantined' then null
  when redacted is not null then (select r.stray from evidence_redaction r where r.hash = leaf.hash)
  else encode(sha256('\\x07'::bytea || int4send(octet_length(salt)) || salt || body), 'hex') end`;
const leavesStatement = {
  name: 'evidence-leaves',
  text: `select seq, hash, chain, recv_at, status, code, fork, dev, inst, n, ${straySql} as stray from leaf
    where scope = $1 and seq > $2 and seq <= $3 order by seq limit ${pageSize}`,
};

type WalkedScope =
  | { readonly ok: true; readonly chain: HashHex; readonly outcomes: Digest }
  | { readonly ok: false; readonly seq: number };

async function walkScope(
  client: pg.ClientBase,
  { id, born, head, last, ...row }: Moved,
): Promise<WalkedScope> {
  let seq = last?.seq ?? 0;
  let chain = last?.chain ?? scopeGenesis(nativeSha256, id, born);
  let outcomes: Digest = last === undefined ? outcomesGenesis(nativeSha256, id) : fromHex(last.outcomes);
  while (seq < head) {
    const beganAt = performance.now();
    const page = await client.query<LeafColumns>({ ...leavesStatement, values: [id, seq, head] });
    if (page.rows.length === 0) return { ok: false, seq: seq + 1 };
    for (const leaf of page.rows) {
      seq += 1;
      chain = nextScopeChain(nativeSha256, { chain, seq, hash: hexOf(leaf.hash), recvAt: leaf.recv_at });
      if (leaf.seq !== seq || chain !== hexOf(leaf.chain)) return { ok: false, seq };
      outcomes = nextOutcomes(nativeSha256, outcomes, writeStanding(leaf));
    }
    // Half of the time at most: hundreds of thousands of leaves must not hold up the storm that brings them.
    if (seq < head) await wait(performance.now() - beganAt);
  }
  const isThere = seq === head && row.chain !== null && chain === hexOf(row.chain);
  return isThere ? { ok: true, chain, outcomes } : { ok: false, seq: Math.min(seq, head) };
}

function hexOf(octets: Buffer): HashHex {
  return octets.toString('hex') as HashHex;
}
