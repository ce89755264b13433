/** WS16: what is urgent is with the server within seconds, however many stand at its door, and also after the end of its browser (ST8). */
import type { OutboxRecord } from '@truc/sync/client';
import { segmentLimit } from '@truc/sync/protocol';
import { installationKey } from '../world/database-state.ts';
import { calmRates } from '../world/link.ts';
import type { Tablet } from '../world/tablet.ts';
import type { World } from '../world/world.ts';
import { unsentOf } from './rest-checks.ts';

/** A round that is under way, a tab that is slow to let go, a transaction that is tried again. */
const usualMs = 12_000;

/** From the moment on at which it was written. */
export function handleUrgent(world: World, tablet: Tablet, record: OutboxRecord): void {
  if (world.plan.traits.keepsMarks) world.urgent.push({ tablet, record });
  watchUrgent(world, tablet, record);
}

/** A browser was opened again: what its last life did not get out goes first in this one. */
export function watchMarked(world: World, tablet: Tablet): void {
  for (const { tablet: writer, record } of world.urgent)
    if (writer === tablet && tablet.urgent.place?.n === record.n) watchUrgent(world, tablet, record);
}

/** Looks again when it must be there. A trouble that befell its tablet or the server meanwhile excuses it. */
function watchUrgent(world: World, tablet: Tablet, record: OutboxRecord): void {
  const { scheduler, server, log, plan, violations } = world;
  const before = conditionsOf(world, tablet);
  if (before === null) return;
  const segments = Math.ceil(unsentOf(tablet) / segmentLimit) + 2;
  const limitMs = usualMs + segments * 2 * (plan.traits.latencyMs + 10 * plan.traits.databaseMs);
  scheduler.after(limitMs, () => {
    const isCrowded = server.mood === 'crowded' || server.mood === 'packed';
    if (!isCrowded || conditionsOf(world, tablet) !== before || log.leafOf(record.hash) !== undefined) return;
    violations.report(
      'WS16',
      scheduler.now,
      `${tablet.name} ${record.n} is urgent and not there after ${limitMs} ms`,
    );
  });
}

/** Equal as long as nothing befell what it needs; null when something is wrong already. */
function conditionsOf({ server, database: { state, faults } }: World, tablet: Tablet): string | null {
  const { link, storage, tabs, awake, outbox, isCloned } = tablet;
  const { device } = outbox;
  const row = device === null ? undefined : state.installations.get(installationKey(device));
  const isWell =
    server.isUp &&
    faults.length === 0 &&
    link.state === 'up' &&
    link.rates === calmRates &&
    storage.health === 'well' &&
    awake.length === tabs.length &&
    !isCloned &&
    row?.blocked === false;
  return isWell ? [server.crashes, state.epoch, storage.wellSince, tabs.length, device?.inst].join() : null;
}
