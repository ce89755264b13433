import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShiftFact } from './facts.ts';
import { foldShifts, noWatch } from './fold.ts';
import { handoversOf, ownTimeEnd } from './handovers.ts';
import { currentShift, handoverConflicts, openShifts, type Shift } from './shift.ts';
import { allInOrder, at, faultOpen, fullRound, received, snapshotOf, WatchDevice } from './testing-watch.ts';

/** Khánh hands over while the link is down; Dương and My each accept on a device of their own. */
function acceptedTwice() {
  const tablet = new WatchDevice('tablet');
  tablet.start('khanh', '06:00');
  tablet.prepare('khanh', '13:40');
  const signOut = tablet.signOut('khanh', '13:50');
  const phone = new WatchDevice('phone', tablet.facts);
  const first = tablet.accept('duong', '13:55');
  const second = phone.accept('my', '13:56');
  return { signOut, first, second, office: new WatchDevice('office', [...tablet.facts, second]) };
}

/** Two people who hand the post over to each other, so many times. */
function handedOver(turns: number): WatchDevice {
  const tablet = new WatchDevice('tablet');
  let shift = tablet.start('khanh', '06:00');
  for (let turn = 0; turn < turns; turn += 1) {
    const head = { seq: turn, chain: null };
    const [outgoing, incoming] = turn % 2 === 0 ? ['khanh', 'duong'] : ['duong', 'khanh'];
    const prepare = { shift: shift.opId, head, snapshot: snapshotOf({ carried: [] }) };
    const frozen = tablet.say(outgoing, at('14:00') + turn, { type: 'prepare', body: prepare });
    const signature = { prepare: frozen.opId, hash: frozen.hash, head, answers: allInOrder };
    const signed = tablet.say(outgoing, at('14:00') + turn, { type: 'signOut', body: signature });
    const taken = { document: '1', planned: null, round: fullRound, opened: [] };
    const signing = { signOut: signed.opId, hash: signed.hash, reservation: null, faceToFace: true };
    shift = tablet.say(incoming, at('14:00') + turn, { type: 'accept', body: { ...taken, ...signing } });
  }
  return tablet;
}

