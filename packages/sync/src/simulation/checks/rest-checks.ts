/** What must hold once the troubles have ended and there was time to catch up. */
import { isUnended, type SyncStatus, type Teller } from '@truc/sync/client';
import type { Outcome } from '@truc/sync/protocol';
import { checkIncidents } from './incident-checks.ts';
import { checkWitnesses, hasWitnessed } from './witness-checks.ts';
import { checkLeases } from './lease-checks.ts';
import { installationKey, type DatabaseLeaf } from '../world/database-state.ts';
import { facility } from '../world/incident-rules.ts';
import { settlementsIn } from '../world/settling.ts';
import type { OutboxRow } from '../world/outbox.ts';
import type { Tablet } from '../world/tablet.ts';
import type { World } from '../world/world.ts';

/** Unsent operations on this tablet's disk. */
export function unsentOf({ outbox }: Tablet): number {
  return outbox.shelves.reduce((sum, { unsent }) => sum + unsent, 0);
}

export function isDrained(world: World): boolean {
  return world.tablets.every((tablet) => unsentOf(tablet) === 0);
}

/** Every scope that a tablet follows and may read is held up to its head, and every tab has heard of it. */
export function hasConverged(world: World): boolean {
  const { log, saved, tablets } = world;
  const isCurrent = (tablet: Tablet) =>
    tablet.followed.every((scope) => isHeld(world, tablet, scope)) &&
    tablet.awake.every(({ client }) => isCalm(tablet, client.status()));
  // What looks at every operation comes last.
  return (
    isDrained(world) &&
    tablets.every((tablet) => !isDueToWipe(tablet)) &&
    tablets.every((tablet) => hasWitnessed(world, tablet)) &&
    tablets.every(isCurrent) &&
    saved.hasAllArrived((hash) => log.leafOf(hash) !== undefined) &&
    tablets.every((tablet) => everyShown(world, tablet, isTold))
  );
}

/**
 * An order stands that this tablet has not said to have carried out. Where nobody is signed in, a tablet need not hear of it; where
 * nothing is read, it hears with its next lease, after the end of a run.
 */
function isDueToWipe({ person, followed, owesWipe }: Tablet): boolean {
  return owesWipe && person !== null && followed.length > 0;
}

function isCalm(tablet: Tablet, { unsent, needsYou, problems }: SyncStatus): boolean {
  return unsent === 0 && needsYou === needsYouOf(tablet) && !problems.some(isTrouble);
}

/** That a history was rewritten is said for ever; whether rightly is another question (WS17). */
function isTrouble({ kind }: SyncStatus['problems'][number]): boolean {
  return kind !== 'history_rewritten';
}

function needsYouOf({ outbox }: Tablet): number {
  return outbox.shelves.reduce((sum, { needsYou }) => sum + needsYou, 0);
}

function isHeld(
  { rights, database }: World,
  { person, replica }: Tablet,
  scope: Tablet['scopes'][number],
): boolean {
  const cursor = replica.cursors.get(scope);
  // Where nobody is signed in, nothing is fetched and nothing is said; what is unsent goes all the same.
  if (person === null) return true;
  if (!rights.has(person, scope)) return cursor === undefined;
  const row = database.state.scopes.get(scope);
  if (row === undefined || row.head === 0) return true;
  return cursor?.chain === row.chain && cursor.epoch === row.epoch;
}

export function checkAtRest(world: World): void {
  const { database, violations, scheduler, saved } = world;
  const fail = (id: Parameters<typeof violations.report>[0], detail: string) =>
    violations.report(id, scheduler.now, detail);
  for (const tablet of world.tablets) {
    if (unsentOf(tablet) > 0) fail('WS6', `${tablet.name} has ${unsentOf(tablet)} unsent`);
    for (const scope of tablet.followed) {
      if (isHeld(world, tablet, scope)) continue;
      const isOpen = world.rights.has(tablet.person, scope);
      fail(
        isOpen ? 'WS6' : 'WS8',
        `${tablet.name} ${isOpen ? 'lacks' : 'still holds'} ${scope}: ${holding(world, tablet, scope)}`,
      );
    }
    for (const [scope, { seq }] of tablet.replica.cursors) {
      const kept = tablet.replica.leaves.get(scope)?.length ?? 0;
      if (kept !== seq) fail('WS4', `${tablet.name} holds ${kept} of ${seq} leaves of ${scope}`);
    }
    if (isDueToWipe(tablet)) fail('WS15', `${tablet.name} never said that it is empty`);
    checkOutcomes(world, tablet, fail);
    checkStatus(tablet, fail);
  }
  if (database.locks.deadlocks > 0) fail('WS2', `${database.locks.deadlocks} deadlocks`);
  if (database.locks.disorder !== null) fail('WS2', `rows are locked ${database.locks.disorder}`);
  saved.checkArrived((hash) => world.log.leafOf(hash), scheduler.now);
  checkLeases(world, fail);
  checkIncidents(world, fail);
  checkWitnesses(world, fail);
}

type Fail = (id: Parameters<World['violations']['report']>[0], detail: string) => void;

function holding({ database }: World, { replica }: Tablet, scope: Tablet['scopes'][number]): string {
  const cursor = replica.cursors.get(scope);
  const row = database.state.scopes.get(scope);
  return `cursor ${cursor?.epoch}/${cursor?.seq}, head ${row?.epoch}/${row?.head}`;
}

