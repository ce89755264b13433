/** Checks the file of one incident from its first octet to its last, with nothing but itself and a key that was pinned elsewhere. */
import { err, ok, type Result } from '@truc/base';
import { readCommand, type ExportedBody } from '@truc/domain/incident';
import {
  isSignedBy,
  openCheckpoint,
  readNote,
  toBase64,
  writeVerifierKey,
  type Checkpoint,
  type NoteKey,
} from '@truc/sync/evidence';
import { readHeader } from '@truc/sync/protocol';
import { firstOf, type Fault, FaultFound } from '../verify/fault.ts';
import { verifyQuick } from '../verify/verify-quick.ts';
import {
  manifestText,
  readIncidentLine,
  type IncidentLine,
  type LineOf,
  type PlacedLine,
} from './incident-format.ts';
import { walkLog, type ProvenOperation } from './walk-log.ts';
import { checkRecords, countSigned } from './check-records.ts';
import { digestOf } from './write-incident-file.ts';

export type IncidentSummary = {
  readonly checkpoint: Checkpoint;
  readonly about: LineOf<'about'>;
  readonly names: LineOf<'names'>;
  readonly operations: readonly ProvenOperation[];
  /** Entries of the log that are not of this incident. */
  readonly others: number;
  readonly withheld: readonly { readonly seq: number; readonly decision: string }[];
  /** Operations that their device's own key signed, as far as the file shows it. */
  readonly signed: number;
};

export async function verifyIncident(octets: Buffer, key: NoteKey): Promise<Result<IncidentSummary, Fault>> {
  const texts = splitLines(octets);
  const [digests, manifest] = [texts.at(-2), texts.at(-1)];
  const signed = digests && manifest ? await openManifest(digests, manifest, key) : null;
  // The first line that is not the one that was signed is named before anything is concluded from it.
  const changed = signed === null ? null : firstChanged(texts, signed.digests);
  try {
    const summary = await check(texts, key);
    if (signed === null)
      return err(faultAt(manifest ?? { offset: 0 }, 'the file is not signed by the log’s key'));
    if (changed !== null) return err(changed);
    const { origin, size, root } = summary.checkpoint;
    return signed.text === manifestText({ origin, size, root: toBase64(root), digests: signed.digest })
      ? ok(summary)
      : err(faultAt(manifest ?? { offset: 0 }, 'the signature is of another checkpoint'));
  } catch (error) {
    if (!(error instanceof FaultFound)) throw error;
    // What does not hold before the first changed line does so by that change: a line is gone, or stands elsewhere.
    const isOfChange = changed !== null && error.fault.offset < changed.offset;
    return err(
      isOfChange ? changed : (firstOf([error.fault, ...(changed === null ? [] : [changed])]) ?? error.fault),
    );
  }
}

type Text = { readonly offset: number; readonly text: string };

/** Octets that are no UTF-8 make a line that equals none; what stands behind the last line feed is a line too. */
function splitLines(octets: Buffer): readonly Text[] {
  const lines: Text[] = [];
  for (let at = 0; at < octets.length;) {
    const end = octets.indexOf(10, at);
    const stop = end < 0 ? octets.length : end;
    const text = octets.toString('utf8', at, stop);
    const isWhole = end >= 0 && Buffer.byteLength(text) === stop - at;
    lines.push({ offset: at, text: isWhole ? text : `${text}\n` });
    at = stop + 1;
  }
  return lines;
}

type Signed = {
  readonly text: string;
  readonly digests: readonly string[];
  readonly digest: string;
};

/** What the manifest signs, with the digests that it vouches for; null where it vouches for none. */
async function openManifest(digests: Text, manifest: Text, key: NoteKey): Promise<Signed | null> {
  const [list, last] = [readIncidentLine(digests.text), readIncidentLine(manifest.text)];
  if (list?.type !== 'digests' || last?.type !== 'manifest') return null;
  const note = readNote(last.note);
  if (note?.signatures.length !== 1 || !(await isSignedBy(note, key, verifyQuick))) return null;
  const digest = digestOf(digests.text);
  return note.text.endsWith(`\n${digest}\n`) ? { text: note.text, digests: list.of, digest } : null;
}

function firstChanged(texts: readonly Text[], digests: readonly string[]): Fault | null {
  const at = texts.slice(0, -2).findIndex(({ text }, place) => digestOf(text) !== digests[place]);
  if (at >= 0) {
    const found = texts[at];
    return faultAt(found ?? { offset: 0 }, 'this record is not the one that was signed', seqOf(found));
  }
  return texts.length - 2 === digests.length
    ? null
    : faultAt(texts.at(-2) ?? { offset: 0 }, 'records are missing before this one');
}

