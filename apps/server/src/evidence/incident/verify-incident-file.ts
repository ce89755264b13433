/** What `npm run verify` does with the file of one incident: says that it holds and what is in it, or names the first bad record. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { readHeader } from '@truc/sync/protocol';
import { toBase64, type NoteKey } from '@truc/sync/evidence';
import { writeFault } from '../verify/fault.ts';
import { verifyIncident, type IncidentSummary } from './verify-incident.ts';
import type { ProvenOperation } from './walk-log.ts';

/** By its first octets: every line of such a file is JSON, and no other export begins so. */
export function isIncidentFile(path: string): boolean {
  const octets = Buffer.alloc(1);
  const file = openSync(path, 'r');
  readSync(file, octets, 0, 1, 0);
  closeSync(file);
  return octets.toString() === '{';
}

/** `code`: what the program ends with; `lines`: what it says. */
export async function verifyIncidentFile(
  path: string,
  key: NoteKey,
): Promise<{ readonly code: 0 | 1; readonly lines: readonly string[] }> {
  const verified = await verifyIncident(readFileSync(path), key);
  if (!verified.ok) return { code: 1, lines: [writeFault(verified.error)] };
  return { code: 0, lines: describe(verified.value) };
}

function describe(summary: IncidentSummary): string[] {
  const { about, names, checkpoint, operations, others, withheld, signed } = summary;
  const nameOf = (id: string) => names.people[id] ?? id;
  return [
    `GOOD ${operations.length} operations of incident ${about.incident}, ${names.facility}`,
    about.caveat,
    `signed by ${checkpoint.origin} at size ${checkpoint.size}, root ${toBase64(checkpoint.root)}`,
    `taken out ${timeOf(about.at)} by ${about.by.name} (${about.by.position}, ${about.by.agency})`,
    `  for ${about.purpose}: ${about.reason}${about.paper === null ? '' : ` (${about.paper})`}`,
    `  ${about.scope}: 1 to ${about.head}, of which ${others} are not of this incident`,
    `  signed by their devices: ${signed}`,
    ...withheld.map(({ seq, decision }) => `  taken out: ${about.scope} ${seq}, decision ${decision}`),
    ...operations.map((one) => `  ${one.seq} ${lineOf(one, nameOf)}`),
  ];
}

function lineOf({ header, recvAt, status, body }: ProvenOperation, nameOf: (id: string) => string): string {
  const read = readHeader({ h: header });
  if (read === null) return status;
  const written = timeOf(read.wall + (read.off ?? 0));
  return `${written} (received ${timeOf(recvAt)}) ${nameOf(read.actor)}: ${read.kind}, ${status}${body === null ? ', withheld' : ''}`;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