/** Codes that no operation gets which an untouched browser has written. */
const distrust: ReadonlySet<string | null> = new Set([
  'device_fork',
  'schema_unreadable',
  'commitment_mismatch',
  'seal_broken',
  'signature_invalid',
]);

type Shown = {
  readonly row: OutboxRow & { readonly outcome: Outcome };
  readonly truth: Outcome;
  /** The log began a new life: the places that it gave anew may be told later. */
  readonly isRestored: boolean;
  /** What a person made of it, as the log says (AD3, AD5, IN10); null where this tablet does not hold that log to its end. */
  readonly settled: { readonly by: Teller | undefined } | null;
};

/** What the device shows beside what the server has stored, of every operation that was acknowledged: whether all of it `holds`. */
function everyShown(
  { database: { state } }: World,
  { outbox, replica, isCloned }: Tablet,
  holds: (shown: Shown) => boolean,
): boolean {
  const isRestored = state.epoch > 1;
  // The receipts of a refill go to whichever copy of the device did it.
  if (isCloned && isRestored) return true;
  const isCurrent = replica.cursors.get(facility)?.chain === state.scopes.get(facility)?.chain;
  const byPeople = isCurrent ? wordsOfPeople(state.leaves.get(facility) ?? []) : noWords;
  for (const shelf of outbox.shelves) {
    const stored = state.outcomes.get(installationKey(shelf));
    if (stored === undefined) continue;
    for (const row of shelf.rows) {
      if (!isAnswered(row)) continue;
      const { n, hash } = row.record;
      const told = stored[n]?.find((one) => one.hash === hash);
      if (told === undefined) continue;
      const settled = isCurrent ? { by: byPeople.get(row.record.opId) } : null;
      if (!holds({ row, truth: told.outcome, isRestored, settled })) return false;
    }
  }
  return true;
}

const noWords: ReadonlyMap<string, Teller> = new Map();
const wordsBefore = new WeakMap<
  readonly DatabaseLeaf[],
  { readonly count: number; readonly words: ReadonlyMap<string, Teller> }
>();

/** By the operation that they settle; an adoption counts whatever else was said. */
function wordsOfPeople(log: readonly DatabaseLeaf[]): ReadonlyMap<string, Teller> {
  const before = wordsBefore.get(log);
  if (before?.count === log.length) return before.words;
  const words = new Map<string, Teller>();
  for (const { opId, by } of settlementsIn(log)) if (words.get(opId) !== 'adoption') words.set(opId, by);
  wordsBefore.set(log, { count: log.length, words });
  return words;
}

function isAnswered(row: OutboxRow): row is Shown['row'] {
  return row.outcome !== null;
}

function isTold({ row, truth, isRestored, settled }: Shown): boolean {
  const { outcome, state, toldBy } = row;
  if (toldBy === 'adoption' || toldBy === 'refusal' || toldBy === 'resolution')
    return state === 'acknowledged' && (settled === null || settled.by === toldBy);
  if (settled?.by !== undefined && isUnended(truth, settled.by)) return false;
  const isSame =
    outcome.status === truth.status &&
    outcome.code === truth.code &&
    (isRestored || outcome.seq === truth.seq);
  return isSame && (state === 'needs_you') === needsPerson(truth);
}

function needsPerson({ status }: Outcome): boolean {
  return status !== 'accepted' && status !== 'accepted_late' && status !== 'merged';
}

/** WS10: the journal's newest word on each operation is the server's, and whatever needs a person says so. */
function checkOutcomes(world: World, tablet: Tablet, fail: Fail): void {
  // A copied profile, and a browser that was emptied before a restore, may meet themselves in the log.
  const isClean = !tablet.isCloned && !tablet.wasEvicted;
  everyShown(world, tablet, (shown) => {
    const { record, outcome } = shown.row;
    const { truth } = shown;
    if (!isTold(shown))
      fail(
        'WS10',
        `${tablet.name} ${record.inst}/${record.n} is told ${wordOf(outcome)}, is ${wordOf(truth)}`,
      );
    // What a manager spoke of may be gone with the life of the log in which it waited.
    const isWord = record.kind.startsWith('quarantine.') && truth.code === 'commitment_mismatch';
    const isSuspected = isClean && distrust.has(truth.code) && !isWord && !world.saved.isForeign(record.hash);
    if (isSuspected) fail('WS10', `${tablet.name} ${record.n}, honestly written, is ${truth.code}`);
    return true;
  });
}

function wordOf({ status, code, scope, seq }: Outcome): string {
  return `${status} ${code} at ${scope}/${seq}`;
}

function checkStatus(tablet: Tablet, fail: Fail): void {
  const needsYou = needsYouOf(tablet);
  for (const { client } of tablet.awake) {
    const status = client.status();
    if (status.unsent !== 0) fail('WS6', `${tablet.name} shows ${status.unsent} unsent`);
    if (status.needsYou !== needsYou)
      fail('WS10', `${tablet.name} shows ${status.needsYou} of ${needsYou} that need a person`);
    for (const problem of status.problems.filter(isTrouble))
      fail('WS6', `${tablet.name} shows ${JSON.stringify(problem)}`);
    if (status.watchdogFires > 0)
      fail('WS6', `${tablet.name}: the watchdog fired ${status.watchdogFires} times`);
  }
}
