/** Fetches what the wanted scopes have beyond their cursors, checks it, and stores leaves and cursor together. */
import type { Checkpoint } from '@truc/sync/evidence';
import {
  protocolVersion,
  scopeGenesis,
  type Cursor,
  type PullProblem,
  type PullResponse,
  type ScopeDelta,
  type ScopeId,
} from '@truc/sync/protocol';
import { checkDelta } from './check-delta.ts';
import { readClock } from './clock-offset.ts';
import { dueScopes } from './due-scopes.ts';
import type { HybridTime } from './hybrid-clock.ts';
import { compareHeads, notePassed, seenCheckpoint, takeCheckpoint, toWitness } from './witness.ts';
import { purgeRevoked } from './revocation.ts';
import { settleByOthers } from './settle-by-others.ts';
import {
  exchange,
  fromStore,
  newestOffer,
  noteHeld,
  passingRefusals,
  reaches,
  refreshCounts,
  requestTimeoutMs,
  type RoundContext,
  type Step,
  type Taken,
} from './round-context.ts';

const pageBudgetBytes = 256 * 1024;

export function pullStep(context: RoundContext): Taken {
  const scopes = dueScopes(context);
  return scopes.length === 0 ? 'idle' : pullScopes(context, scopes);
}

async function pullScopes(context: RoundContext, due: readonly ScopeId[]): Promise<Step> {
  const { ports, session } = context;
  const held = new Map(
    (await fromStore(context, ports.replica.cursors(due))).map((cursor) => [cursor.scope, cursor]),
  );
  const scopes = due.filter((scope) => !isFetched(context, scope, held.get(scope)));
  if (scopes.length === 0) return 'progress';
  const step = await pullPage(context, scopes, held);
  // What no answer told of to its end is asked for once more, whatever is heard of it until then.
  for (const scope of scopes)
    if (session.wanted.has(scope) && !session.news.has(scope)) session.news.set(scope, 'anew');
  return step;
}

/** Another tab has fetched what this one was poked about: each has the poke, and one answer is enough for all (CU12). */
function isFetched(context: RoundContext, scope: ScopeId, cursor: Cursor | undefined): boolean {
  const news = context.session.news.get(scope);
  if (news === undefined || news === 'anew' || !reaches(cursor, news)) return false;
  noteHeld(context, scope, cursor);
  return true;
}

async function pullPage(
  context: RoundContext,
  scopes: readonly ScopeId[],
  held: ReadonlyMap<ScopeId, Cursor>,
): Promise<Step> {
  const { ports, board, session } = context;
  const cursors = scopes.map((scope) => held.get(scope) ?? emptyCursor(context, scope));
  const budgetBytes = pageBudgetBytes;
  const seen = ports.witness === undefined ? null : await seenCheckpoint(context);
  board.post({ round: 'receiving' });
  for (const scope of scopes) session.news.delete(scope);
  const answer = await exchange(context, () =>
    ports.transport.pull(
      { v: protocolVersion, cursors, budgetBytes, witness: toWitness(seen) },
      requestTimeoutMs,
    ),
  );
  if (answer.ok) return takePage(context, { scopes, held, seen, response: answer.value });
  if (answer.error.code !== 'refused') return { retryAfterMs: 0 };
  const { code, retryAfterMs } = answer.error.error;
  if (code === 'not_signed_in') return 'idle';
  if (!passingRefusals.has(code)) board.raise({ kind: 'refused', code });
  return { retryAfterMs: retryAfterMs ?? 0 };
}

type Page = {
  readonly scopes: readonly ScopeId[];
  readonly held: ReadonlyMap<ScopeId, Cursor>;
  readonly seen: Checkpoint | null;
  readonly response: PullResponse;
};

