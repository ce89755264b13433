import { describe, expect, it } from 'vitest';
import {
  decideAccept,
  decideChooseAcceptance,
  decideEndByException,
  decideExplainGap,
  decidePrepare,
  decideRelief,
  decideSignOut,
  decideStart,
  refusalClauses,
  type Acceptance,
  type Desk,
} from './decide.ts';
import { currentShift } from './shift.ts';
import {
  acceptance,
  allInOrder,
  at,
  cameras,
  document,
  fullRound,
  pattern,
  snapshotOf,
  WatchDevice,
} from './testing-watch.ts';

const frozen = { head: { seq: 7, chain: null }, snapshot: snapshotOf() };
const signing = { answers: allInOrder, head: { seq: 8, chain: null } };

function onDuty(): WatchDevice {
  const tablet = new WatchDevice('tablet');
  tablet.start('khanh', '06:00');
  return tablet;
}

function waiting(): WatchDevice {
  const tablet = onDuty();
  tablet.prepare('khanh', '13:40');
  tablet.signOut('khanh', '13:50');
  return tablet;
}

describe('a shift is begun', () => {
  it('[GL-20] by a person whom the document of that day names, for the slot that runs', () => {
    const planned = { from: at('06:00'), to: at('14:00') };
    expect(decideStart(new WatchDevice('t').desk('khanh', '06:10'))).toEqual({
      ok: true,
      value: { document: '1', planned },
    });
  });

  it.each([
    ['[GL-20] without a document', 'no_assignment', { documents: [] }],
    [
      '[GL-20] with one that ended yesterday',
      'no_assignment',
      { documents: [{ ...document, to: '2021-06-14' }] },
    ],
    [
      '[GL-20] with one that begins tomorrow',
      'no_assignment',
      { documents: [{ ...document, from: '2021-06-16' }] },
    ],
    ['[GL-20] by somebody whom it does not name', 'not_assigned', { actor: 'la' }],
    [
      'more than two hours before the plan begins',
      'too_early',
      { patterns: [{ ...pattern, from: '2021-06-16' }] },
    ],
  ] as const)('is refused %s', (_, code, change) => {
    expect(decideStart(new WatchDevice('t').desk('khanh', '06:10', change))).toMatchObject({
      error: { code },
    });
  });

  it('[GL-20] is refused to whoever is on duty already', () => {
    expect(decideStart(onDuty().desk('khanh', '07:00'))).toMatchObject({
      error: { code: 'already_on_duty' },
    });
  });

  it('[GL-23] is refused while another is on duty, and while a handover waits: it is accepted then', () => {
    expect(decideStart(onDuty().desk('duong', '13:00'))).toMatchObject({
      error: { code: 'somebody_on_duty' },
    });
    expect(decideStart(waiting().desk('duong', '13:55'))).toMatchObject({
      error: { code: 'handover_waits' },
    });
  });

  it('[GL-23] is open to the next person once the other’s planned time is over without a handover', () => {
    expect(decideStart(onDuty().desk('duong', '14:22')).ok).toBe(true);
  });

  it('knows no slot where the post has no pattern', () => {
    const desk = new WatchDevice('t').desk('khanh', '03:00', { patterns: [] });
    expect(decideStart(desk)).toMatchObject({ value: { planned: null } });
  });
});

