import { faultKinds } from '@truc/domain/fault-log';
import { DeviceWriter } from '@truc/server/testing/device-writer';
import type { RunningServer } from '@truc/server';
import type { DeviceId } from '@truc/sync/protocol';
import { acceptPush } from '@truc/sync/server';
import type { FaultTeller } from '../province/fault-history.ts';

const historian = '0190163d-8694-7394-8001-0000000000ff' as DeviceId;

/** Gives what was written before the demonstration began to the server, as a device did then. Once: what is told is not told again. */
export async function tellHistory(
  { context }: RunningServer,
  tell: (teller: FaultTeller, now: number) => Promise<void>,
): Promise<void> {
  const { pool } = context.database;
  const made = await pool.query(
    `insert into device (id, token_hash) values ($1, '\\x00') on conflict (id) do nothing`,
    [historian],
  );
  if (made.rowCount === 0) return;
  await pool.query('insert into device_installation (dev, inst) values ($1, 1)', [historian]);
  const writer = new DeviceWriter(historian);
  const known = new Set<string>();
  await tell(
    {
      async say({ at, actor, scope, type, body }) {
        if (!known.has(actor)) await context.logins.record(historian, actor);
        known.add(actor);
        const { kind, current } = faultKinds[type];
        writer.time = { wall: Math.floor(at), off: 0, err: 5 };
        writer.writeRaw({ actor, scope, kind, v: current }, JSON.stringify(body));
        const n = writer.ops.length;
        const pushed = { request: writer.segment(n), device: historian, receivedAt: Math.floor(at) + 900 };
        const taken = await acceptPush(pushed, context.push);
        if (!taken.ok) throw new Error(`a fault of the past was not taken: ${taken.error.code}`);
        return writer.opIds[n - 1] ?? '';
      },
    },
    context.clock.now(),
  );
}
