import { randomBytes } from 'node:crypto';
import type { DemonstrationSpec } from '../province/camera-specs.ts';
import { createRecorderServer } from '../recorder/index.ts';
import type { RecorderServer, Stretch } from '../recorder/index.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const keptHours = 48;
/** What is recorded now can be asked for a little later. */
const writingMs = 2_000;

/** Of the simulated recorder; made anew at every start. */
export const recorderAccount = { username: 'xemlai', password: randomBytes(12).toString('base64url') };

/** In each hour the power was off for three minutes: somebody who plays back sees what a gap looks like. */
export const gapMinutes = { from: 20, until: 23 } as const;

/** One recorder for all simulated cameras, on a port of its own. */
export function startRecorder(specs: readonly DemonstrationSpec[], loops: string): Promise<RecorderServer> {
  return createRecorderServer({
    port: 0,
    loops,
    account: recorderAccount,
    tracks: specs.map(({ path, loop }) => ({
      path,
      loop,
      recorded: () => recordedUntil(Date.now() - writingMs),
    })),
  });
}

/** All that it holds at this moment. */
export function recordedUntil(now: number): readonly Stretch[] {
  const firstHour = Math.floor(now / hourMs) - keptHours;
  const stretches = Array.from({ length: keptHours + 1 }, (_, at): Stretch => {
    const hour = (firstHour + at) * hourMs;
    return [hour + gapMinutes.until * minuteMs, hour + hourMs + gapMinutes.from * minuteMs];
  });
  return stretches
    .filter(([from]) => from < now)
    .map(([from, until]) => [from, Math.min(until, now)] as const);
}