describe('a handover is prepared and signed', () => {
  it('[GL-23] by whoever is on duty, with a snapshot that is frozen at the book’s head', () => {
    const tablet = onDuty();
    expect(decidePrepare(tablet.desk('khanh', '13:40'), frozen)).toMatchObject({
      value: { shift: currentShift(tablet.watch)?.id, head: { seq: 7 } },
    });
    tablet.prepare('khanh', '13:40');
    expect(currentShift(tablet.watch)?.state).toBe('preparing');
    tablet.signOut('khanh', '13:50');
    expect(currentShift(tablet.watch)).toMatchObject({
      state: 'awaiting_acceptance',
      holder: { person: 'khanh' },
      until: null,
    });
  });

  it('[GL-23] by nobody who is not on duty', () => {
    expect(decidePrepare(onDuty().desk('duong', '13:40'), frozen)).toMatchObject({
      error: { code: 'not_on_duty' },
    });
    expect(decideSignOut(onDuty().desk('duong', '13:40'), signing)).toMatchObject({
      error: { code: 'not_on_duty' },
    });
  });

  it('[GL-23] is not signed before it is prepared, nor on what somebody else prepared', () => {
    const tablet = onDuty();
    expect(decideSignOut(tablet.desk('khanh', '13:40'), signing)).toMatchObject({
      error: { code: 'not_prepared' },
    });
    tablet.prepare('khanh', '13:40');
    tablet.relieve('duong', '13:41');
    expect(decideSignOut(tablet.desk('duong', '13:42'), signing)).toMatchObject({
      error: { code: 'not_prepared' },
    });
  });

  it('[GL-23] is not signed before all twelve points are answered, and a remark has words', () => {
    const tablet = onDuty();
    tablet.prepare('khanh', '13:40');
    const { recorder: _, ...eleven } = allInOrder;
    const desk = tablet.desk('khanh', '13:45');
    expect(decideSignOut(desk, { ...signing, answers: eleven })).toMatchObject({
      error: { code: 'checklist_incomplete', detail: 'recorder' },
    });
    const wordless = { ...allInOrder, gaps: { state: 'remark', text: ' ' } } as const;
    expect(decideSignOut(desk, { ...signing, answers: wordless })).toMatchObject({
      error: { code: 'checklist_incomplete', detail: 'gaps' },
    });
  });

  it('is not prepared with more words than the book takes', () => {
    const long = { ...frozen, snapshot: snapshotOf({ notes: 'x'.repeat(1_001) }) };
    expect(decidePrepare(onDuty().desk('khanh', '13:40'), long)).toMatchObject({
      error: { code: 'text_too_long' },
    });
  });
});

describe('a handover is accepted', () => {
  it('[GL-23] by an incoming person who opened what is carried over and counted the cameras himself', () => {
    const tablet = waiting();
    const accepted = decideAccept(tablet.desk('duong', '13:55'), acceptance);
    expect(accepted).toMatchObject({
      value: { reservation: null, planned: { from: at('14:00'), to: at('22:00') }, document: '1' },
    });
    tablet.accept('duong', '13:55');
    expect(tablet.watch.shifts).toMatchObject([
      { state: 'accepted', until: at('13:55') },
      { state: 'on_duty', holder: { person: 'duong' }, from: at('13:55') },
    ]);
  });

  it('[GL-23] with a reservation, which stays with it', () => {
    const tablet = waiting();
    tablet.accept('duong', '13:55', { reservation: ' Thiếu chìa khóa phòng máy ' });
    expect(tablet.watch.shifts[0]).toMatchObject({
      state: 'accepted_with_reservation',
      accepted: { body: { reservation: 'Thiếu chìa khóa phòng máy' } },
    });
  });

  it.each<[string, string, Partial<Acceptance>, Partial<Desk>, string]>([
    ['[GL-23] by the outgoing person', 'khanh', {}, {}, 'outgoing_is_incoming'],
    ['[GL-20] by somebody whom no document names', 'la', {}, {}, 'not_assigned'],
    ['[GL-20] where no document is in force', 'duong', {}, { documents: [] }, 'no_assignment'],
    ['[GL-23] before a carried item was opened', 'duong', { opened: [] }, {}, 'carried_not_opened'],
    [
      '[GL-23] before all cameras were counted',
      'duong',
      { round: { ...fullRound, up: 0 } },
      {},
      'round_missing',
    ],
    [
      '[GL-23] where nobody met, before each camera was looked at',
      'duong',
      { faceToFace: false, round: { ...fullRound, cameras: ['cam-1'] } },
      {},
      'round_missing',
    ],
    ['with too long a reservation', 'duong', { reservation: 'x'.repeat(1_001) }, {}, 'text_too_long'],
  ])('is refused %s', (...[, actor, change, desk, code]) => {
    const decided = decideAccept(waiting().desk(actor, '13:55', desk), { ...acceptance, ...change });
    expect(decided).toMatchObject({ error: { code } });
  });

  it('[GL-23] is refused before the outgoing person has signed', () => {
    const tablet = onDuty();
    tablet.prepare('khanh', '13:40');
    expect(decideAccept(tablet.desk('duong', '13:55'), acceptance)).toMatchObject({
      error: { code: 'not_waiting' },
    });
  });

  it('[GL-23] is open to somebody who met nobody and looked at every camera', () => {
    expect(decideAccept(waiting().desk('duong', '15:00'), { ...acceptance, faceToFace: false }).ok).toBe(
      true,
    );
  });
});

