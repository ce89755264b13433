/** Where a tablet stands after the usual events, for tests of what comes then. */
import { failure, ok } from '@truc/base';
import { SessionNameSchema } from '@truc/domain/api';
import * as v from 'valibot';
import { initialFacts, type Asked, type SessionEvent, type SessionFacts } from './session-state.ts';
import { transition } from './session-transition.ts';
import { lan, meOf, quang, vaultOf } from './test-device.ts';

export const who = { person: lan, name: lan };
export const me = meOf(lan);
export const sessionName = v.parse(SessionNameSchema, '0190163d-8694-4394-8002-0242ac120002');
export const read = (persons: readonly (typeof lan)[], look = 1): SessionEvent => ({
  kind: 'persons_read',
  look,
  persons: persons.map(vaultOf),
});
export const started = after(initialFacts(null), { kind: 'look_asked' }, read([lan, quang]));
export const locked = after(started, { kind: 'databases_read', last: who, owes: false }, tabs(0));
export const unlocked = after(
  locked,
  { kind: 'unlock_begun' },
  { kind: 'keys_changed', person: lan },
  { kind: 'unlocked', departures: 0, person: lan },
);
export const working = after(unlocked, { kind: 'kept_read', asked: now(unlocked), me, by: 'unlock' });
/** He was asked by the mark, and typed quicker than the databases told. */
export const quick = after(
  initialFacts(null),
  { kind: 'marked', person: vaultOf(lan) },
  { kind: 'unlock_begun' },
  { kind: 'keys_changed', person: lan },
  { kind: 'unlocked', departures: 0, person: lan },
  { kind: 'kept_read', asked: { visit: 1, openings: 1 }, me, by: 'unlock' },
);
export const signedOut = after(working, { kind: 'sign_out_asked' }, { kind: 'leaving_noted' }, closed());

export function after(facts: SessionFacts, ...events: readonly SessionEvent[]): SessionFacts {
  return events.reduce((known, event) => transition(known, event).facts, facts);
}

export function now({ visit, openings }: SessionFacts): Asked {
  return { visit, openings };
}

export function closed(): SessionEvent {
  return { kind: 'keys_changed', person: null };
}

function tabs(visit: number): SessionEvent {
  return { kind: 'tabs_answered', visit, last: who };
}

/** Everything that may have been on its way. */
export function lateAnswers(asked: Asked): readonly SessionEvent[] {
  const { visit } = asked;
  return [
    tabs(visit),
    { kind: 'kept_read', asked, me, by: 'unlock' },
    { kind: 'kept_read', asked, me, by: 'keys' },
    { kind: 'kept_read', asked, me, by: 'tabs' },
    { kind: 'kept_again', visit },
    { kind: 'debt_asked', visit, isPaid: true },
    { kind: 'debt_asked', visit, isPaid: false },
    { kind: 'me_answered', asked, answer: ok(me) },
    { kind: 'me_answered', asked, answer: failure('not_signed_in') },
    { kind: 'me_kept', asked, me },
    { kind: 'admitted', visit, me },
  ];
}