describe('foldShifts', () => {
  it('[GL-20] sees an unmanned post where nobody wrote anything', () => {
    expect(foldShifts([])).toEqual(noWatch);
    expect(currentShift(noWatch)).toBeNull();
  });

  it('[GL-23] weighs each handover of a year once', () => {
    const { shifts, disregarded } = handedOver(1_000).watch;
    expect([shifts.length, disregarded]).toEqual([1_001, []]);
  });

  it('[GL-20] [GL-23] sees the same person on duty, and the same newest shifts, in whatever end of the log is read', () => {
    const { facts, watch } = handedOver(12);
    const shown = ({ id, state, holder, until }: Shift) => ({ id, state, holder, until });
    for (let cut = 0; cut < facts.length; cut += 1) {
      const read = foldShifts(facts.slice(cut), 'newest');
      expect(read.disregarded).toEqual([]);
      expect(read.shifts.map(shown)).toEqual(watch.shifts.slice(-read.shifts.length || 99).map(shown));
      const begun = facts.slice(cut).filter(({ type }) => type === 'start' || type === 'accept');
      expect(read.shifts).toHaveLength(begun.length);
    }
  });

  it('[GL-23] lets nothing follow what is not there where the whole log is read', () => {
    const { facts } = handedOver(2);
    const { shifts, disregarded } = foldShifts(facts.slice(1));
    expect(shifts).toEqual([]);
    expect(new Set(disregarded.map(({ code }) => code))).toEqual(new Set(['follows_nothing']));
  });

  it('[GL-23] keeps the outgoing person responsible until somebody accepts', () => {
    const tablet = new WatchDevice('tablet');
    tablet.start('khanh', '06:00');
    tablet.prepare('khanh', '13:40');
    tablet.signOut('khanh', '13:50');
    expect(currentShift(tablet.watch)?.holder.person).toBe('khanh');
    tablet.accept('duong', '14:20');
    expect(currentShift(tablet.watch)?.holder.person).toBe('duong');
  });

  it('[GL-23] locks a shift once both signatures are chained on the server', () => {
    const tablet = new WatchDevice('tablet');
    tablet.start('khanh', '06:00');
    tablet.prepare('khanh', '13:40');
    tablet.signOut('khanh', '13:50');
    tablet.accept('duong', '13:55');
    expect(tablet.watch.shifts[0]?.state).toBe('accepted');
    expect(foldShifts(received(tablet.facts, '14:10')).shifts[0]?.state).toBe('locked');
  });

  it('[GL-23] keeps both acceptances of one shift as a conflict until a person chooses, then sets the other aside', () => {
    const { signOut, first, second, office } = acceptedTwice();
    expect(handoverConflicts(office.watch)).toHaveLength(1);
    expect(openShifts(office.watch).map(({ holder }) => holder.person)).toEqual(['duong', 'my']);
    office.choose('quan-ly', '14:30', { signOut: signOut.opId, chosen: second.opId });
    expect(handoverConflicts(office.watch)).toEqual([]);
    expect(openShifts(office.watch).map(({ holder }) => holder.person)).toEqual(['my']);
    expect(office.watch.shifts.find(({ id }) => id === first.opId)?.state).toBe('set_aside');
  });

  it('[GL-23] lets the first choice stand, and says so of the second', () => {
    const { signOut, first, second, office } = acceptedTwice();
    const body = { signOut: signOut.opId, reason: 'x' };
    office.say('quan-ly', '14:30', { type: 'chooseAcceptance', body: { ...body, chosen: second.opId } });
    office.say('pho', '14:31', { type: 'chooseAcceptance', body: { ...body, chosen: first.opId } });
    expect(office.watch.shifts[0]?.accepted?.opId).toBe(second.opId);
    expect(office.watch.disregarded).toMatchObject([{ code: 'already_chosen', fact: { actor: 'pho' } }]);
  });

  it('[GL-23] goes back to preparing when the snapshot is frozen anew, and takes an acceptance of the older one', () => {
    const tablet = new WatchDevice('tablet');
    tablet.start('khanh', '06:00');
    tablet.prepare('khanh', '13:40');
    tablet.signOut('khanh', '13:50');
    const phone = new WatchDevice('phone', tablet.facts);
    tablet.prepare('khanh', '14:05');
    expect(currentShift(tablet.watch)?.state).toBe('preparing');
    const accepted = phone.accept('duong', '14:04');
    expect(foldShifts([...tablet.facts, accepted]).shifts[0]?.state).toBe('accepted');
  });

  it.each<[string, string, (tablet: WatchDevice) => ShiftFact]>([
    [
      '[GL-23] a snapshot by somebody who holds nothing',
      'not_holder',
      (tablet) => {
        const shift = tablet.facts[0]?.opId ?? '';
        const body = { shift, head: { seq: 0, chain: null }, snapshot: snapshotOf() };
        return tablet.say('my', '13:45', { type: 'prepare', body });
      },
    ],
    [
      '[GL-23] a signature over another snapshot',
      'hash_mismatch',
      (tablet) => {
        const signed = tablet.facts[2];
        if (signed?.type !== 'signOut') throw new Error('a signature');
        return tablet.say('khanh', '13:51', {
          type: 'signOut',
          body: { ...signed.body, hash: '0'.repeat(64) },
        });
      },
    ],
    [
      '[GL-23] an acceptance by the outgoing person',
      'outgoing_is_incoming',
      (tablet) => acceptAs(tablet, 'khanh'),
    ],
    [
      '[GL-23] an acceptance that opened nothing of what is carried over',
      'carried_not_opened',
      (tablet) => acceptAs(tablet, 'duong', []),
    ],
    [
      'what follows a fact that is not here',
      'follows_nothing',
      (tablet) =>
        tablet.say('duong', '13:55', {
          type: 'relief',
          body: { after: '0190163d-8694-7394-8001-0242ac120002', document: '1', round: fullRound, text: '' },
        }),
    ],
  ])('sets aside %s, and keeps it', (_, code, forge) => {
    const tablet = new WatchDevice('tablet');
    tablet.start('khanh', '06:00');
    tablet.prepare('khanh', '13:40');
    tablet.signOut('khanh', '13:50');
    const before = tablet.watch.shifts;
    const fact = forge(tablet);
    expect(tablet.watch.disregarded).toEqual([{ fact, code }]);
    expect(tablet.watch.shifts).toEqual(before);
  });

  it('[GL-23] folds the facts of several devices to one state, whatever the order in which they arrive', () => {
    const { signOut, second, office } = acceptedTwice();
    office.choose('quan-ly', '14:30', { signOut: signOut.opId, chosen: second.opId });
    acceptAs(office, 'khanh');
    const phone = new WatchDevice('second', office.facts);
    const tablet = new WatchDevice('first', office.facts);
    const facts = [...office.facts, tablet.relieve('khanh', '16:00'), phone.relieve('duong', '16:01')];
    const all = [...facts, ...facts.slice(0, 3)];
    const expected = foldShifts(facts);
    expect(expected.shifts.at(-1)?.holder.person).toBe('khanh');
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (order) => {
        expect(foldShifts(order)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('says of any part of the facts only what any order of that part says', () => {
    const { office } = acceptedTwice();
    fc.assert(
      fc.property(fc.shuffledSubarray(office.facts), (part) => {
        expect(foldShifts(part)).toEqual(foldShifts(part.toReversed()));
      }),
    );
  });
});

describe('handoversOf', () => {
  it('[GL-23] says of each tablet what the server had of it at the handover, and that the accepting one held nothing back', () => {
    const tablet = new WatchDevice('tablet');
    const other = { dev: 'other', inst: 1, received: 3, declared: 9 };
    tablet.start('khanh', '06:00');
    tablet.prepare('khanh', '13:40', {
      devices: [other, { dev: 'tablet', inst: 1, received: 0, declared: 1 }],
    });
    tablet.signOut('khanh', '13:50');
    const { n } = tablet.accept('duong', '13:55');
    expect(handoversOf(tablet.watch)).toEqual([
      { acceptedAt: at('13:55'), devices: [other, { dev: 'tablet', inst: 1, received: n, declared: n }] },
    ]);
  });
});

describe('ownTimeEnd', () => {
  it('[GL-17] ends a person’s own time with his shift', () => {
    const tablet = new WatchDevice('tablet');
    tablet.start('khanh', '06:00');
    const his = { person: 'khanh', writtenAt: at('13:00') };
    expect(ownTimeEnd(tablet.watch, his)).toBeNull();
    tablet.prepare('khanh', '13:40');
    tablet.signOut('khanh', '13:50');
    tablet.accept('duong', '13:55');
    expect(ownTimeEnd(tablet.watch, his)).toBe(at('13:55'));
    expect(ownTimeEnd(tablet.watch, { person: 'my', writtenAt: at('13:00') })).toBeUndefined();
  });
});

function acceptAs(tablet: WatchDevice, actor: string, opened: readonly string[] = [faultOpen.id]): ShiftFact {
  const signed = tablet.facts.find(({ type }) => type === 'signOut');
  if (signed === undefined) throw new Error('a signature');
  const body = {
    signOut: signed.opId,
    hash: signed.hash,
    round: fullRound,
    opened: [...opened],
    reservation: null,
    faceToFace: true,
    document: '1',
    planned: null,
  };
  return tablet.say(actor, '13:57', { type: 'accept', body });
}
