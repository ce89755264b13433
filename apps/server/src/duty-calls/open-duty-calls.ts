import { isAlarm, isCalling, type DutyCallRank } from '@truc/domain/duty-call';
import type { DutyCall, DutyCallsResponse } from '@truc/domain/api';
import { commandDecider } from '../access/command-decider.ts';
import type { Register } from '../access/register.ts';
import { rightsOf, type Rights } from '../access/rights.ts';
import { createShiftFacts } from '../access/shift-facts.ts';
import { createPushDesk } from '../cases/push-desk.ts';
import { aliveSessions } from '../auth/sessions.ts';
import type { Context } from '../config/context.ts';
import { createDossierStore } from '../dossiers/dossier-store.ts';
import type { Realtime } from '../realtime/realtime.ts';
import { createCallStore, type DutyCall as KnownCall } from './call-store.ts';
import { DutyWatch } from './duty-watch.ts';
import { createMatters } from './find-matters.ts';
import { isEverCalled, ranksOf } from './who-is-called.ts';

export type DutyCalls = {
  read(person: string): Promise<DutyCallsResponse>;
  /** False where one of them does not call him: nothing is written then. */
  acknowledge(person: string, keys: readonly string[]): Promise<boolean>;
  /** A log has grown. */
  grown(): void;
  close(): Promise<void>;
};

/** From now on, whoever must act on a missed duty or a waiting decision is called: in his page, and without one. */
export function openDutyCalls(context: Context, realtime: Realtime): DutyCalls {
  const { database, config, clock, registers } = context;
  const { pool } = database;
  const store = createCallStore(pool);
  const desk = createPushDesk({ ...context, aliveSessions: (sessions) => aliveSessions(pool, sessions) });
  const watch = new DutyWatch({
    ...context,
    store,
    matters: createMatters({
      pool,
      decider: commandDecider,
      facts: createShiftFacts(pool),
      dossiers: createDossierStore(pool),
      handoverWaitMs: config.handoverWaitMs,
      afterMs: config.dutyCallAfterMs,
    }),
    upAfterMs: config.dutyCallUpAfterMs,
    onSummons: (summons) => desk.summon(summons),
    onChange: (people) => realtime.hint(people, 'duty_calls'),
  });

  async function openFor(person: string): Promise<{ register: Register; rights: Rights }> {
    const register = await registers.current();
    return { register, rights: rightsOf(register, person, clock) };
  }

  return {
    async read(person) {
      const { register, rights } = await openFor(person);
      return {
        calls: callsOf(watch.standing, rights).map((call) => describe(call, register)),
        raised: raisedFor(watch.recent, rights),
        isEverCalled: isEverCalled(rights, register),
      };
    },
    async acknowledge(person, keys) {
      const { rights } = await openFor(person);
      const known = new Set(
        watch.standing
          .filter(({ matter }) => isAlarm(matter) && ranksOf(matter, rights).length > 0)
          .map(({ matter }) => matter.key),
      );
      if (!keys.every((key) => known.has(key))) return false;
      await store.acknowledge(keys, { person, at: clock.now() });
      await watch.look();
      return true;
    },
    grown: () => watch.wake(),
    close: () => watch.close(),
  };
}

type Ranked = KnownCall & { readonly rank: DutyCallRank };

function callsOf(calls: readonly KnownCall[], rights: Rights): readonly Ranked[] {
  return calls.flatMap((call) => {
    const ranks = ranksOf(call.matter, rights);
    const rank = ranks[0];
    return rank !== undefined && isCalling(call.matter, call.marks, ranks) ? [{ ...call, rank }] : [];
  });
}

/** Only what sounded: a decision that waits is no alarm. */
function raisedFor(calls: readonly KnownCall[], rights: Rights): number[] {
  return calls.flatMap(({ matter, marks }) => {
    if (!isAlarm(matter)) return [];
    const [rank] = ranksOf(matter, rights);
    if (rank === undefined) return [];
    const at = rank === 'first' ? marks.raisedAt : marks.goneUpAt;
    return at === null ? [] : [at];
  });
}

function describe({ matter, marks, rank }: Ranked, { facilities, posts }: Register): DutyCall {
  const { key, kind, facility, about, since } = matter;
  return {
    key,
    kind,
    rank,
    facility,
    facilityName: facility === null ? null : (facilities.get(facility)?.name ?? facility),
    postName: posts.get(about)?.name ?? null,
    about,
    since,
    calledAt: rank === 'up' ? (marks.goneUpAt ?? marks.raisedAt) : marks.raisedAt,
  };
}
