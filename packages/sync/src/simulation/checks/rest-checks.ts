/** What must hold once the troubles have ended and there was time to catch up. */
import { stateAfter, type SyncStatus } from '@truc/sync/client';
import { installationKey, type DatabaseState } from '../world/database-state.ts';
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
  const { database, saved, tablets } = world;
  if (!isDrained(world) || !saved.hasAllArrived(database.state)) return false;
  return tablets.every(
    (tablet) =>
      tablet.scopes.every((scope) => isHeld(world, tablet, scope)) &&
      tablet.awake.every(({ client }) => isCalm(tablet, client.status())),
  );
}

function isCalm(tablet: Tablet, { unsent, needsYou, problems }: SyncStatus): boolean {
  return unsent === 0 && needsYou === needsYouOf(tablet) && problems.length === 0;
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
    for (const scope of tablet.scopes) {
      if (isHeld(world, tablet, scope)) continue;
      const isOpen = world.rights.has(tablet.person, scope);
      fail(
        isOpen ? 'WS6' : 'WS8',
        `${tablet.name} ${isOpen ? 'lacks' : 'still holds'} ${scope}: ${holding(world, tablet, scope)}`,
      );
    }
    checkOutcomes(tablet, database.state, fail);
    checkStatus(tablet, fail);
  }
  if (database.locks.deadlocks > 0) fail('WS2', `${database.locks.deadlocks} deadlocks`);
  saved.checkArrived(database.state, scheduler.now);
}

type Fail = (id: Parameters<World['violations']['report']>[0], detail: string) => void;

function holding({ database }: World, { replica }: Tablet, scope: Tablet['scopes'][number]): string {
  const cursor = replica.cursors.get(scope);
  const row = database.state.scopes.get(scope);
  return `cursor ${cursor?.epoch}/${cursor?.seq}, head ${row?.epoch}/${row?.head}`;
}

/** WS10: the journal's newest word on each operation is the server's, and whatever needs a person says so. */
function checkOutcomes(tablet: Tablet, state: DatabaseState, fail: Fail): void {
  for (const shelf of tablet.outbox.shelves) {
    const stored = state.outcomes.get(installationKey(shelf));
    for (const { record, outcome, state: shown } of shelf.rows) {
      const truth = stored?.get(record.n)?.find(({ hash }) => hash === record.hash)?.outcome;
      if (outcome === null || truth === undefined) continue;
      const isTold =
        outcome.status === truth.status && outcome.code === truth.code && outcome.seq === truth.seq;
      if (!isTold || shown !== stateAfter(truth))
        fail('WS10', `${tablet.name} ${record.n} is told ${outcome.status}, is ${truth.status}`);
    }
  }
}

function checkStatus(tablet: Tablet, fail: Fail): void {
  const needsYou = needsYouOf(tablet);
  for (const { client } of tablet.awake) {
    const status = client.status();
    if (status.unsent !== 0) fail('WS6', `${tablet.name} shows ${status.unsent} unsent`);
    if (status.needsYou !== needsYou)
      fail('WS10', `${tablet.name} shows ${status.needsYou} of ${needsYou} that need a person`);
    for (const problem of status.problems) fail('WS6', `${tablet.name} shows ${JSON.stringify(problem)}`);
    if (status.watchdogFires > 0)
      fail('WS6', `${tablet.name}: the watchdog fired ${status.watchdogFires} times`);
  }
}
