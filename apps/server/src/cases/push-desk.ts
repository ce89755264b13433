import type { Clock } from '@truc/base';
import type { PushHint } from '@truc/domain/api';
import webPush from 'web-push';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Summons } from '../duty-calls/duty-watch.ts';
import type { CaseCall } from './case-watch.ts';
import type { StoredSubscription, SubscriptionStore } from './subscription-store.ts';
import type { VapidKeys } from './vapid-keys.ts';

export type PushDeskParts = {
  readonly subscriptions: SubscriptionStore;
  readonly vapid: VapidKeys;
  readonly registers: RegisterCache;
  readonly aliveSessions: (sessions: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
};

/** Calls browsers of people who have to answer, also where no page is open. Nothing of the matter leaves the server. */
export interface PushDesk {
  call(calls: readonly CaseCall[]): void;
  /** Other matters than violations, each with whom it calls. What is not urgent may come when a device wakes by itself. */
  summon(summons: readonly Summons[]): void;
}

const patienceMs = 10_000;
type Manner = { readonly urgency: 'high' | 'normal'; readonly TTL: number };
/** A call that could not be delivered for so long, in s, has been overtaken by the passing up. */
const urgently: Manner = { urgency: 'high', TTL: 600 };
/** A decision that waits is worth telling of all day. */
const inTime: Manner = { urgency: 'normal', TTL: 8 * 3_600 };
const hint: PushHint = { about: 'alarms' };

export function createPushDesk(parts: PushDeskParts): PushDesk {
  return {
    call(calls) {
      noteFailure(
        calledPeople(calls, parts).then((people) => callPeople(people, urgently, parts)),
        parts,
      );
    },
    summon(summons) {
      for (const isUrgent of [true, false]) {
        const people = summons.filter((one) => one.isUrgent === isUrgent).flatMap((one) => one.people);
        noteFailure(callPeople([...new Set(people)], isUrgent ? urgently : inTime, parts), parts);
      }
    },
  };
}

function noteFailure(calling: Promise<void>, { log }: PushDeskParts): void {
  calling.catch((error: unknown) => log.warn({ err: error }, 'browsers could not be called'));
}

async function callPeople(people: readonly string[], manner: Manner, parts: PushDeskParts): Promise<void> {
  if (people.length === 0) return;
  const found = await parts.subscriptions.of(people);
  if (found.length === 0) return;
  const alive = await parts.aliveSessions(found.map(({ session }) => session));
  const answers = await Promise.all(
    found.filter(({ session }) => alive.has(session)).map((each) => callOne(each, manner, parts)),
  );
  const gone = answers.flatMap(({ endpoint, isGone }) => (isGone ? [endpoint] : []));
  const signedOut = found.filter(({ session }) => !alive.has(session)).map(({ endpoint }) => endpoint);
  await parts.subscriptions.forget([...gone, ...signedOut]);
}

/** Managers are told; whom it was passed up to is called then. */
async function calledPeople(
  calls: readonly CaseCall[],
  { registers, clock }: PushDeskParts,
): Promise<string[]> {
  const register = await registers.current();
  return [...register.people.keys()].filter((person) => {
    const rights = rightsOf(register, person, clock);
    return calls.some(({ scope, to }) => {
      // Of a case about a user of the system whoever handles it is called (GL-18).
      const oversees = scope.startsWith('facility:') && rights.mayInIncident(scope, 'oversee_violation');
      return to === 'escalated' ? oversees : !oversees && rights.mayInIncident(scope, 'handle_violation');
    });
  });
}

async function callOne(
  { endpoint, p256dh, auth }: StoredSubscription,
  { urgency, TTL }: Manner,
  { vapid, log }: PushDeskParts,
): Promise<{ readonly endpoint: string; readonly isGone: boolean }> {
  const details = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(hint), {
    vapidDetails: vapid,
    TTL,
    urgency,
    contentEncoding: 'aes128gcm',
  });
  try {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: Object.entries(details.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
      body: new Uint8Array(details.body ?? []),
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    await answer.body?.cancel();
    return { endpoint, isGone: answer.status === 404 || answer.status === 410 };
  } catch (error) {
    // No way to the push service: on a network of its own that is usual. The page's alarm does not depend on it.
    log.debug({ err: error }, 'a push service was not reached');
    return { endpoint, isGone: false };
  }
}
