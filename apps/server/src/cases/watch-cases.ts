import { commandDecider } from '../access/command-decider.ts';
import { aliveSessions } from '../auth/sessions.ts';
import type { Context } from '../config/context.ts';
import type { Realtime } from '../realtime/realtime.ts';
import { CaseWatch } from './case-watch.ts';
import { createCaseReader } from './open-cases.ts';
import { createPushDesk } from './push-desk.ts';

/** From now on violations that nobody answers are passed up, and whom they call is called, also with no page open. */
export function watchCases(context: Context, realtime: Realtime): CaseWatch {
  const { database, config } = context;
  const { pool } = database;
  const desk = createPushDesk({
    ...context,
    aliveSessions: (sessions) => aliveSessions(pool, sessions),
  });
  return new CaseWatch({
    ...context,
    pool,
    reader: createCaseReader(pool, commandDecider),
    device: context.system,
    afterMs: config.escalateAfterMs,
    poke: (heads) => realtime.poke(heads),
    onCalls: (calls) => desk.call(calls),
  });
}
