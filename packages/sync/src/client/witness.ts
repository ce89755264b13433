/** This device as a witness: it remembers the newest checkpoint that it saw and believes none that does not go on from it (WI9). */
import {
  isSame,
  openCheckpoint,
  provesConsistency,
  provesInclusion,
  readCheckpoint,
  readNote,
  readRecord,
  readVerifierKey,
  recordDigest,
  type Checkpoint,
  type HeadRecord,
  type NoteKey,
} from '@truc/sync/evidence';
import {
  fromBase64Url,
  toBase64Url,
  type CheckpointUpdate,
  type HashHex,
  type ProvenRecord,
  type ScopeId,
  type Trust,
  type Witness,
} from '@truc/sync/protocol';
import type { CheckedDelta } from './check-delta.ts';
import type { Contradiction, WitnessState } from './ports.ts';
import { withLeaseKey } from './lease-signature.ts';
import { fromStore, type RoundContext } from './round-context.ts';

/** Chain values that are remembered for each scope; records name places of the last minute. */
const passedLimit = 512;

/** At the start of a life: what was found before still stands. */
export async function recallWitness(context: RoundContext): Promise<void> {
  const state = await readState(context);
  if (state === null) return;
  if (state.rewritten !== null)
    context.board.raise({ kind: 'history_rewritten', cause: state.rewritten.cause });
}

export async function lacksPin(context: RoundContext): Promise<boolean> {
  const state = await readState(context);
  const isPinned = state === null || (state.key !== null && state.leaseKey !== null);
  return !isPinned && !context.board.reach().signedOut;
}

/** The first keys that a server names are kept; another one later is a contradiction, never taken over by itself. */
export async function pinKeys(context: RoundContext, trust: Trust | null): Promise<void> {
  const { ports } = context;
  if (trust !== null) await update(context, (now) => withLeaseKey(now, trust.lease));
  const line = trust?.checkpoint ?? null;
  const state = await readState(context);
  if (state === null || line === null || readVerifierKey(ports.sha256, line) === null) return;
  if (state.key === null) await update(context, (now) => ({ ...now, key: now.key ?? line }));
  else if (state.key !== line) await contradict(context, { cause: 'key', scope: null, shown: line });
}

/** The newest checkpoint that was seen here, before a request. */
export async function seenCheckpoint(context: RoundContext): Promise<Checkpoint | null> {
  return checkpointIn((await readState(context))?.note ?? null);
}

export function toWitness(seen: Checkpoint | null): Witness | null {
  return seen === null ? null : { size: seen.size, root: toBase64Url(seen.root) };
}

/** `seen` is what the request named: another tab may have seen more since. */
export async function takeCheckpoint(
  context: RoundContext,
  seen: Checkpoint | null,
  answer: CheckpointUpdate | null,
): Promise<void> {
  const { ports, session } = context;
  const state = answer === null ? null : await readState(context);
  const key = readKey(context, state);
  if (ports.witness === undefined || answer === null || key === null) return;
  const shown = await fromStore(context, openCheckpoint(answer.note, key, ports.witness.verify));
  const cause =
    shown === null ? 'signature' : causeAgainst(context, seen, { ...shown, proof: answer.consistency });
  if (shown === null || cause !== null)
    return contradict(context, { cause: cause ?? 'signature', scope: null, shown: answer.note });
  for (const proven of answer.heads) {
    const record = headIn(context, proven, shown);
    if (record === null) return contradict(context, { cause: 'head', scope: null, shown: proven.record });
    session.signedHeads.set(record.scope, record);
  }
  const kept = await update(context, (now) => ({ ...now, note: newer(now.note, answer.note) }));
  const newest = checkpointIn(kept?.note ?? null);
  if (newest !== null && newest.size === shown.size && !isSame(newest.root, shown.root))
    await contradict(context, { cause: 'inconsistent', scope: null, shown: answer.note });
}