function seqOf(text: Text | undefined): number | null {
  const line = text === undefined ? null : readIncidentLine(text.text);
  return line !== null && 'seq' in line ? line.seq : null;
}

const order = ['about', 'names', 'checkpoint', 'record', 'segment', 'operation', 'digests', 'manifest'];

/** @throws FaultFound */
async function check(texts: readonly Text[], key: NoteKey): Promise<IncidentSummary> {
  const lines = readLines(texts);
  const about = one(lines, 'about');
  const names = one(lines, 'names');
  const note = one(lines, 'checkpoint');
  if (about.line.key !== writeVerifierKey(key))
    fail(about, 'the file is not of the log whose key was pinned');
  const checkpoint = await openCheckpoint(note.line.note, key, verifyQuick);
  if (checkpoint === null) return fail(note, 'the checkpoint is not signed by the log’s key');
  const proven = checkRecords(of(lines, 'record'), { ...checkpoint, end: note.offset });
  const walked = walkLog(
    lines.filter((one): one is PlacedLine<LineOf<'operation' | 'other'>> => isPlace(one.line)),
    { about: about.line, head: proven.head },
  );
  const withheld = walked.operations.flatMap(({ seq, hash, offset, body }) => {
    if (body !== null) return [];
    const decision = proven.redactions.get(hash);
    if (decision === undefined)
      return fail({ offset }, 'the body is missing and no decision was recorded', seq);
    return [{ seq, decision }];
  });
  checkLogged(about, walked.operations);
  const signed = countSigned(of(lines, 'segment'), proven, walked.operations);
  const { operations, others } = walked;
  return { checkpoint, about: about.line, names: names.line, operations, others, withheld, signed };
}

function readLines(texts: readonly Text[]): readonly PlacedLine[] {
  let reached = 0;
  return texts.map(({ offset, text }) => {
    const line = readIncidentLine(text);
    if (line === null) return fail({ offset }, 'no line of an incident’s record');
    const at = order.indexOf(line.type === 'other' ? 'operation' : line.type);
    if (at < reached) return fail({ offset }, 'a line out of its place');
    reached = at;
    return { offset, line };
  });
}

function isPlace(line: IncidentLine): line is LineOf<'operation' | 'other'> {
  return line.type === 'operation' || line.type === 'other';
}

function of<Type extends IncidentLine['type']>(
  lines: readonly PlacedLine[],
  type: Type,
): readonly PlacedLine<LineOf<Type>>[] {
  return lines.filter((one): one is PlacedLine<LineOf<Type>> => one.line.type === type);
}

function one<Type extends IncidentLine['type']>(
  lines: readonly PlacedLine[],
  type: Type,
): PlacedLine<LineOf<Type>> {
  const [found, second] = of(lines, type);
  if (found === undefined) return fail({ offset: placeFor(lines, type) }, `there is no line ${type}`);
  return second === undefined ? found : fail(second, `a second line ${type}`);
}

/** Where a line of this type would have to stand. */
function placeFor(lines: readonly PlacedLine[], type: IncidentLine['type']): number {
  const after = lines.find(({ line }) => order.indexOf(line.type) > order.indexOf(type));
  return (after ?? lines.at(-1))?.offset ?? 0;
}

/** What the file says of its own making is what the record holds of it (KH-15). */
function checkLogged(
  { offset, line }: PlacedLine<LineOf<'about'>>,
  operations: readonly ProvenOperation[],
): void {
  const logged = operations.find(({ seq }) => seq === line.logged);
  const said = logged === undefined ? null : exportedIn(logged);
  const isSame =
    said !== null &&
    said.incident === line.incident &&
    said.by === line.by.id &&
    said.purpose === line.purpose &&
    said.reason === line.reason &&
    said.paper === line.paper;
  if (!isSame) fail({ offset }, 'who took the record out, and for what, is not what the record holds');
}

function exportedIn({ header, body }: ProvenOperation): ExportedBody | null {
  const read = readHeader({ h: header });
  if (read === null || body === null) return null;
  const found = readCommand({ kind: read.kind, v: read.v, body });
  return found.status === 'read' && found.command.type === 'exported' ? found.command.body : null;
}

function fail({ offset }: { readonly offset: number }, what: string, seq: number | null = null): never {
  throw new FaultFound(faultAt({ offset }, what, seq));
}

function faultAt({ offset }: { readonly offset: number }, what: string, seq: number | null = null): Fault {
  return { offset, scope: null, seq, what };
}
