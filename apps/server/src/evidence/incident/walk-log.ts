/** Walks the log of which the incident is a part, from its genesis to its signed head: each operation in it, and each other place. */
import { readCommand } from '@truc/domain/incident';
import { nextOutcomes, outcomesGenesis, type HeadRecord } from '@truc/sync/evidence';
import {
  bodyCommitment,
  nextScopeChain,
  operationHash,
  readHeader,
  scopeGenesis,
  type HashHex,
  type OperationHeader,
} from '@truc/sync/protocol';
import { nativeSha256 } from '../../config/system-ports.ts';
import { markLength } from '../export/export-format.ts';
import { FaultFound } from '../verify/fault.ts';
import type { LineOf, PlacedLine } from './incident-format.ts';

export type ProvenOperation = {
  readonly offset: number;
  readonly seq: number;
  readonly recvAt: number;
  readonly hash: HashHex;
  readonly header: string;
  readonly body: string | null;
  readonly status: string;
};

export type Walked = { readonly operations: readonly ProvenOperation[]; readonly others: number };

type Line = LineOf<'operation' | 'other'>;
type Ground = { readonly about: LineOf<'about'>; readonly head: HeadRecord };

/** @throws FaultFound */
export function walkLog(lines: readonly PlacedLine<Line>[], { about, head }: Ground): Walked {
  const { scope, born } = about;
  let chain = scopeGenesis(nativeSha256, scope, born);
  let outcomes = outcomesGenesis(nativeSha256, scope);
  const operations: ProvenOperation[] = [];
  for (const [at, { offset, line }] of lines.entries()) {
    const fail = (what: string): never => {
      throw new FaultFound({ offset, scope, seq: line.seq, what });
    };
    if (line.seq !== at + 1) fail(`seq ${line.seq} stands where ${at + 1} belongs`);
    const hash = line.type === 'other' ? line.hash : operationHash(nativeSha256, line.header);
    chain = nextScopeChain(nativeSha256, { chain, seq: line.seq, hash, recvAt: line.recvAt });
    outcomes = nextOutcomes(nativeSha256, outcomes, line.standing);
    if (chain.slice(0, markLength) !== line.chain)
      fail('header or time of receipt is not what the chain holds');
    if (hexOf(outcomes).slice(0, markLength) !== line.outcomes)
      fail('what became of the entry is not what was recorded');
    if (line.type === 'other') continue;
    const what = faultOf(line, about);
    if (what !== null) fail(what);
    const { seq, recvAt, header, body, standing } = line;
    operations.push({ offset, seq, recvAt, hash, header, body, status: standing.split(' ')[1] ?? '' });
  }
  const last = lines.at(-1);
  const isHead =
    head.scope === scope &&
    head.seq === lines.length &&
    about.head === lines.length &&
    head.chain === chain &&
    head.outcomes === hexOf(outcomes);
  if (!isHead)
    throw new FaultFound({
      offset: last?.offset ?? 0,
      scope,
      seq: last?.line.seq ?? null,
      what: 'the log does not end at its signed head',
    });
  return { operations, others: lines.length - operations.length };
}

/** The operation against what stands beside it, and its body against what its author committed to. */
function faultOf(line: LineOf<'operation'>, { scope, incident }: LineOf<'about'>): string | null {
  const header = readHeader({ h: line.header });
  if (header === null) return 'a header that cannot be read';
  if (header.scope !== scope) return 'the operation belongs to another scope';
  if (!standsAs(header, line.standing, line.seq)) return 'the operation is of another device or place';
  if ((line.body === null) !== (line.salt === null)) return 'body and salt go together';
  if (line.body === null || line.salt === null) return null;
  if (!isCommitted(header, line.body, line.salt))
    return 'the body is not the one that its author committed to';
  const command = readCommand({ kind: header.kind, v: header.v, body: line.body });
  const isOwn = command.status === 'read' && command.command.body.incident === incident;
  return isOwn ? null : 'the operation is not of this incident';
}

function isCommitted({ commit }: OperationHeader, body: string, salt: string): boolean {
  // As it is written, and in no other spelling of the same octets.
  if (!/^[\w-]{21}[AQgw]$/.test(salt)) return false;
  return bodyCommitment(nativeSha256, salt, body) === commit;
}

function standsAs({ dev, inst, n }: OperationHeader, standing: string, seq: number): boolean {
  const [place, , , , device, installation, number] = standing.split(' ');
  return place === String(seq) && device === dev && installation === String(inst) && number === String(n);
}

function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
