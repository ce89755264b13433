/** What the server says about who is signed in here, and how somebody leaves. */
import type { Me } from '@truc/domain/api';
import type { SessionEffect, SessionEvent, SessionFacts, SessionStep } from './session-state.ts';
import {
  askAgain,
  askedNow,
  askForPin,
  become,
  beginLeaving,
  closeBook,
  confirm,
  hasVault,
  isCurrent,
  leave,
  look,
  nextVisit,
  payDebt,
  personOf,
  stay,
} from './session-steps.ts';

type Of<Kind extends SessionEvent['kind']> = Extract<SessionEvent, { kind: Kind }>;

/** While it is not known whose vaults are here, nobody could be asked for his PIN; what comes of starting asks by itself. */
export function handleConfirmAsked(facts: SessionFacts): SessionStep {
  if (facts.isStarting || facts.hasStorageFailed || facts.leaving !== null) return stay(facts);
  return confirm(facts);
}

/** Whoever left since owes anew. */
export function handleDebtSettled(facts: SessionFacts, { departures }: Of<'debt_settled'>): SessionStep {
  return departures === facts.departures ? { facts, effects: [{ do: 'settle_debt' }] } : stay(facts);
}

export function handleDebtAsked(facts: SessionFacts, event: Of<'debt_asked'>): SessionStep {
  if (!isCurrent(facts, event) || facts.shown.kind === 'locked') return stay(facts);
  if (event.isPaid) {
    const looksFirst = facts.looks.taken === 0;
    return { facts, effects: [{ do: 'ask_server', asked: askedNow(facts), looksFirst }] };
  }
  // Whoever opened his vault here since works on: the session that is still owed was another's.
  return facts.keys === null ? leave(facts, 'left') : giveUp(facts);
}

/** Without an answer everything stays as it is. */
export function handleMeAnswered(facts: SessionFacts, event: Of<'me_answered'>): SessionStep {
  const { shown } = facts;
  if (!isCurrent(facts, event.asked) || shown.kind === 'locked') return stay(facts);
  if (event.asked.openings !== facts.openings) return askAgain(facts);
  const { answer } = event;
  if (answer.ok) return meet(facts, answer.value, { hasPassword: false });
  if (answer.error.code === 'not_signed_in') {
    if (shown.kind === 'signed_out') return stay(facts);
    return beginLeaving(facts, { because: shown.kind === 'signed_in' ? 'ended' : 'nobody', owes: false });
  }
  return giveUp(facts);
}

export function handleSignInAnswered(before: SessionFacts, event: Of<'sign_in_answered'>): SessionStep {
  // He left before the answer came: the session that it brought is nobody's.
  if (event.departures !== before.departures)
    return { facts: before, effects: [{ do: 'owe_end', name: event.name }] };
  const { facts, effects } = closeBook(before);
  const next: SessionFacts = { ...nextVisit(facts), keys: null, openings: facts.openings + 1 };
  const { name, me, withNewPin } = event;
  const close: readonly SessionEffect[] = before.keys === null ? [] : [{ do: 'close_keys' }];
  return {
    facts: next,
    effects: [...effects, ...close, { do: 'admit', visit: next.visit, name, me, withNewPin }],
  };
}

export function handleAdmitted(facts: SessionFacts, event: Of<'admitted'>): SessionStep {
  return isCurrent(facts, event) ? meet(facts, event.me, { hasPassword: true }) : stay(facts);
}

export function handleMeKept(facts: SessionFacts, { asked, me }: Of<'me_kept'>): SessionStep {
  if (!isCurrent(facts, asked)) return stay(facts);
  return asked.openings === facts.openings ? become(facts, me, true) : askAgain(facts);
}

export function handleSignOutAsked(before: SessionFacts): SessionStep {
  const { facts, effects } = beginLeaving(before, { because: 'left', owes: true });
  return { facts, effects: [{ do: 'mark', person: null }, ...effects] };
}

export function handleLeavingNoted(before: SessionFacts): SessionStep {
  if (before.leaving === null) return stay(before);
  const { because, pays } = before.leaving;
  const { facts, effects } = leave({ ...before, leaving: null }, because);
  return {
    facts,
    effects: [
      ...effects,
      { do: 'close_keys' },
      { do: 'tell_tabs' },
      ...(pays ? [payDebt(facts, { isForAnswer: false })] : []),
    ],
  };
}

export function handleLeavingFailed(facts: SessionFacts): SessionStep {
  return stay({ ...facts, leaving: null });
}

/** Nothing that was kept is here any more, and nobody works here. What was looked at before says nothing. */
export function handleWiped(before: SessionFacts): SessionStep {
  const gone: SessionFacts = {
    ...nextVisit(before),
    departures: before.departures + 1,
    persons: [],
    looks: { ...before.looks, taken: before.looks.asked },
  };
  const left = leave(gone, 'wiped');
  const looked = look(left.facts);
  return {
    facts: looked.facts,
    effects: [...left.effects, { do: 'close_keys' }, { do: 'tell_tabs' }, { do: 'wipe' }, ...looked.effects],
  };
}

/** Nobody told who is here: whoever has nothing open yet signs in. */
function giveUp(facts: SessionFacts): SessionStep {
  if (facts.shown.kind !== 'opening') return stay(facts);
  const left = leave(facts, 'nobody');
  return { ...left, effects: [...left.effects, { do: 'close_keys' }] };
}

/** The server says who is signed in: he works here at once, unless his vault asks for the PIN first. */
function meet(facts: SessionFacts, me: Me, { hasPassword }: { readonly hasPassword: boolean }): SessionStep {
  const person = personOf(me);
  const { keys } = facts;
  // Somebody unlocked here while the server still knows another: his session is not this one's.
  if (keys !== null && keys !== person) return beginLeaving(facts, { because: 'ended', owes: true });
  if (keys === person) return { facts, effects: [{ do: 'keep_me', asked: askedNow(facts), me }] };
  if (hasVault(facts, person)) return stay(askForPin(facts, { person, name: me.person.name }, hasPassword));
  const open: SessionFacts = { ...facts, keys: person, openings: facts.openings + 1 };
  return {
    facts: open,
    effects: [
      { do: 'open_bare_keys', person },
      { do: 'keep_me', asked: askedNow(open), me },
    ],
  };
}
