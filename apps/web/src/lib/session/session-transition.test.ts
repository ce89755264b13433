import { failure, ok } from '@truc/base';
import { describe, expect, it } from 'vitest';
import { initialFacts, type SessionEvent, type SessionStep } from './session-state.ts';
import { transition } from './session-transition.ts';
import { lan, meOf, minh, quang, vaultOf } from './test-device.ts';
import {
  after,
  closed,
  locked,
  me,
  now,
  read,
  sessionName,
  started,
  unlocked,
  who,
  working,
} from './test-facts.ts';

describe('a page that opens', () => {
  it('asks for the PIN of whoever was here last', () => {
    expect(locked.shown).toEqual({ kind: 'locked', who, hasPassword: false });
  });

  it('asks by the mark before the databases have told, and keeps to it where they say the same', () => {
    const marked = after(initialFacts(null), { kind: 'marked', person: vaultOf(lan) });
    expect(marked).toMatchObject({ shown: { kind: 'locked', who }, persons: [{ person: lan }] });
    const told = after(marked, { kind: 'look_asked' }, read([lan, quang]));
    const step = transition(told, { kind: 'databases_read', last: who, owes: false });
    expect(step.facts).toMatchObject({
      shown: { kind: 'locked', who },
      persons: [{ person: lan }, { person: quang }],
    });
    expect(step.effects).toEqual([]);
  });

  it.each([
    {
      told: 'that another was here last',
      last: { person: quang, name: quang },
      owes: false,
      persons: [lan, quang],
    },
    { told: 'that his vault is gone', last: who, owes: false, persons: [quang] },
    { told: 'that he left', last: null, owes: true, persons: [lan] },
  ])('believes no mark where the databases tell $told', ({ last, owes, persons }) => {
    const marked = after(
      initialFacts(null),
      { kind: 'marked', person: vaultOf(lan) },
      { kind: 'look_asked' },
      read(persons),
    );
    const { facts, effects } = transition(marked, { kind: 'databases_read', last, owes });
    expect(facts.shown.kind).toBe('opening');
    expect(effects.map((one) => one.do)).toEqual(['mark', owes ? 'pay_debt' : 'ask_tabs']);
  });

  it('knows everybody also where the databases were quicker than the mark', () => {
    const { facts } = transition(started, { kind: 'marked', person: vaultOf(quang) });
    expect(facts.persons.map(({ person }) => person)).toEqual([lan, quang]);
    // And knows nobody where they told that nobody is here.
    const empty = after(initialFacts(null), { kind: 'look_asked' }, read([]));
    expect(after(empty, { kind: 'marked', person: vaultOf(lan) }).persons).toEqual([]);
  });

  it('asks for nobody by a mark that is read after the databases', () => {
    const left = after(started, { kind: 'databases_read', last: null, owes: true });
    expect(after(left, { kind: 'marked', person: vaultOf(lan) }).shown.kind).toBe('opening');
  });

  it('asks no server before it knows whose vaults are here', () => {
    expect(transition(initialFacts(null), { kind: 'confirm_asked' }).effects).toEqual([]);
  });

  it('takes the keys that another tab has open, and what was kept under them, without the server', () => {
    const opening = after(started, { kind: 'databases_read', last: who, owes: false });
    const handed = after(opening, { kind: 'keys_changed', person: lan });
    const asked = { visit: handed.visit, openings: handed.openings };
    const step = transition(handed, { kind: 'tabs_answered', visit: 0, last: who });
    expect(step.effects).toEqual([{ do: 'read_kept', asked, by: 'tabs' }]);
    expect(after(handed, { kind: 'kept_read', asked, me, by: 'tabs' }).shown).toMatchObject({
      isConfirmed: false,
    });
  });

  it('shows nothing where its own storage does not open, whatever comes', () => {
    const failed = after(initialFacts(null), { kind: 'storage_failed' });
    const after_ = after(failed, { kind: 'marked', person: vaultOf(lan) }, { kind: 'confirm_asked' });
    expect(after_).toMatchObject({ hasStorageFailed: true, shown: { kind: 'opening' } });
  });
});

