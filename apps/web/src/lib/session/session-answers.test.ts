import { describe, expect, it } from 'vitest';
import type { SessionEvent } from './session-state.ts';
import { transition } from './session-transition.ts';
import { lan, quang } from './test-device.ts';
import {
  after,
  closed,
  lateAnswers,
  locked,
  me,
  now,
  quick,
  read,
  sessionName,
  signedOut,
  started,
  who,
  working,
} from './test-facts.ts';

describe('an answer of an earlier visit', () => {
  const asked = now(working);

  it('brings nobody back who signed out while it was on its way', () => {
    for (const late of lateAnswers(asked))
      expect(after(signedOut, late).shown, late.kind).toBe(signedOut.shown);
  });

  it('brings nobody back while his leaving is being noted', () => {
    const leaving = after(working, { kind: 'sign_out_asked' });
    for (const late of [...lateAnswers(asked), ...lateAnswers(now(leaving))])
      expect(transition(leaving, late).effects, late.kind).toEqual([]);
    expect(transition(leaving, { kind: 'confirm_asked' }).effects).toEqual([]);
  });

  it('opens nothing that was locked', () => {
    const again = after(working, { kind: 'lock_asked' }, closed());
    expect(again.shown).toEqual({ kind: 'locked', who, hasPassword: false });
    for (const late of lateAnswers(asked)) expect(after(again, late).shown, late.kind).toBe(again.shown);
  });

  it('says nothing to who unlocked since, of the keys that were open before', () => {
    const again = after(working, closed(), { kind: 'unlock_begun' }, { kind: 'keys_changed', person: lan });
    for (const late of lateAnswers(asked)) expect(after(again, late).shown.kind, late.kind).toBe('locked');
  });

  it('is no PIN that was given before he left: what it opened is closed again', () => {
    const opened = after(signedOut, { kind: 'unlock_begun' }, { kind: 'keys_changed', person: lan });
    const { facts, effects } = transition(opened, { kind: 'unlocked', departures: 0, person: lan });
    expect(facts.shown.kind).toBe('signed_out');
    expect(effects).toEqual([{ do: 'close_keys' }, { do: 'tell_tabs' }]);
  });

  it('is no password that was given before he left: the server is told to end what it began', () => {
    const { facts, effects } = transition(signedOut, {
      kind: 'sign_in_answered',
      departures: 0,
      name: sessionName,
      me,
      withNewPin: false,
    });
    expect(facts.shown.kind).toBe('signed_out');
    expect(effects).toEqual([{ do: 'owe_end', name: sessionName }]);
    expect(transition(facts, { kind: 'sign_in_over' }).effects).toMatchObject([{ do: 'pay_debt' }]);
  });

  it('is no reading of the databases that was begun before somebody came', () => {
    const again = after(quick, closed());
    const told: SessionEvent = { kind: 'databases_read', last: { person: quang, name: quang }, owes: false };
    expect(after(again, told).shown).toEqual({ kind: 'locked', who, hasPassword: false });
  });

  it('is no outcome of an unlocking whose keys were closed before it', () => {
    const shut = after(locked, { kind: 'unlock_begun' }, { kind: 'keys_changed', person: lan }, closed());
    const { facts, effects } = transition(shut, { kind: 'unlocked', departures: 0, person: lan });
    expect(facts.shown).toBe(locked.shown);
    expect(effects).toEqual([]);
  });

  it('follows no new PIN of somebody who left meanwhile', () => {
    const { effects } = transition(signedOut, { kind: 'pin_set', visit: working.visit });
    expect(effects.map((one) => one.do)).toEqual(['look']);
  });
});

describe('what is owed to the server', () => {
  it('is noted before anything is hidden, and paid after it', () => {
    const asked = transition(working, { kind: 'sign_out_asked' });
    expect(asked.facts.shown).toBe(working.shown);
    expect(asked.effects).toEqual([
      { do: 'mark', person: null },
      { do: 'note_leaving', owes: true },
    ]);
    const noted = transition(asked.facts, { kind: 'leaving_noted' });
    expect(noted.facts.shown).toEqual({ kind: 'signed_out', because: 'left' });
    expect(noted.effects.map((one) => one.do)).toEqual([
      'mark',
      'follow',
      'close_keys',
      'tell_tabs',
      'pay_debt',
    ]);
  });

  it('is not settled by an answer to what was owed before', () => {
    const settle = (departures: number) =>
      transition(signedOut, { kind: 'debt_settled', departures }).effects;
    expect(settle(signedOut.departures)).toEqual([{ do: 'settle_debt' }]);
    expect(settle(signedOut.departures - 1)).toEqual([]);
  });

  it('comes before the question who is signed in; while it is unpaid, only who unlocked works here', () => {
    const opening = after(started, { kind: 'databases_read', last: null, owes: true });
    const unpaid: SessionEvent = { kind: 'debt_asked', visit: 0, isPaid: false };
    expect(after(opening, unpaid).shown).toEqual({ kind: 'signed_out', because: 'left' });
    const later = { ...unpaid, visit: working.visit };
    expect(after(working, later).shown).toBe(working.shown);
  });
});

describe('a wipe', () => {
  it('leaves nobody, and believes no look from before it', () => {
    const looking = after(working, { kind: 'look_asked' });
    const { facts, effects } = transition(looking, { kind: 'wiped' });
    expect(facts).toMatchObject({ shown: { kind: 'signed_out', because: 'wiped' }, persons: [] });
    expect(effects.map((one) => one.do)).toEqual([
      'mark',
      'follow',
      'close_keys',
      'tell_tabs',
      'wipe',
      'look',
    ]);
    const late = after(facts, read([lan, quang], 2), ...lateAnswers(now(working)));
    expect(late).toMatchObject({ shown: { kind: 'signed_out', because: 'wiped' }, persons: [] });
    expect(after(late, read([], 3)).persons).toEqual([]);
  });

  it('asks nobody for a PIN by what was read before it', () => {
    const wiped = after(started, { kind: 'wiped' }, { kind: 'databases_read', last: who, owes: false });
    expect(wiped.shown.kind).toBe('signed_out');
  });
});