describe('a relief within a shift', () => {
  it('[GL-23] gives the same shift to another person, who may hand it over', () => {
    const tablet = onDuty();
    tablet.relieve('duong', '11:00');
    expect(tablet.watch.shifts).toMatchObject([{ holder: { person: 'duong', since: at('11:00') } }]);
    expect(decidePrepare(tablet.desk('khanh', '13:40'), frozen)).toMatchObject({
      error: { code: 'not_on_duty' },
    });
    tablet.relieve('khanh', '11:30');
    expect(currentShift(tablet.watch)?.holder.person).toBe('khanh');
  });

  it.each([
    ['[GL-23] by whoever holds it', 'khanh', {}, 'outgoing_is_incoming'],
    ['[GL-20] by somebody whom no document names', 'la', {}, 'not_assigned'],
    ['[GL-20] where no document is in force', 'duong', { documents: [] }, 'no_assignment'],
  ] as const)('is refused %s', (...[, actor, change, code]) => {
    const relief = { round: fullRound, text: '', cameras };
    expect(decideRelief(onDuty().desk(actor, '11:00', change), relief)).toMatchObject({ error: { code } });
  });

  it('[GL-23] is refused without a round, where nobody is on duty, while a handover waits, and with too many words', () => {
    const relief = { round: fullRound, text: '', cameras };
    const code = (decided: ReturnType<typeof decideRelief>) => (decided.ok ? null : decided.error.code);
    const blind = { ...relief, round: { ...fullRound, up: 0 } };
    expect(code(decideRelief(onDuty().desk('duong', '11:00'), blind))).toBe('round_missing');
    expect(code(decideRelief(new WatchDevice('t').desk('duong', '11:00'), relief))).toBe('not_on_duty');
    expect(code(decideRelief(waiting().desk('duong', '13:55'), relief))).toBe('handover_waits');
    const long = { ...relief, text: 'x'.repeat(1_001) };
    expect(code(decideRelief(onDuty().desk('duong', '11:00'), long))).toBe('text_too_long');
  });
});

describe('whoever answers for the watch', () => {
  const gap = { from: 1, to: 2, reason: 'absence', text: 'Đến muộn' } as const;

  it('[GL-20] explains a gap in words', () => {
    expect(decideExplainGap(gap)).toEqual({ ok: true, value: gap });
    expect(decideExplainGap({ ...gap, text: ' ' })).toMatchObject({ error: { code: 'reason_missing' } });
    expect(decideExplainGap({ ...gap, to: 1 })).toMatchObject({ error: { code: 'gap_empty' } });
    expect(decideExplainGap({ ...gap, text: 'x'.repeat(1_001) })).toMatchObject({
      error: { code: 'text_too_long' },
    });
  });

  it('[GL-23] chooses only between acceptances that stand against each other, with a reason', () => {
    const tablet = waiting();
    const signOut = tablet.facts.at(-1)?.opId ?? '';
    const accepted = tablet.accept('duong', '13:55');
    const choice = { signOut, chosen: accepted.opId, reason: 'Có mặt' };
    expect(decideChooseAcceptance(tablet, choice)).toMatchObject({ error: { code: 'no_conflict' } });
    const other = new WatchDevice('other', tablet.facts.slice(0, -1));
    const second = other.accept('my', '13:56');
    const both = new WatchDevice('office', [...tablet.facts, second]);
    expect(decideChooseAcceptance(both, choice).ok).toBe(true);
    expect(decideChooseAcceptance(both, { ...choice, chosen: signOut })).toMatchObject({
      error: { code: 'no_conflict' },
    });
    expect(decideChooseAcceptance(both, { ...choice, reason: '' })).toMatchObject({
      error: { code: 'reason_missing' },
    });
  });

  it('[GL-23] closes a shift that nobody took over by an exception that says why, and no other', () => {
    const tablet = onDuty();
    const id = currentShift(tablet.watch)?.id ?? '';
    const exception = { shift: id, at: at('14:30'), reason: 'Không ai đến nhận' };
    expect(decideEndByException(tablet, { ...exception, reason: '' })).toMatchObject({
      error: { code: 'reason_missing' },
    });
    expect(decideEndByException(tablet, { ...exception, shift: 'x' })).toMatchObject({
      error: { code: 'not_open' },
    });
    tablet.except('quan-ly', '14:30', id);
    expect(tablet.watch.shifts).toMatchObject([{ state: 'ended_by_exception', until: at('14:30') }]);
    expect(decideEndByException(tablet, exception)).toMatchObject({ error: { code: 'not_open' } });
  });
});

describe('refusals', () => {
  it('[GL-20] [GL-23] name the clause that they stand on', () => {
    expect(Object.values(refusalClauses).filter((clause) => clause === null)).toHaveLength(3);
    expect(refusalClauses.not_assigned).toBe('GL-20');
    expect(refusalClauses.checklist_incomplete).toBe('GL-23');
  });
});
