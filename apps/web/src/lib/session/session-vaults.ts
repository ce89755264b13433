/** Whose vaults are here, whose keys are open, and what was kept under them. */
import type { SessionEffect, SessionEvent, SessionFacts, SessionStep } from './session-state.ts';
import {
  askAgain,
  askedNow,
  become,
  closeBook,
  confirm,
  isCurrent,
  look,
  nextVisit,
  noteMark,
  personOf,
  stay,
} from './session-steps.ts';

type Of<Kind extends SessionEvent['kind']> = Extract<SessionEvent, { kind: Kind }>;

const closed: readonly SessionEffect[] = [{ do: 'close_keys' }, { do: 'tell_tabs' }];

/** A look that was begun before the one that is known says less than it. */
export function handlePersonsRead(before: SessionFacts, event: Of<'persons_read'>): SessionStep {
  if (event.look <= before.looks.taken) return stay(before);
  const facts: SessionFacts = {
    ...before,
    persons: event.persons,
    looks: { ...before.looks, taken: event.look },
  };
  return { facts, effects: noteMark(facts) };
}

export function handleKeysChanged(before: SessionFacts, { person }: Of<'keys_changed'>): SessionStep {
  if (before.keys === person) return stay(before);
  const facts: SessionFacts = { ...before, keys: person, openings: before.openings + 1 };
  if (facts.shown.kind === 'signed_in') {
    if (person === personOf(facts.shown.me)) return stay(facts);
    const step = closeBook(facts);
    return person === null ? step : { ...step, effects: [...step.effects, ...closed] };
  }
  return { facts, effects: takeHandedOver(facts) };
}

export function handleUnlockBegun(facts: SessionFacts): SessionStep {
  return stay({ ...facts, unlocking: facts.unlocking + 1 });
}

export function handleUnlocked(before: SessionFacts, { departures, person }: Of<'unlocked'>): SessionStep {
  const facts: SessionFacts = { ...before, unlocking: before.unlocking - 1 };
  // Closed again meanwhile.
  if (facts.keys !== person) return { facts, effects: takeHandedOver(facts) };
  if (departures !== facts.departures) {
    // He left before his vault opened. Who came since has keys of his own.
    const isHere = facts.shown.kind === 'signed_in';
    return { facts, effects: isHere ? [] : closed };
  }
  const next = nextVisit(facts);
  return {
    facts: next,
    effects: [{ do: 'tell_tabs' }, { do: 'read_kept', asked: askedNow(next), by: 'unlock' }],
  };
}

/** Another tab may have opened it meanwhile. */
export function handleUnlockFailed(before: SessionFacts): SessionStep {
  const { facts, effects } = look({ ...before, unlocking: before.unlocking - 1 });
  return { facts, effects: [...effects, ...takeHandedOver(facts)] };
}

export function handleKeptRead(facts: SessionFacts, event: Of<'kept_read'>): SessionStep {
  if (!isCurrent(facts, event.asked)) return stay(facts);
  const { kind } = facts.shown;
  if (event.by === 'keys' && kind !== 'locked') return stay(facts);
  if (event.by === 'tabs' && kind !== 'opening') return stay(facts);
  if (event.asked.openings !== facts.openings) return askAgain(facts);
  if (event.me !== null) return become(facts, event.me, false);
  if (event.by === 'tabs') return confirm(facts);
  if (event.by === 'keys' || kind === 'signed_in') return stay(facts);
  // Nothing is kept for him yet: the server tells who he is.
  return { facts: { ...facts, shown: { kind: 'opening' } }, effects: [{ do: 'confirm_behind' }] };
}

/** What was loaded before there was a vault was kept nowhere. */
export function handlePinSet(before: SessionFacts, event: Of<'pin_set'>): SessionStep {
  const { facts, effects } = look(before);
  if (!isCurrent(facts, event) || facts.shown.kind !== 'signed_in') return { facts, effects };
  const { me } = facts.shown;
  return {
    facts,
    effects: [{ do: 'tell_tabs' }, ...effects, { do: 'keep_again', visit: facts.visit, me }],
  };
}

export function handleKeptAgain(facts: SessionFacts, event: Of<'kept_again'>): SessionStep {
  if (!isCurrent(facts, event) || facts.shown.kind !== 'signed_in') return stay(facts);
  return { facts, effects: [{ do: 'follow', me: facts.shown.me, unlocked: false }] };
}

export function handleLockAsked(facts: SessionFacts): SessionStep {
  return { facts, effects: closed };
}

/**
 * Another tab unlocked: whoever waits for his PIN here comes in by it. Keys of others, and keys where nobody is signed in, are let go
 * here and in this tab alone.
 */
function takeHandedOver(facts: SessionFacts): readonly SessionEffect[] {
  const { shown, keys, unlocking, leaving } = facts;
  if (keys === null || unlocking > 0 || leaving !== null) return [];
  if (shown.kind === 'locked' && shown.who.person === keys)
    return [{ do: 'read_kept', asked: askedNow(facts), by: 'keys' }];
  return shown.kind === 'signed_out' || shown.kind === 'locked' ? [{ do: 'close_keys' }] : [];
}
