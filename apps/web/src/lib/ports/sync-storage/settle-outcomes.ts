/** What became of the operations, as the outbox keeps it (OB4); and what is in doubt after a restore, to be sent again (OB9). */
import {
  isOtherLife,
  isUnended,
  stateAfter,
  tellsOfRestore,
  type Reopening,
  type Settlement,
  type Teller,
} from '@truc/sync/client';
import type { Outcome } from '@truc/sync/protocol';
import { Dexie } from 'dexie';
import type { OpenKeys } from './open-operation.ts';
import type { KeptOutcome, OutboxDb, RecordKey, StateEntry } from './outbox-db.ts';
import { keyOf } from './read-operations.ts';

/** In which life of the log the last answer was given. A row of the device's table beside the device, which has no index but its id. */
type LogEntry = { readonly id: 'log'; readonly epoch: number };

/** Within a transaction over states, journal and device. */
export async function settle(db: OutboxDb, settlement: Settlement): Promise<void> {
  const { dev, inst, outcomes, at, by, logEpoch } = settlement;
  if (logEpoch !== undefined) await noteLife(db, logEpoch);
  const states = await db.states.bulkGet(outcomes.map(({ n }): RecordKey => [dev, inst, n]));
  let isRestored = false;
  for (const [index, outcome] of outcomes.entries()) {
    const state = states[index];
    if (state === undefined) continue;
    if (isSame(state.outcome, outcome)) {
      if (state.toldBy !== by || state.state === 'unsent')
        await db.states.put(settled(state, { outcome, by, at }));
    } else if (await isOvertaken(db, state, { outcome, by })) {
      if (state.state === 'unsent') await db.states.put(standing(state, at));
    } else {
      isRestored ||= tellsOfRestore(state, { outcome, by });
      await db.journal.add({ dev, inst, n: outcome.n, at, outcome: toKept(outcome) });
      await db.states.put(settled(state, { outcome, by, at }));
    }
  }
  if (!isRestored) return;
  const told = new Set(outcomes.map(({ n }) => n));
  await doubt(db, (entry) => entry.dev !== dev || entry.inst !== inst || !told.has(entry.n));
}

async function noteLife(db: OutboxDb, logEpoch: number): Promise<void> {
  const lives = db.table<LogEntry, LogEntry['id']>(db.device.name);
  const known = (await lives.get('log'))?.epoch;
  if (known === logEpoch) return;
  if (isOtherLife(known, logEpoch)) await doubt(db, () => true);
  await lives.put({ id: 'log', epoch: logEpoch });
}

/** Within a transaction over states. Answers how many were reopened. */
export async function reopen(db: OutboxDb, what: Reopening, keys: OpenKeys): Promise<number> {
  if (what === 'all') return doubt(db, () => true);
  if (!('refetched' in what)) return doubt(db, ({ dev, inst }) => dev === what.dev && inst === what.inst);
  const reopened = await doubt(db, () => true);
  // Rows of before there were keys bear the scope itself.
  const scopes = [what.refetched, keys.tagOf(what.refetched)].filter((scope) => scope !== null);
  await db.states
    .where('[scope+state]')
    .anyOf(scopes.map((scope) => [scope, 'unsent']))
    .filter(({ outcome }) => outcome !== null)
    .modify({ toldBy: 'server' });
  return reopened;
}

/** IndexedDB does not index what is not there: what is in doubt has neither place nor age. */
function doubt(db: OutboxDb, isMeant: (entry: StateEntry) => boolean): Promise<number> {
  return db.states
    .where('[state+dev+inst+n]')
    .between(['acknowledged'], ['needs_you', Dexie.maxKey])
    .filter(isMeant)
    .modify((entry, ref) => {
      const { seq: _seq, acknowledgedAt: _at, ...kept } = entry;
      ref.value = { ...kept, state: 'unsent' };
    });
}

/** As `isOvertaken` of the sync engine (OB4), over what is kept of an outcome here. */
async function isOvertaken(
  db: OutboxDb,
  entry: StateEntry,
  { outcome, by }: { readonly outcome: Outcome; readonly by: Teller },
): Promise<boolean> {
  const { toldBy } = entry;
  if (entry.outcome === null || toldBy === 'server') return false;
  if (by === 'refusal' && toldBy === 'adoption') return true;
  const told = await db.journal.where('[dev+inst+n]').equals(keyOf(entry)).toArray();
  const ofIt = told.filter((old) => old.outcome.opId === outcome.opId);
  if (ofIt.some((old) => isSame(old.outcome, outcome))) return true;
  return isUnended(outcome, toldBy) && !ofIt.some((old) => isUnended(old.outcome, toldBy));
}

type Told = { readonly outcome: KeptOutcome; readonly by: Teller | undefined; readonly at: number };

function settled(entry: StateEntry, { outcome, by, at }: Told): StateEntry {
  const { dev, inst, n, scope, acknowledgedAt = at } = entry;
  const state = stateAfter(outcome, by);
  const told = by === undefined ? {} : { toldBy: by };
  const next = { dev, inst, n, scope, state, outcome: toKept(outcome), acknowledgedAt, ...told };
  // What is acknowledged stands in its own scope; what needs a person stands elsewhere.
  return state === 'acknowledged' ? { ...next, seq: outcome.seq } : next;
}

/** As it was told before it was reopened, by whoever told it. */
function standing(entry: StateEntry, at: number): StateEntry {
  const { outcome, toldBy } = entry;
  if (outcome === null) return entry;
  return settled(entry, { outcome, by: toldBy, at });
}

function toKept({ n, opId, status, code, seq }: KeptOutcome): KeptOutcome {
  return { n, opId, status, code, seq };
}

function isSame(a: KeptOutcome | null, b: Outcome): boolean {
  return a !== null && a.status === b.status && a.code === b.code && a.seq === b.seq;
}
