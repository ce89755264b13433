/** The evidence log as it stands in the database: its records, and the hashes of its complete subtrees. */
import { invariant } from '@truc/base';
import {
  foldNodes,
  nodesOf,
  readRecord,
  recordDigest,
  TreeEdge,
  writeRecord,
  type Digest,
  type EvidenceRecord,
  type LeafRange,
  type NodePlace,
  type PlacedNode,
} from '@truc/sync/evidence';
import type pg from 'pg';
import { nativeSha256 } from '../config/system-ports.ts';
import { arrayOf } from '../log/columns.ts';

export async function readEdge(client: pg.ClientBase): Promise<TreeEdge> {
  const found = await client.query<{ size: number }>(
    'select coalesce(max(index) + 1, 0)::bigint as size from evidence_record',
  );
  const size = found.rows[0]?.size ?? 0;
  return new TreeEdge(nativeSha256, size, await readNodes(client, nodesOf({ start: 0, end: size })));
}

/** Root of the tree as it was when it had `size` leaves. */
export async function rootAt(client: pg.ClientBase | pg.Pool, size: number): Promise<Digest> {
  return foldNodes(nativeSha256, await readNodes(client, nodesOf({ start: 0, end: size })));
}

/** Hash of each range of a proof, in one question to the database. */
export async function readRanges(
  client: pg.ClientBase | pg.Pool,
  ranges: readonly LeafRange[],
): Promise<readonly Digest[]> {
  const places = ranges.map(nodesOf);
  const hashes = await readNodes(client, places.flat());
  let at = 0;
  return places.map((part) => {
    const own = hashes.slice(at, at + part.length);
    at += part.length;
    return foldNodes(nativeSha256, own);
  });
}

async function readNodes(
  client: pg.ClientBase | pg.Pool,
  places: readonly NodePlace[],
): Promise<readonly Digest[]> {
  if (places.length === 0) return [];
  const found = await client.query<{ hash: Buffer }>({
    name: 'evidence-nodes',
    text: `select node.hash from unnest($1::integer[], $2::bigint[]) with ordinality as asked (level, index, place)
      join evidence_node node using (level, index) order by asked.place`,
    values: [arrayOf(places.map(({ level }) => level)), arrayOf(places.map(({ index }) => index))],
  });
  invariant(found.rows.length === places.length, 'the evidence tree holds every node of its size');
  return found.rows.map(({ hash }) => Uint8Array.from(hash));
}

/** Adds records and all that they fill. `edge` moves along. */
export async function appendRecords(
  client: pg.ClientBase,
  edge: TreeEdge,
  records: readonly EvidenceRecord[],
): Promise<readonly string[]> {
  const texts = records.map(writeRecord);
  const first = edge.size;
  const nodes: PlacedNode[] = texts.flatMap((text) => edge.append(recordDigest(nativeSha256, text)));
  await client.query(
    'insert into evidence_record (index, record) select * from unnest($1::bigint[], $2::text[])',
    [arrayOf(texts.map((_, at) => first + at)), texts],
  );
  await client.query(
    `insert into evidence_node (level, index, hash)
      select level, index, decode(hash, 'hex') from unnest($1::integer[], $2::bigint[], $3::text[]) as n (level, index, hash)`,
    [
      arrayOf(nodes.map(({ level }) => level)),
      arrayOf(nodes.map(({ index }) => index)),
      arrayOf(nodes.map(({ hash }) => Buffer.from(hash).toString('hex'))),
    ],
  );
  return texts;
}

export function mustRead(text: string): EvidenceRecord {
  const record = readRecord(text);
  invariant(record !== null, 'every record of the evidence log is readable');
  return record;
}

/** Records from place `from` on, as they were hashed. */
export async function readRecords(
  client: pg.ClientBase,
  from: number,
  limit: number,
): Promise<readonly string[]> {
  const found = await client.query<{ record: string }>(
    'select record from evidence_record where index >= $1 order by index limit $2',
    [from, limit],
  );
  return found.rows.map(({ record }) => record);
}
