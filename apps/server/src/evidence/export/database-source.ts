/** What an export is made of, read from the database as of one moment that the newest checkpoint covers. */
import { invariant } from '@truc/base';
import { inclusionRanges, type Checkpoint } from '@truc/sync/evidence';
import type { HashHex, ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { arrayOf } from '../../log/columns.ts';
import { mustRead, readRanges, readRecords } from '../evidence-tree.ts';
import { straySql } from '../record-heads.ts';
import type { ExportEntry, ExportRecord, ExportScope, ExportSegment, ExportSource } from './write-export.ts';

export type Selection = { readonly scopes: 'all' | readonly ScopeId[] };
export type Covered = { readonly checkpoint: Checkpoint; readonly note: string };

/** `client` stands in a REPEATABLE READ transaction that began after `covered` was signed. */
export async function databaseSource(
  client: pg.ClientBase,
  { scopes }: Selection,
  covered: Covered,
): Promise<ExportSource> {
  const { size } = covered.checkpoint;
  const found = await client.query<{ scope: ScopeId; seq: number; index: number; born: number }>(
    `select e.scope, e.seq, e.index, s.born from evidence_head e join scope s on s.id = e.scope
      where e.index < $1 and ($2::text[] is null or e.scope = any ($2)) order by e.scope collate "C"`,
    [size, scopes === 'all' ? null : arrayOf(scopes)],
  );
  const names = found.rows.map(({ scope }) => scope);
  return {
    ...covered,
    tree: scopes === 'all' ? 'full' : 'part',
    records: scopes === 'all' ? allRecords(client, size) : partRecords(client, { names, size }),
    segments: segmentsOf(client, names),
    scopes: found.rows.map(({ scope, seq, born }): ExportScope => ({
      scope,
      born,
      head: seq,
      entries: entriesOf(client, scope, seq),
    })),
  };
}

const page = 5_000;

async function* allRecords(client: pg.ClientBase, size: number): AsyncGenerator<ExportRecord> {
  for (let at = 0; at < size;) {
    const texts = await readRecords(client, at, Math.min(page, size - at));
    invariant(texts.length > 0, 'the database holds every record of its newest checkpoint');
    for (const text of texts) {
      yield { index: at, text, proof: [] };
      at += 1;
    }
  }
}

/** The newest head of each scope, its decisions, every restore, and the keys of the devices that wrote there. */
async function* partRecords(
  client: pg.ClientBase,
  { names, size }: { readonly names: readonly ScopeId[]; readonly size: number },
): AsyncGenerator<ExportRecord> {
  const found = await client.query<{ index: number; record: string }>(
    `select index, record from evidence_record where index < $1 and (
        index in (select index from evidence_head where scope = any ($2::text[]))
        or record like '%"type":"restore"}' or record like '%"type":"redaction"}' or record like '%"type":"device_key"}')
      order by index`,
    [size, arrayOf(names)],
  );
  const devices = await client.query<{ device: string }>(
    `select distinct dev || ' ' || inst as device from leaf where scope = any ($1::text[])`,
    [arrayOf(names)],
  );
  const wrote = new Set(devices.rows.map(({ device }) => device));
  for (const { index, record } of found.rows) {
    const read = mustRead(record);
    if (read.type === 'redaction' && !names.includes(read.scope)) continue;
    if (read.type === 'device_key' && !wrote.has(`${read.dev} ${read.inst}`)) continue;
    yield { index, text: record, proof: await readRanges(client, inclusionRanges(index, size)) };
  }
}

type LeafColumns = Omit<ExportEntry, 'header' | 'body' | 'salt' | 'hash' | 'recvAt'> & {
  readonly recv_at: number;
  readonly hash: Buffer;
  readonly header: Buffer;
  readonly body: Buffer;
  readonly salt: Buffer;
  readonly redacted: string | null;
};

async function* entriesOf(client: pg.ClientBase, scope: ScopeId, head: number): AsyncGenerator<ExportEntry> {
  for (let seq = 0; seq < head;) {
    const found = await client.query<LeafColumns>({
      name: 'export-leaves',
      text: `select seq, hash, header, body, salt, redacted, recv_at, status, code, fork, dev, inst, n, ${straySql} as stray
        from leaf where scope = $1 and seq > $2 and seq <= $3 order by seq limit 2000`,
      values: [scope, seq, head],
    });
    // A gap is written as it is: the file then says where the log is broken.
    if (found.rows.length === 0) return;
    for (const { recv_at, hash, redacted, ...leaf } of found.rows) {
      const content = redacted === null ? leaf : { ...leaf, body: null, salt: null };
      yield { ...content, recvAt: recv_at, hash: hash.toString('hex') as HashHex };
      ({ seq } = leaf);
    }
  }
}

/** Segments that speak of an entry in these scopes: the newest place that each signs is one of theirs. */
async function* segmentsOf(client: pg.ClientBase, names: readonly ScopeId[]): AsyncGenerator<ExportSegment> {
  const found = await client.query<ExportSegment>(
    `select s.dev, s.inst, s.from_n as from, s.to_n as to, encode(s.hash, 'hex') as hash,
        translate(rtrim(encode(s.sig, 'base64'), '='), E'+/\\n', '-_') as sig
      from segment s join leaf l on l.dev = s.dev and l.inst = s.inst and l.n = s.to_n and l.hash = s.hash and not l.fork
      where l.scope = any ($1::text[]) order by s.dev, s.inst, s.to_n, s.from_n`,
    [arrayOf(names)],
  );
  yield* found.rows;
}
