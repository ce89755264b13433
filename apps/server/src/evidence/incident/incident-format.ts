/**
 * The record of one incident as a file that proves itself (docs/evidence.md): lines of canonical JSON, each ended by a line
 * feed, in this order: `about`, `names`, `checkpoint`, `record`…, `segment`…, `operation` and `other` by their places, `digests`,
 * `manifest`. The digests name every line before them; the manifest signs the digests.
 */
import { exportPurposes } from '@truc/domain/incident';
import { canonicalJson, HashHexSchema, ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';

export const incidentFormat = 'truc-incident 1';
/** GL-06. It is no classification: nobody here may give one. */
export const caveat = 'Bảo quản như tài liệu bí mật nhà nước';
/** What the manifest's text begins with after the log's name: it can be taken for no checkpoint and for no other export. */
export const incidentManifestSuffix = '/incident';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.string();
const mark = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));
const names = v.record(v.string(), v.string());

/** What the signer says beside what is proven: who made the file for whom, and where its own line in the record stands. */
const AboutSchema = v.strictObject({
  type: v.literal('about'),
  format: v.literal(incidentFormat),
  caveat: v.literal(caveat),
  key: text,
  scope: ScopeIdSchema,
  /** The epoch in which the log was born: its chain begins with it. */
  born: count,
  /** Places that the log had. */
  head: count,
  incident: text,
  by: v.strictObject({ id: text, name: text, position: text, agency: text }),
  purpose: v.picklist(exportPurposes),
  reason: text,
  paper: v.nullable(text),
  at: count,
  /** Place of the operation that says so in the record itself. */
  logged: count,
});
/** Names as the registers had them: signed, not proven. */
const NamesSchema = v.strictObject({
  type: v.literal('names'),
  facility: text,
  people: names,
  cameras: names,
});
const CheckpointSchema = v.strictObject({ type: v.literal('checkpoint'), note: text });
const RecordSchema = v.strictObject({
  type: v.literal('record'),
  index: count,
  text,
  proof: v.array(text),
});
const SegmentSchema = v.strictObject({
  type: v.literal('segment'),
  dev: text,
  inst: count,
  from: count,
  to: count,
  hash: HashHexSchema,
  sig: text,
});
/** As hashed (`standing`), and the first octets of both running hashes after it, which find the first bad line. */
const place = { seq: count, recvAt: count, standing: text, chain: mark, outcomes: mark };
/** An operation on this incident as it was received; `body` and `salt` null where a decision took them out. */
const OperationSchema = v.strictObject({
  type: v.literal('operation'),
  ...place,
  header: text,
  body: v.nullable(text),
  salt: v.nullable(text),
});
/** What else stands in the log: its place alone. */
const OtherSchema = v.strictObject({ type: v.literal('other'), ...place, hash: HashHexSchema });
const DigestsSchema = v.strictObject({ type: v.literal('digests'), of: v.array(text) });
const ManifestSchema = v.strictObject({ type: v.literal('manifest'), note: text });

export const IncidentLineSchema = v.variant('type', [
  AboutSchema,
  NamesSchema,
  CheckpointSchema,
  RecordSchema,
  SegmentSchema,
  OperationSchema,
  OtherSchema,
  DigestsSchema,
  ManifestSchema,
]);
export type IncidentLine = v.InferOutput<typeof IncidentLineSchema>;
export type LineOf<Type extends IncidentLine['type']> = Extract<IncidentLine, { readonly type: Type }>;

/** A line of the file with its place, in octets. */
export type PlacedLine<Line extends IncidentLine = IncidentLine> = {
  readonly offset: number;
  readonly line: Line;
};

export function writeIncidentLine(line: IncidentLine): string {
  return canonicalJson(line);
}

/** Null unless it is, octet for octet, what `writeIncidentLine` writes. */
export function readIncidentLine(line: string): IncidentLine | null {
  const parsed = v.safeParse(IncidentLineSchema, parseJson(line));
  return parsed.success && writeIncidentLine(parsed.output) === line ? parsed.output : null;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not JSON, hence no line of ours.
    return undefined;
  }
}

/** What the manifest signs. `digests`: SHA-256 of the line of digests, base64. */
export function manifestText(log: {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly digests: string;
}): string {
  return `${log.origin}${incidentManifestSuffix}\n${log.size}\n${log.root}\n${log.digests}\n`;
}
