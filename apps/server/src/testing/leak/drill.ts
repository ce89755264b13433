import {
  protocolVersion,
  scopeGenesis,
  type Cursor,
  type PullRequest,
  type PullResponse,
  type ScopeId,
} from '@truc/sync/protocol';
import type { Audit } from '../../access/audit.ts';
import { nativeSha256 } from '../../config/system-ports.ts';
import { pullFor } from '../../routes/pull-for.ts';
import type { RunningServer } from '../../server.ts';
import { drawFrom, type Draw } from '../draw.ts';
import { askOracle, type Grants } from './oracle.ts';
import { changeGrants, foundProvince, leakPeople, leakPosts } from './province.ts';

export type LeakFigures = {
  readonly pulls: number;
  /** Leaves, heads and existing scopes told to somebody whom the oracle gives nothing there. */
  readonly leaked: number;
  /** Scopes that the oracle gives and the pull withheld: the drill must be able to see anything at all. */
  readonly withheld: number;
  /** Denied scopes of which the audit was told nothing. */
  readonly unwritten: number;
  readonly leaves: number;
  readonly changes: number;
};

export type LeakDrill = {
  readonly server: RunningServer;
  readonly pulls: number;
  /** A failing drill is repeated by its seed. */
  readonly seed: number;
  /** Ends the drill early, with what was done by then. */
  readonly isOver?: () => boolean;
};

const pullsBetweenChanges = 64;
const sideBySide = 8;

/**
 * Random pulls by random people, with grants that change between them, each held against the oracle. The pull goes the way of
 * every pull behind the HTTP door; the audit is a list, so that a million pulls do not fill a disk.
 */
export async function drillLeaks({ server, pulls, seed, isOver }: LeakDrill): Promise<LeakFigures> {
  const draw = drawFrom(seed);
  await foundProvince(server);
  const genesis = await readLog(server);
  const figures = { pulls: 0, leaked: 0, withheld: 0, unwritten: 0, leaves: 0, changes: 0 };
  while (figures.pulls < pulls && isOver?.() !== true) {
    await changeGrants(server, draw);
    figures.changes += 1;
    const grants = await askOracle(server.context.database.pool);
    const batch = Math.min(pullsBetweenChanges, pulls - figures.pulls);
    for (let at = 0; at < batch; at += sideBySide)
      await Promise.all(
        Array.from({ length: Math.min(sideBySide, batch - at) }, async () => {
          const wish = drawWish(draw, genesis);
          const denied = new Set<string>();
          const answer = await pull(server, wish, listing(denied));
          compare(wish, answer, { grants, figures, denied });
        }),
      );
    figures.pulls += batch;
  }
  return figures;
}

type Wish = { readonly person: string; readonly cursors: readonly Cursor[]; readonly budgetBytes: number };
/** By scope: its epoch, and its chain value after each `seq`, from 0 on. */
type Log = ReadonlyMap<ScopeId, { readonly epoch: number; readonly chains: readonly Cursor['chain'][] }>;

async function readLog({ context }: RunningServer): Promise<Log> {
  const found = await context.database.pool.query<{
    scope: ScopeId;
    epoch: number;
    chains: Cursor['chain'][];
  }>(
    `select l.scope, s.epoch, array_agg(encode(l.chain, 'hex') order by l.seq) as chains
     from leaf l join scope s on s.id = l.scope where l.scope like '%:leak-%' group by l.scope, s.epoch`,
  );
  return new Map(
    found.rows.map(({ scope, epoch, chains }) => [
      scope,
      { epoch, chains: [scopeGenesis(nativeSha256, scope, epoch), ...chains] },
    ]),
  );
}

/** Books, quarantines, and names of nothing; from the start, from a place within, and with a cursor of another life. */
function drawWish(draw: Draw, log: Log): Wish {
  const wanted = new Set<ScopeId>();
  for (let left = 1 + draw(4); left > 0; left -= 1) wanted.add(drawScope(draw));
  return {
    person: leakPeople[draw(leakPeople.length)] ?? '',
    cursors: [...wanted].map((scope) => drawCursor(scope, draw, log)),
    budgetBytes: 1_024 << draw(8),
  };
}

function drawScope(draw: Draw): ScopeId {
  const post = leakPosts[draw(leakPosts.length)] ?? '';
  const names = [
    `post:${post}`,
    `post:${post}`,
    `post:${post}`,
    `facility:leak-f${draw(6)}`,
    `faults:leak-f${draw(6)}`,
    'faults:central',
    `quarantine:leak-f${draw(6)}`,
    'post:leak-nothing',
  ];
  return names[draw(names.length)] as ScopeId;
}

function drawCursor(scope: ScopeId, draw: Draw, log: Log): Cursor {
  const { epoch, chains } = log.get(scope) ?? { epoch: 1, chains: [] };
  const seq = draw(2) === 0 ? 0 : draw(Math.max(1, chains.length));
  const chain = chains[seq] ?? scopeGenesis(nativeSha256, scope, epoch);
  return { scope, epoch: draw(20) === 0 ? epoch + 1 : epoch, seq, chain };
}

function pull(
  { context }: RunningServer,
  { person, cursors, budgetBytes }: Wish,
  audit: Audit,
): Promise<PullResponse> {
  const request: PullRequest = { v: protocolVersion, cursors: [...cursors], budgetBytes, witness: null };
  const puller = { person, dev: null, address: '127.0.0.1' };
  const parts = { ...context, audit, ports: context.push };
  return pullFor({ puller, request, receivedAt: context.clock.now() }, parts);
}

/** An audit that is a list of what was denied. */
function listing(denied: Set<string>): Audit {
  return {
    async write(lines) {
      for (const { object } of lines) if (object !== null) denied.add(object);
    },
  };
}

type Comparison = {
  readonly grants: Grants;
  readonly figures: { leaked: number; withheld: number; unwritten: number; leaves: number };
  /** What the pull wrote to the audit. */
  readonly denied: ReadonlySet<string>;
};

/** Denied must be all that a stranger is told of a scope: not its head, its epoch, nor whether it is there. */
function compare(
  { person, cursors }: Wish,
  { scopes, problems }: PullResponse,
  { grants, figures, denied }: Comparison,
): void {
  const granted = grants.get(person) ?? new Set<ScopeId>();
  const asked = new Set(cursors.map(({ scope }) => scope));
  for (const { scope, leaves } of scopes) {
    figures.leaves += leaves.length;
    if (!granted.has(scope) || !asked.has(scope)) figures.leaked += Math.max(1, leaves.length);
  }
  for (const scope of asked) {
    const problem = problems.find((one) => one.scope === scope)?.code;
    if (!granted.has(scope) && problem !== 'not_found') figures.leaked += 1;
    if (!granted.has(scope) && !denied.has(scope)) figures.unwritten += 1;
    if (granted.has(scope) && problem === 'not_found') figures.withheld += 1;
  }
}