describe('keys that another tab hands over', () => {
  const signedOut = after(working, { kind: 'sign_out_asked' }, { kind: 'leaving_noted' }, closed());
  const close = [{ do: 'close_keys' }];

  it('are let go at once where nobody is signed in, and the other tab keeps its own', () => {
    const { facts, effects } = transition(signedOut, { kind: 'keys_changed', person: lan });
    expect(effects).toEqual(close);
    expect(after(facts, closed())).toMatchObject({ shown: signedOut.shown, keys: null });
  });

  it('are let go where another is asked for his PIN', () => {
    expect(transition(locked, { kind: 'keys_changed', person: quang }).effects).toEqual(close);
    expect(transition(locked, { kind: 'keys_changed', person: lan }).effects).toMatchObject([
      { do: 'read_kept', by: 'keys' },
    ]);
  });

  it('are let go once what was tried meanwhile has failed', () => {
    const handed = after(signedOut, { kind: 'unlock_begun' }, { kind: 'keys_changed', person: lan });
    const { effects } = transition(handed, { kind: 'unlock_failed' });
    expect(effects.map((one) => one.do)).toEqual(['look', 'close_keys']);
  });
});

describe('whoever works here', () => {
  it('has his own keys open, in this page', () => {
    expect(working.shown).toEqual({ kind: 'signed_in', me, isConfirmed: false });
    const other: SessionEvent = { kind: 'kept_read', asked: now(unlocked), me: meOf(quang), by: 'unlock' };
    expect(after(unlocked, other).shown).toBe(locked.shown);
    const { facts, effects } = transition(working, { kind: 'keys_changed', person: quang });
    expect(facts.shown).toMatchObject({ kind: 'locked', who });
    expect(effects.map((one) => one.do)).toEqual(['follow', 'close_keys', 'tell_tabs']);
  });

  it('is asked for his PIN after his password, where he has a vault; his keys are bare where he has none', () => {
    const signIn = (as: typeof me) =>
      after(locked, {
        kind: 'sign_in_answered',
        departures: 0,
        name: sessionName,
        me: as,
        withNewPin: false,
      });
    const admitted = (as: typeof me): SessionStep =>
      transition(signIn(as), { kind: 'admitted', visit: signIn(as).visit, me: as });
    expect(admitted(me).facts.shown).toEqual({ kind: 'locked', who, hasPassword: true });
    expect(admitted(meOf(minh)).effects.map((one) => one.do)).toEqual(['open_bare_keys', 'keep_me']);
  });

  it('leaves where the server knows another, whose session it is told to end', () => {
    const { facts, effects } = transition(working, {
      kind: 'me_answered',
      asked: now(working),
      answer: ok(meOf(quang)),
    });
    expect(facts.leaving).toEqual({ because: 'ended', pays: true });
    expect(effects).toEqual([{ do: 'note_leaving', owes: true }]);
  });

  it('leaves where the server knows nobody, and stays where it is silent', () => {
    const silent = after(working, {
      kind: 'me_answered',
      asked: now(working),
      answer: failure('unreachable'),
    });
    expect(silent.shown).toBe(working.shown);
    const ended = after(working, {
      kind: 'me_answered',
      asked: now(working),
      answer: failure('not_signed_in'),
    });
    expect(after(ended, { kind: 'leaving_noted' }).shown).toEqual({ kind: 'signed_out', because: 'ended' });
  });

  it('stays while it could not be noted that he left', () => {
    const failed = after(working, { kind: 'sign_out_asked' }, { kind: 'leaving_failed' });
    expect(failed.shown).toBe(working.shown);
    expect(transition(failed, { kind: 'confirm_asked' }).effects).toMatchObject([{ do: 'pay_debt' }]);
  });

  it('works on with the keys of another tab where what he tried here opened nothing', () => {
    const failed = after(locked, { kind: 'unlock_begun' }, { kind: 'keys_changed', person: lan });
    const step = transition(failed, { kind: 'unlock_failed' });
    expect(step.effects.map((one) => one.do)).toEqual(['look', 'read_kept']);
  });
});
