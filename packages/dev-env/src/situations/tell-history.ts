import { technicalKinds } from '@truc/domain/fault-log';
import { DeviceWriter } from '@truc/server/testing/device-writer';
import type { RunningServer } from '@truc/server';
import type { DeviceId } from '@truc/sync/protocol';
import { tellFaults, type FaultTeller } from '../province/fault-history.ts';
import { tellPermits } from '../province/permit-history.ts';
import { pastOf, type Registers } from '../province/history/past.ts';
import { tabletNames, tellInOrder, type Told } from '../province/history/told.ts';
import { enrolPastDevices } from './past-devices.ts';
import { PastTeller } from './past-teller.ts';

const idOf = (number: number) =>
  `0190163d-8694-7394-8001-0000000000${number.toString(16).padStart(2, '0')}` as DeviceId;
/** Wrote the faults, and nearly everything else. */
const [historian, scribe] = [idOf(0xff), idOf(0xfe)];
const fastMs = 7 * 60_000;

/** Gives what was written before the demonstration began to the server, as devices did then. Once: what is told is not told again. */
export async function tellHistory(
  { context }: RunningServer,
  registers: Omit<Registers, 'documents'>,
): Promise<void> {
  const ids = [historian, scribe, ...tabletNames.map((_, at) => idOf(0xf0 + at))];
  if (!(await enrolPastDevices(context, ids))) return;
  const now = context.clock.now();
  const writers = new Map(tabletNames.map((name, at) => [name, new DeviceWriter(idOf(0xf0 + at))]));
  const teller = new PastTeller(context);
  const faults = new DeviceWriter(historian);
  const technical: FaultTeller = {
    async say({ type, ...told }) {
      const { kind, current: v } = technicalKinds[type];
      return (await teller.say({ ...told, kind, v }, faults)).opId;
    },
  };
  await tellFaults(technical, now);
  await tellPermits(technical, now);
  const usual = new DeviceWriter(scribe);
  const documents = await context.database.pool.query<{ post: string; id: string }>(
    'select post, id::text from assignment_doc',
  );
  const known = { ...registers, documents: new Map(documents.rows.map(({ post, id }) => [post, id])) };
  await tellInOrder(pastOf(known, now), (told) => {
    const writer = told.device === undefined ? usual : (writers.get(told.device) ?? usual);
    return teller.say(told, writer, clockOf(told));
  });
  await teller.flush();
}

/** How far the clock of the device that wrote it was from the server's. */
function clockOf({ device }: Told): number {
  return device === 'cs11' ? fastMs : 0;
}
