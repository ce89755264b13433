import { invariant } from '@truc/base';
import {
  protocolVersion,
  scopeGenesis,
  utf8Length,
  type Cursor,
  type PullProblem,
  type PullRequest,
  type PullResponse,
  type ScopeDelta,
} from '@truc/sync/protocol';
import type { LogStore, PullPorts, ScopeAt, StoredLeaf } from './ports.ts';

/** A parsed request and the server's clock when it came in (ms). */
export type IncomingPull = { readonly request: PullRequest; readonly receivedAt: number };

/**
 * Reads every scope from its cursor in one snapshot. Never refuses as a whole: what is wrong with a scope is a problem.
 * A scope that stands in neither list is held in full by the reader.
 */
export async function readPull(
  { request, receivedAt }: IncomingPull,
  ports: PullPorts,
): Promise<PullResponse> {
  const allowed = await ports.mayRead(request.cursors.map(({ scope }) => scope));
  const closed = request.cursors
    .filter(({ scope }) => !allowed.has(scope))
    .map(({ scope }): PullProblem => ({ scope, code: 'not_found' }));
  const cursors = request.cursors.filter(({ scope }) => allowed.has(scope));
  const wanted = { cursors, budgetBytes: request.budgetBytes };
  let page = await readPage(wanted, ports.replica ?? ports.store, ports);
  // What is behind says what it has; whether a reader holds anything else than the log is asked of the log itself.
  if (ports.replica !== undefined && page.problems.length > 0)
    page = await readPage(wanted, ports.store, ports);
  // Read after the snapshot, so that what the head records say is never behind what this page could have shown.
  const readable = cursors.map(({ scope }) => scope);
  const checkpoint = (await ports.checkpointFor?.(request.witness, readable)) ?? null;
  return {
    v: protocolVersion,
    scopes: [...page.scopes],
    problems: [...closed, ...page.problems],
    checkpoint,
    revoked: [],
    time: { recv: receivedAt, sent: Math.round(ports.clock.now()) },
  };
}

type Wanted = { readonly cursors: readonly Cursor[]; readonly budgetBytes: number };
type Page = { readonly scopes: readonly ScopeDelta[]; readonly problems: readonly PullProblem[] };

async function readPage(
  wanted: Wanted,
  store: Pick<LogStore, 'snapshot'>,
  ports: Pick<PullPorts, 'sha256'>,
): Promise<Page> {
  const { cursors } = wanted;
  const scopes: ScopeDelta[] = [];
  const problems: PullProblem[] = [];
  if (cursors.length === 0) return { scopes, problems };
  await store.snapshot(async (snapshot) => {
    let { budgetBytes } = wanted;
    const ats = await snapshot.scopesAt(cursors);
    for (const [index, cursor] of cursors.entries()) {
      const at = ats[index];
      invariant(at !== undefined && at.scope === cursor.scope, 'the snapshot answers every cursor in order');
      const problem = cursorProblem(cursor, at);
      if (problem !== null) problems.push({ scope: cursor.scope, code: problem });
      else if (at.head > cursor.seq) {
        const wish = { scope: cursor.scope, afterSeq: cursor.seq, budgetBytes };
        const leaves = budgetBytes > 0 ? await snapshot.leavesAfter(wish) : [];
        // What the last one takes is nobody's to count.
        if (index < cursors.length - 1) budgetBytes -= octetsOfAll(leaves);
        scopes.push(toDelta({ cursor, at, leaves }, ports));
      }
    }
  });
  return { scopes, problems };
}

/** At `seq` 0 the reader holds nothing, so that there is nothing to compare; it learns the epoch from the answer. */
function cursorProblem(cursor: Cursor, at: ScopeAt): 'epoch_changed' | 'diverged' | null {
  if (cursor.seq === 0) return null;
  if (cursor.epoch !== at.epoch) return 'epoch_changed';
  return at.chainAtCursor === cursor.chain ? null : 'diverged';
}

function toDelta(
  { cursor, at, leaves }: { cursor: Cursor; at: ScopeAt; leaves: readonly StoredLeaf[] },
  { sha256 }: Pick<PullPorts, 'sha256'>,
): ScopeDelta {
  const start = cursor.seq === 0 ? scopeGenesis(sha256, at.scope, at.born) : cursor.chain;
  const last = leaves.at(-1);
  return {
    scope: at.scope,
    epoch: at.epoch,
    born: at.born,
    leaves: leaves.map(({ seq, op, status, code, recvAt, redacted }) => ({
      seq,
      op,
      status,
      code,
      recvAt,
      redacted,
    })),
    chain: last?.chain ?? start,
    head: at.head,
    more: (last?.seq ?? cursor.seq) < at.head,
  };
}

function octetsOfAll(leaves: readonly StoredLeaf[]): number {
  return leaves.reduce((sum, { op }) => sum + octetsOf(op), 0);
}

function octetsOf(op: StoredLeaf['op']): number {
  return utf8Length(op.h) + utf8Length(op.b) + utf8Length(op.s);
}
