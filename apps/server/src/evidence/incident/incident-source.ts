/** What the file of one incident is made of, read from the database as of one moment that the newest checkpoint covers. */
import { readCommand } from '@truc/domain/incident';
import {
  inclusionRanges,
  readCheckpoint,
  readNote,
  type Checkpoint,
  type Digest,
  type Standing,
} from '@truc/sync/evidence';
import { readHeader, type HashHex, type ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { arrayOf, hashOf, textOf } from '../../log/columns.ts';
import { mustRead, readRanges } from '../evidence-tree.ts';
import { straySql } from '../record-heads.ts';

export type SourceRecord = {
  readonly index: number;
  readonly text: string;
  readonly proof: readonly Digest[];
};
export type SourceLeaf = Standing & {
  readonly hash: HashHex;
  readonly recvAt: number;
  /** Null where the entry is not of this incident. */
  readonly own: {
    readonly header: string;
    readonly body: string | null;
    readonly salt: string | null;
  } | null;
};
export type SourceSegment = {
  readonly dev: string;
  readonly inst: number;
  readonly from: number;
  readonly to: number;
  readonly hash: HashHex;
  readonly sig: string;
};
export type IncidentSource = {
  readonly note: string;
  readonly checkpoint: Checkpoint;
  readonly born: number;
  readonly head: number;
  readonly leaves: readonly SourceLeaf[];
  readonly records: readonly SourceRecord[];
  readonly segments: readonly SourceSegment[];
};

/**
 * Null while the newest checkpoint does not cover place `atLeast` of the log. `client` stands in a REPEATABLE READ transaction.
 */
export async function readIncidentSource(
  client: pg.ClientBase,
  {
    scope,
    incident,
    atLeast,
  }: { readonly scope: ScopeId; readonly incident: string; readonly atLeast: number },
): Promise<IncidentSource | null> {
  const newest = await client.query<{ size: number; note: string }>(
    'select size, note from evidence_checkpoint order by size desc limit 1',
  );
  const note = newest.rows[0]?.note ?? '';
  const checkpoint = readCheckpoint(readNote(note)?.text ?? '');
  const heads = await client.query<{ seq: number; index: number; born: number }>(
    'select e.seq, e.index, s.born from evidence_head e join scope s on s.id = e.scope where e.scope = $1',
    [scope],
  );
  const [top] = heads.rows;
  if (checkpoint === null || top === undefined) return null;
  if (top.seq < atLeast || top.index >= checkpoint.size) return null;
  const leaves = await readLeaves(client, { scope, incident, head: top.seq });
  const own = leaves.filter((leaf) => leaf.own !== null);
  return {
    ...{ note, checkpoint, born: top.born, head: top.seq, leaves },
    records: await readRecords(client, { head: top.index, size: checkpoint.size, own }),
    segments: await readSegments(client, scope, own),
  };
}

type LeafColumns = Omit<Standing, 'stray'> & {
  readonly stray: string | null;
  readonly recv_at: number;
  readonly hash: Buffer;
  readonly header: Buffer;
  readonly body: Buffer;
  readonly salt: Buffer;
  readonly redacted: string | null;
};

async function readLeaves(
  client: pg.ClientBase,
  { scope, incident, head }: { readonly scope: ScopeId; readonly incident: string; readonly head: number },
): Promise<readonly SourceLeaf[]> {
  const leaves: SourceLeaf[] = [];
  for (let seq = 0; seq < head;) {
    const page = await client.query<LeafColumns>({
      name: 'incident-leaves',
      text: `select seq, hash, header, body, salt, redacted, recv_at, status, code, fork, dev, inst, n, ${straySql} as stray
        from leaf where scope = $1 and seq > $2 and seq <= $3 order by seq limit 2000`,
      values: [scope, seq, head],
    });
    if (page.rows.length === 0) break;
    for (const { header, body, salt, redacted: decision, recv_at: recvAt, hash, ...standing } of page.rows) {
      const isOwn = isOf(incident, header, decision === null ? body : null);
      const content =
        decision === null ? { body: textOf(body), salt: textOf(salt) } : { body: null, salt: null };
      const own = isOwn ? { header: textOf(header), ...content } : null;
      leaves.push({ ...standing, recvAt, hash: hashOf(hash), own });
      seq = standing.seq;
    }
  }
  return leaves;
}

/** Of a command whose body was taken out nobody can say any more which incident it spoke of: it stands with each. */
function isOf(incident: string, header: Buffer, body: Buffer | null): boolean {
  const read = readHeader({ h: textOf(header) });
  if (read === null) return false;
  if (body === null) return read.kind.startsWith('incident.');
  const command = readCommand({ kind: read.kind, v: read.v, body: textOf(body) });
  return command.status === 'read' && command.command.body.incident === incident;
}

type Wanted = { readonly head: number; readonly size: number; readonly own: readonly SourceLeaf[] };

/** The log's newest head, every restore, the decisions on what is missing here, and the keys of the devices that wrote. */
async function readRecords(client: pg.ClientBase, { head, size, own }: Wanted): Promise<SourceRecord[]> {
  const found = await client.query<{ index: number; record: string }>(
    `select index, record from evidence_record where index < $1 and (index = $2
        or record like '%"type":"restore"}' or record like '%"type":"redaction"}' or record like '%"type":"device_key"}')
      order by index`,
    [size, head],
  );
  const wrote = new Set(own.map(({ dev, inst }) => `${dev} ${inst}`));
  const missing = new Set(own.filter((leaf) => leaf.own?.body === null).map(({ hash }) => hash));
  const records: SourceRecord[] = [];
  for (const { index, record } of found.rows) {
    const read = mustRead(record);
    if (read.type === 'redaction' && !missing.has(read.hash)) continue;
    if (read.type === 'device_key' && !wrote.has(`${read.dev} ${read.inst}`)) continue;
    records.push({ index, text: record, proof: await readRanges(client, inclusionRanges(index, size)) });
  }
  return records;
}

/** Those whose newest place is one of the incident's own operations. */
async function readSegments(
  client: pg.ClientBase,
  scope: ScopeId,
  own: readonly SourceLeaf[],
): Promise<SourceSegment[]> {
  const found = await client.query<SourceSegment>(
    `select s.dev, s.inst, s.from_n as from, s.to_n as to, encode(s.hash, 'hex') as hash,
        translate(rtrim(encode(s.sig, 'base64'), '='), E'+/\\n', '-_') as sig
      from segment s join leaf l on l.dev = s.dev and l.inst = s.inst and l.n = s.to_n and l.hash = s.hash and not l.fork
      where l.scope = $1 and l.seq = any ($2::bigint[]) order by s.dev, s.inst, s.to_n, s.from_n`,
    [scope, arrayOf(own.map(({ seq }) => seq))],
  );
  return found.rows;
}