async function takePage(context: RoundContext, { scopes, held, seen, response }: Page): Promise<Step> {
  const { session, ports } = context;
  const closed = new Set(
    response.problems.filter(({ code }) => code === 'not_found').map(({ scope }) => scope),
  );
  // A cursor at the beginning is not compared: only one that holds something would have met a restored log.
  if (scopes.some((scope) => held.has(scope) && !closed.has(scope)))
    session.heardAt = ports.clock.monotonic();
  // What there is nothing of is not waited for: most pages bring leaves alone.
  if (response.revoked.length > 0) await purgeRevoked(context, response.revoked);
  if (response.checkpoint !== null) await takeCheckpoint(context, seen, response.checkpoint);
  const asked = new Set(scopes.filter((scope) => !response.revoked.includes(scope)));
  const answered = new Set([...response.scopes, ...response.problems].map(({ scope }) => scope));
  for (const scope of scopes) {
    if (!answered.has(scope)) noteHeld(context, scope, held.get(scope));
  }
  for (const problem of response.problems) {
    if (!asked.has(problem.scope)) continue;
    if (problem.code === 'epoch_changed') await doubtReceipts(context, held.get(problem.scope));
    await handleProblem(context, problem);
  }
  let leaves = 0;
  for (const delta of response.scopes) {
    if (!asked.has(delta.scope)) continue;
    leaves += delta.leaves.length;
    await takeDelta(context, { delta, held: held.get(delta.scope) ?? null });
  }
  if (session.signedHeads.size > 0) await compareHeads(context);
  // A page that promises more and brings nothing would turn this into an endless loop; each piece of news is asked for once.
  const hasNews = scopes.some((scope) => session.wanted.has(scope) && session.news.has(scope));
  return leaves > 0 || response.problems.length > 0 || session.wanted.size === 0 || hasNews
    ? 'progress'
    : { retryAfterMs: 0 };
}

type DeltaAtHand = { readonly delta: ScopeDelta; readonly held: Cursor | null };

async function takeDelta(context: RoundContext, { delta, held }: DeltaAtHand): Promise<void> {
  const { ports, session } = context;
  // Other scopes took the page's whole budget: nothing of this one is held yet.
  if (held === null && delta.leaves.length === 0) return;
  const checked = checkDelta(delta, held, ports.sha256);
  if (checked === null) return handleProblem(context, { scope: delta.scope, code: 'diverged' });
  if (ports.settledBy !== undefined) await settleByOthers(context, checked.leaves);
  if (held === null) await hearOfLife(context, checked.cursor);
  // When another tab was quicker, the scope stays wanted and is asked for again from that tab's cursor.
  if (!(await fromStore(context, ports.replica.apply(checked)))) return;
  if (delta.more) session.held.set(delta.scope, checked.cursor);
  else noteHeld(context, delta.scope, checked.cursor);
  // Nothing was held that could have met a restored log: what was sent to it once is offered (OB10).
  if (held === null) session.offer ??= newestOffer;
  notePassed(context, checked);
  if (checked.latest !== null && isAhead(context, checked.latest))
    await fromStore(context, ports.outbox.witness(checked.latest));
}

/**
 * Where nothing of a log was held, its epoch alone tells in which life it is: a log as a whole and all its scopes have one. Before
 * the cursor is stored, so that a tab that dies in between hears of it again (OB9).
 */
async function hearOfLife(context: RoundContext, { epoch }: Cursor): Promise<void> {
  const { outbox } = context.ports;
  const device = await fromStore(context, outbox.device());
  if (device === null) return;
  const { dev, inst } = device;
  await fromStore(context, outbox.settle({ dev, inst, outcomes: [], at: 0, by: 'server', logEpoch: epoch }));
  await refreshCounts(context);
}

/**
 * The log began a new life: what it acknowledged in the one before may be gone, or may have been decided otherwise (OB9). Before
 * the cursor that noticed it is dropped, so that a tab that dies in between notices it again.
 */
async function doubtReceipts(context: RoundContext, cursor: Cursor | undefined): Promise<void> {
  if (cursor === undefined) return;
  const { outbox, replica } = context.ports;
  const [present] = await fromStore(context, replica.cursors([cursor.scope]));
  // Another tab has met the new life meanwhile.
  if (present?.epoch !== cursor.epoch) return;
  await fromStore(context, outbox.reopen({ refetched: cursor.scope }));
  await refreshCounts(context);
}

async function handleProblem(context: RoundContext, { scope, code }: PullProblem): Promise<void> {
  const { ports, session, board } = context;
  if (code === 'diverged') board.raise({ kind: 'diverged', scope });
  const isHopeless = code === 'diverged' && session.refetched.has(scope);
  if (isHopeless) session.abandoned.add(scope);
  if (code === 'not_found' || isHopeless) session.wanted.delete(scope);
  if (isHopeless) return;
  if (code === 'diverged') session.refetched.add(scope);
  session.passed.delete(scope);
  session.held.delete(scope);
  await fromStore(context, ports.replica.drop(scope));
}

/**
 * Whether the hybrid clock must be told of it, so that an answer never sorts before its question. A clock that is already later
 * will do by itself at the next write.
 */
function isAhead({ ports, offset }: RoundContext, latest: HybridTime): boolean {
  const now = readClock(ports.clock);
  return latest.t >= now.wall + (offset.estimate(now)?.off ?? 0);
}

function emptyCursor({ ports }: RoundContext, scope: ScopeId): Cursor {
  return { scope, epoch: 0, seq: 0, chain: scopeGenesis(ports.sha256, scope, 0) };
}
