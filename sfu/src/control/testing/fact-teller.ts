/**
 * Entry point of a program for tests of crashes: the SFU's own fact file and control server without cameras. Opens, hides,
 * shows and closes viewings at random, or only delivers what an earlier run left, and prints each that it has on disk.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { GrantIdSchema, ViewingIdSchema, ViewingStartedSchema, type ViewingId } from '@truc/media/signalling';
import { pino } from 'pino';
import * as v from 'valibot';
import { systemClock, systemTimers } from '../../context/system-ports.ts';
import { Revocations } from '../../grants/revocations.ts';
import { loadControlSecret } from '../control-secret.ts';
import { ControlServer } from '../control-server.ts';
import { FactLog } from '../fact-log.ts';

const env = v.parse(
  v.looseObject({
    FACTS: v.string(),
    SECRET: v.string(),
    PORT: v.string(),
    CAMERA: v.string(),
    PERSON: v.string(),
    OPENS: v.string(),
  }),
  process.env,
);
const ports = { clock: systemClock, timers: systemTimers, log: pino({ level: 'silent' }) };
const facts = await FactLog.create({ ...ports, path: env.FACTS });
const http = createServer();
new ControlServer({
  ...ports,
  http,
  facts,
  secret: await loadControlSecret(env.SECRET),
  sessions: { end: () => 0 },
  revocations: new Revocations(),
  forgetView: () => undefined,
  onServer: () => undefined,
  onPipes: () => undefined,
});
http.listen(Number(env.PORT), '127.0.0.1');

/** Whether each is hidden now. */
const open = new Map<ViewingId, boolean>();
while (env.OPENS === 'yes') {
  await Promise.all(Array.from({ length: 4 }, act));
  await wait(Math.random() * 20);
}

async function act(): Promise<void> {
  const some = [...open.keys()][Math.floor(Math.random() * open.size)];
  const at = Date.now();
  if (some === undefined || open.size < 8) return start(at);
  if (Math.random() < 0.4) {
    open.delete(some);
    await facts.record({ kind: 'viewing_stopped', viewing: some, at, cause: 'closed_by_viewer' });
    // From here on it must never be missing: this is what the test counts.
    process.stdout.write(`stopped ${some}\n`);
    return;
  }
  const isHidden = open.get(some) === true;
  open.set(some, !isHidden);
  await facts.record({ kind: isHidden ? 'viewing_resumed' : 'viewing_paused', viewing: some, at });
}

async function start(at: number): Promise<void> {
  const viewing = v.parse(ViewingIdSchema, randomUUID());
  open.set(viewing, false);
  await facts.record(
    v.parse(ViewingStartedSchema, {
      kind: 'viewing_started',
      viewing,
      grant: v.parse(GrantIdSchema, randomUUID()),
      person: env.PERSON,
      camera: env.CAMERA,
      purpose: 'supervise_compliance',
      display: 'crash-display',
      at,
    }),
  );
  process.stdout.write(`started ${viewing}\n`);
}
