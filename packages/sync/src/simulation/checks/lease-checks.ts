/** WS12: what a lease's end decided was decided by the time at which it was written, whatever the device's clock said. */
import { readHeader, type OperationHeader } from '@truc/sync/protocol';
import type { DatabaseLeaf } from '../world/database-state.ts';
import { startOfTime } from '../world/wall-clock.ts';
import type { World } from '../world/world.ts';
import type { InvariantId } from './violation.ts';

/** Of the whole milliseconds in which a device reads its clocks. */
const roundingMs = 2;

/** Holds every verdict on a lease against the true time of writing, which the server can only be told. */
export function checkLeases(world: World, fail: (id: InvariantId, detail: string) => void): void {
  for (const leaves of world.database.state.leaves.values())
    for (const leaf of leaves) {
      const writtenAt = world.saved.writtenAt(leaf.hash);
      const header = readHeader(leaf.op);
      if (writtenAt === undefined || header === null) continue;
      const end = world.rights.endOf(header.lease);
      if (end !== null && isWrong(leaf, header, startOfTime + writtenAt - end))
        fail(
          'WS12',
          `${leaf.dev.slice(-6)} ${leaf.n}, written ${startOfTime + writtenAt - end} ms after its lease: ${leaf.code}`,
        );
    }
}

/** `lateMs`: how long after the end of its lease it was written; negative before. */
function isWrong({ code, status }: DatabaseLeaf, { off, err }: OperationHeader, lateMs: number): boolean {
  if (code === 'lease_expired') return off !== null && lateMs < -2 * (err ?? 0) - roundingMs;
  return status === 'accepted' && lateMs > roundingMs;
}

/** Whether an entry says of itself that it was written before the end of its lease, as far as its device can know. */
export function isInTime({ wall, off, err }: OperationHeader, end: number): boolean {
  return off !== null && wall + off + (err ?? 0) <= end;
}