/** Remembers which chain values were passed, for heads that are signed later. Who is no witness learns of none. */
export function notePassed({ session, ports }: RoundContext, { cursor, leaves, chains }: CheckedDelta): void {
  if (ports.witness === undefined) return;
  const known = session.passed.get(cursor.scope);
  // Another tab may have met a new life of the log, and fetched it anew: nothing of the one before says anything of it.
  const passed = known?.epoch === cursor.epoch ? known.chains : new Map<number, HashHex>();
  for (const [at, { seq }] of leaves.entries()) {
    const chain = chains[at];
    if (chain !== undefined) passed.set(seq, chain);
  }
  for (const seq of passed.keys()) {
    if (seq > cursor.seq - passedLimit) break;
    passed.delete(seq);
  }
  session.passed.set(cursor.scope, { epoch: cursor.epoch, chains: passed });
}

/** The chain of what is held here must pass through every value that was signed. */
export async function compareHeads(context: RoundContext): Promise<void> {
  const { session } = context;
  for (const [scope, head] of session.signedHeads) {
    const held = session.held.get(scope);
    if (held === undefined || held.seq < head.seq) continue;
    session.signedHeads.delete(scope);
    const passed = session.passed.get(scope);
    // Passed in an earlier life, or in another epoch: nothing to compare with.
    if (passed?.epoch !== head.epoch || held.epoch !== head.epoch) continue;
    const chain = passed.chains.get(head.seq);
    if (chain === undefined || chain === head.chain) continue;
    await contradict(context, { cause: 'head', scope, shown: JSON.stringify(head) });
  }
}

function causeAgainst(
  { ports }: RoundContext,
  seen: Checkpoint | null,
  shown: Checkpoint & { readonly proof: readonly string[] },
): 'older' | 'inconsistent' | null {
  if (seen === null) return null;
  if (shown.size < seen.size) return 'older';
  const growth = { ...shown, oldSize: seen.size, oldRoot: seen.root, proof: shown.proof.map(fromBase64Url) };
  return provesConsistency(ports.sha256, growth) ? null : 'inconsistent';
}

function headIn(
  { ports }: RoundContext,
  proven: ProvenRecord,
  { size, root }: Checkpoint,
): HeadRecord | null {
  const record = readRecord(proven.record);
  const leaf = recordDigest(ports.sha256, proven.record);
  const inclusion = { leaf, index: proven.index, size, root, proof: proven.proof.map(fromBase64Url) };
  return record?.type === 'head' && provesInclusion(ports.sha256, inclusion) ? record : null;
}

type Found = {
  readonly cause: Contradiction['cause'];
  readonly scope: ScopeId | null;
  readonly shown: string;
};

/** The first contradiction is the evidence and stays; what was seen before it stays too. */
async function contradict(context: RoundContext, { cause, scope, shown }: Found): Promise<void> {
  const at = Math.round(context.ports.clock.now());
  await update(context, (state) => ({
    ...state,
    rewritten: state.rewritten ?? { cause, scope, seen: state.note, shown, at },
  }));
  context.board.raise({ kind: 'history_rewritten', cause });
}

function newer(held: string | null, shown: string): string {
  const [old, now] = [checkpointIn(held), checkpointIn(shown)];
  return held !== null && (old?.size ?? 0) >= (now?.size ?? 0) ? held : shown;
}

function checkpointIn(note: string | null): Checkpoint | null {
  return note === null ? null : readCheckpoint(readNote(note)?.text ?? '');
}

function readKey({ ports }: RoundContext, state: WitnessState | null): NoteKey | null {
  const line = state?.key ?? null;
  return line === null ? null : readVerifierKey(ports.sha256, line);
}

async function readState(context: RoundContext): Promise<WitnessState | null> {
  const { witness } = context.ports;
  return witness === undefined ? null : fromStore(context, witness.store.read());
}

async function update(
  context: RoundContext,
  change: (state: WitnessState) => WitnessState,
): Promise<WitnessState | null> {
  const { witness } = context.ports;
  return witness === undefined ? null : fromStore(context, witness.store.update(change));
}
