/**
 * The ingest transaction (SPEC, SV): one segment of one installation, all of it or nothing.
 *
 *     read the segment ─▶ ask the judge ─▶ [ lock installation ─▶ walk its chain ─▶ lock scopes ─▶ decide, append ] ─▶ outcomes
 */
import { err, invariant, ok, type Result } from '@truc/base';
import {
  deviceGenesis,
  type DeviceId,
  type ErrorBody,
  type OperationId,
  type Outcome,
  type PushRequest,
  type PushResponse,
  type ScopeHead,
  wholeLog,
  type SegmentClaim,
} from '@truc/sync/protocol';
import { appendLeaves, type Appended, type Judged } from './append-leaves.ts';
import type { AppendBatch, InstallationRow, LogTransaction, PushPorts, Verdict } from './ports.ts';
import { openSegment, readSegment, segmentFault, type Place } from './read-segment.ts';
import { walkChain, type Walk } from './walk-chain.ts';

/** A parsed request, the device that the cookie proves, and the server's clock when the request came in (ms). */
export type IncomingPush = {
  readonly request: PushRequest;
  readonly device: DeviceId;
  readonly receivedAt: number;
  /** Brought by somebody else than the device: its signature alone proves whose it is. */
  readonly isCarried?: boolean;
};

/**
 * Takes one segment in one transaction. The response's `heads` are the scopes to poke about, after the commit, beside the whole log.
 * A refusal has changed nothing; what befalls a single operation is its outcome.
 */
export async function acceptPush(
  push: IncomingPush,
  ports: PushPorts,
): Promise<Result<PushResponse, ErrorBody>> {
  const { request, device, receivedAt } = push;
  if (request.dev !== device) return err({ code: 'device_mismatch' });
  const ops = openSegment(request, ports.sha256);
  if (ops === null) return err({ code: 'chain_broken', detail: 'seal' });
  const places = await readSegment(request, ops, ports);
  const fault = segmentFault(request, places);
  if (fault !== null) return err(fault);
  const verdicts = await judge(request, places, ports);
  const claim = claimOf(request, places);
  const signature = await ports.signatures.check(claim, request.sig);
  if (push.isCarried === true && signature !== 'signed')
    return err({ code: 'device_mismatch', detail: 'sig' });
  const isSigned = signature !== 'wrong';
  const taken = await ports.store.transact((tx) =>
    takeSegment({ request, places, verdicts, claim, isSigned, tx }, ports),
  );
  if (!taken.ok) return taken;
  const time = { recv: receivedAt, sent: Math.round(ports.clock.now()) };
  return ok({ v: request.v, outcomes: [...taken.value.outcomes], heads: [...taken.value.heads], time });
}

type Intake = {
  readonly request: PushRequest;
  readonly places: readonly Place[];
  readonly verdicts: readonly Verdict[];
  readonly claim: SegmentClaim;
  readonly isSigned: boolean;
  readonly tx: LogTransaction;
};
type Taken = { readonly outcomes: readonly Outcome[]; readonly heads: readonly ScopeHead[] };

function claimOf({ dev, inst, from }: PushRequest, places: readonly Place[]): SegmentClaim {
  const last = places.at(-1);
  invariant(last !== undefined, 'a segment has an operation');
  return { dev, inst, from, to: last.n, hash: last.link };
}

async function judge(
  { dev, inst }: PushRequest,
  places: readonly Place[],
  ports: PushPorts,
): Promise<readonly Verdict[]> {
  const questions = places.map(({ header, op }) => ({ header, body: header === null ? null : op.b }));
  const verdicts = await ports.judge.decide({ dev, inst }, questions);
  invariant(verdicts.length === places.length, 'the judge answers every question');
  return verdicts;
}

async function takeSegment(
  intake: Intake,
  { sha256, decider }: PushPorts,
): Promise<Result<Taken, ErrorBody>> {
  const { request, places, tx } = intake;
  const { dev, inst, from } = request;
  const row = await tx.lockInstallation({ dev, inst });
  if (row === null) return err({ code: 'device_unknown' });
  if (row.blocked) return err({ code: 'device_blocked' });
  const stored = await tx.storedOutcomes({ dev, inst, fromN: from - 1, toN: from + places.length - 1 });
  const start = { n: row.lastN, hash: row.lastHash ?? deviceGenesis(sha256, dev, inst) };
  const walk = walkChain(places, { start, stored, isSigned: intake.isSigned });
  if (!walk.ok) return walk;
  const judged = await judgeSteps(walk.value, intake);
  const appended = await appendLeaves(judged, tx, { sha256, decider });
  await tx.append({
    dev,
    inst,
    installation: chainEnd(row, walk.value),
    declared: { maxN: request.maxN, unsent: request.unsent },
    signed: evidenceOf(intake, walk.value),
    ...appended.batch,
  });
  const log = { scope: wholeLog, epoch: row.logEpoch, head: 0 };
  return ok({ outcomes: outcomesOf(walk.value, appended), heads: [...appended.heads, log] });
}

/** What was received before keeps its outcome; what is new was judged in the order of the walk. */
function outcomesOf({ steps }: Walk, { outcomes }: Appended): readonly Outcome[] {
  let fresh = 0;
  return steps.map((step) => {
    if (step.at === 'stored') return step.outcome;
    const outcome = outcomes[fresh];
    invariant(outcome !== undefined, 'every new operation has an outcome');
    fresh += 1;
    return outcome;
  });
}

function evidenceOf({ claim, request: { sig } }: Intake, { steps }: Walk): AppendBatch['signed'] {
  const { from, to, hash } = claim;
  return sig !== null && steps.some(({ at }) => at === 'chain') ? { from, to, hash, sig } : null;
}

function chainEnd(row: InstallationRow, { end }: Walk): Pick<InstallationRow, 'lastN' | 'lastHash'> {
  return end.n === row.lastN
    ? { lastN: row.lastN, lastHash: row.lastHash }
    : { lastN: end.n, lastHash: end.hash };
}

/** Joins to each new operation what speaks against its own scope, if anything: its place, its octets, then the judge. */
async function judgeSteps(
  walk: Walk,
  { verdicts, places, isSigned, tx }: Intake,
): Promise<readonly Judged[]> {
  const first = places[0]?.n ?? 0;
  const fresh = walk.steps.filter((step) => step.at !== 'stored');
  const ids: OperationId[] = [];
  for (const { place } of fresh) if (place.header !== null) ids.push(place.header.opId);
  const taken = new Set<OperationId>(ids.length === 0 ? [] : await tx.knownOperations(ids));
  return fresh.map(({ at, place }) => {
    const verdict = verdicts[place.n - first];
    invariant(verdict !== undefined, 'every place was judged');
    const opId = place.header?.opId ?? null;
    const isCopy = opId !== null && taken.has(opId);
    if (opId !== null) taken.add(opId);
    const isBeside = at === 'fork' || isCopy;
    const beside = isSigned ? 'device_fork' : 'signature_invalid';
    const code = isBeside && place.header !== null ? beside : (place.fault ?? verdict.code);
    return { place, fork: at === 'fork', code, verdict, leafOpId: isCopy ? null : opId };
  });
}
