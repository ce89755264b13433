import { describe, expect, it } from 'vitest';
import type { ExportAct } from './acts.ts';
import { decide, type ExportMeta } from './decide.ts';
import { isOver, isReturnLate, stateAt } from './footage-export.ts';
import {
  at,
  checkPaper,
  close,
  day,
  doers,
  enterPaper,
  extract,
  given,
  handOver,
  hash,
  hour,
  letter,
  metaOf,
  permission,
  refuse,
  revoke,
  submit,
  today,
  turnAway,
} from './testing-exports.ts';
import { exportClauses, exportRefusals, exportStates, groundClauses, type ExportRefusal } from './words.ts';

const toSubmitted = [submit] as const;
const toEntered = [submit, enterPaper] as const;
const toApproved = [submit, enterPaper, checkPaper] as const;
const toExtracted = [...toApproved, extract] as const;
const toHandedOver = [...toExtracted, handOver] as const;
const toClosed = [...toHandedOver, close] as const;

type When = { readonly by?: string; readonly meta?: Partial<ExportMeta> };

const told = new Set<ExportRefusal>();

function refusalOf(history: readonly ExportAct[], act: ExportAct, { by, meta }: When = {}): string | null {
  const decided = decide(given(...history), act, metaOf(by ?? doers[act.type], meta));
  if (decided.ok) return null;
  told.add(decided.error.code);
  expect(decided.error.detail).toBe(exportClauses[decided.error.code]);
  return decided.error.code;
}

describe('the way of a request', () => {
  it.each([
    ['submitted', toSubmitted],
    ['refused', [turnAway]],
    ['paper_entered', toEntered],
    ['refused', [submit, refuse]],
    ['refused', [submit, enterPaper, refuse]],
    ['submitted', [submit, enterPaper, { ...checkPaper, isSame: false, difference: 'Số văn bản khác' }]],
    ['approved', toApproved],
    ['revoked', [...toApproved, revoke]],
    ['extracted', toExtracted],
    ['handed_over', toHandedOver],
    ['closed', toClosed],
  ] as const)('[GL-09] [KH-24] is %s after what was done', (state, history) => {
    const one = given(...history);
    expect(one?.state).toBe(state);
    expect(one?.steps.map(({ type }) => type)).toEqual(history.map(({ type }) => type));
  });

  it('[KH-05] [KH-15] keeps who did each step, with the time of his device and of the server', () => {
    expect(given(...toClosed)?.steps).toEqual([
      { type: 'submit', by: 'asker', at, madeAt: at - 5_000 },
      { type: 'enter_paper', by: 'clerk', at, madeAt: at },
      { type: 'check_paper', by: 'second', at, madeAt: at },
      { type: 'extract', by: 'executor', at, madeAt: at },
      { type: 'hand_over', by: 'executor', at, madeAt: at },
      { type: 'close', by: 'executor', at, madeAt: at },
    ]);
  });

  it('[GL-09] expires by itself once its time is over, and is carried out by nobody then', () => {
    const approved = given(...toApproved);
    if (approved === null) throw new Error('it is approved');
    expect(stateAt(approved, at + 7 * day)).toBe('approved');
    expect(stateAt(approved, at + 7 * day + 1)).toBe('expired');
    expect(refusalOf(toApproved, extract, { meta: { at: at + 7 * day + 1 } })).toBe('expired');
  });

  it('[GL-09] [GL-14] [GL-17] comes to an extraction by no way without a written permission', () => {
    for (const history of [[], toSubmitted, toEntered, [turnAway], [submit, refuse], [...toApproved, revoke]])
      expect([history.length, refusalOf(history, extract)]).toEqual([history.length, 'out_of_turn']);
  });

  it.each([
    ['refuse', refuse, [[], toApproved, toExtracted, toClosed, [turnAway]]],
    ['enter_paper', enterPaper, [[], toEntered, toApproved, toClosed, [submit, refuse]]],
    ['check_paper', checkPaper, [[], toSubmitted, toApproved, toClosed]],
    ['revoke', revoke, [[], toSubmitted, toExtracted, toClosed]],
    ['hand_over', handOver, [[], toSubmitted, toApproved, toHandedOver, toClosed]],
    ['close', close, [[], toSubmitted, toApproved, toExtracted, toClosed]],
  ] as const)('[GL-09] takes no %s out of its turn', (_, act, histories) => {
    for (const history of histories) expect(refusalOf(history, act)).toBe('out_of_turn');
  });

  it('[GL-17] is asked for once: what stands is not written anew', () => {
    expect(refusalOf(toSubmitted, submit)).toBe('submitted_already');
    expect(refusalOf([turnAway], submit)).toBe('submitted_already');
  });
});

describe('a request', () => {
  const paper = (document: object | null) => ({
    ...submit,
    document: document && { ...letter, ...document },
  });

  it.each([
    ['document_missing', paper(null)],
    ['document_missing', paper({ number: '' })],
    ['document_missing', paper({ signedOn: '' })],
    ['document_missing', paper({ signer: '' })],
    ['document_missing', paper({ issuer: '' })],
    ['document_day_wrong', paper({ signedOn: '2021-06-16' })],
    ['camera_missing', { ...submit, cameras: [] }],
    ['camera_unknown', { ...submit, cameras: ['cam-999'] }],
    ['camera_not_central', { ...submit, system: 'CENTRAL', cameras: ['cam-012'] }],
    ['camera_in_room', { ...submit, cameras: ['cam-011', 'cam-room'] }],
    ['camera_in_room', { ...submit, cameras: ['cam-moved'] }],
    ['time_missing', { ...submit, from: null }],
    ['time_missing', { ...submit, to: null }],
    ['time_reversed', { ...submit, to: submit.from }],
    ['time_future', { ...submit, to: at + 1 }],
    ['out_of_retention', { ...submit, from: at - 7 * day - 1 }],
    ['ground_missing', { ...submit, ground: '' }],
    ['recipient_missing', { ...submit, recipient: { ...submit.recipient, name: '' } }],
    ['recipient_missing', { ...submit, recipient: { ...submit.recipient, agency: '' } }],
    ['copies_missing', { ...submit, copies: 0 }],
    ['other_without_permission', { ...submit, purpose: 'other' }],
  ] as const)('[GL-08] [GL-09] [KH-05] [KH-18] [N-02] is refused: %s', (code, act) => {
    expect(refusalOf([], act as ExportAct)).toBe(code);
  });

  it('[GL-08] [GL-13] for another purpose stands on the permission of the steering committee’s head', () => {
    expect(refusalOf([], { ...submit, purpose: 'other', document: permission })).toBeNull();
  });

  it('[N-02] reaches what a camera recorded after it had been moved out of the room', () => {
    const act = { ...submit, cameras: ['cam-moved'], from: at - 9 * hour, to: at - 8 * hour };
    expect(refusalOf([], act)).toBeNull();
  });

  it('[KH-18] is taken where nobody knows how long the recorder keeps', () => {
    expect(refusalOf([], { ...submit, cameras: ['cam-012'], from: at - 90 * day })).toBeNull();
  });

  it('[GL-18] [KH-13] is nothing for whom its case names, whatever he does with it', () => {
    const meta = { isNamed: true };
    expect(refusalOf([], submit, { meta })).toBe('own_case');
    expect(refusalOf(toSubmitted, refuse, { meta })).toBe('own_case');
    expect(refusalOf(toApproved, extract, { meta })).toBe('own_case');
  });

  it('[GL-09] without a document is entered as turned away, with what was wanted, by whom, and the clause', () => {
    expect(given(turnAway)).toMatchObject({
      state: 'refused',
      refusal: { ground: 'no_document', by: 'asker' },
      request: { document: null, recipient: { agency: 'Công an tỉnh' } },
    });
    expect(groundClauses.no_document).toBe('GL-09, GL-14');
    // Who was turned away may have wanted what is long gone.
    expect(refusalOf([], { ...turnAway, from: at - 90 * day, copies: 0 })).toBeNull();
    expect(refusalOf([], { ...turnAway, ground: '' })).toBe('ground_missing');
  });
});

describe('a refusal', () => {
  it('[KH-05] has its reason in words, and nobody refuses what he asked for', () => {
    expect(refusalOf(toSubmitted, { ...refuse, reason: '' })).toBe('reason_missing');
    expect(refusalOf(toSubmitted, refuse, { by: 'asker' })).toBe('own_request');
  });
});

describe('a permission', () => {
  const signed = (paper: object) => ({ ...enterPaper, paper: { ...permission, ...paper } });

  it.each([
    ['permission_missing', signed({ number: '' })],
    ['permission_missing', signed({ signer: '' })],
    ['signatory_wrong', signed({ signatory: 'other' })],
    ['document_day_wrong', signed({ signedOn: '2021-06-16' })],
    ['camera_missing', { ...enterPaper, cameras: [] }],
    ['time_missing', { ...enterPaper, from: null }],
    ['time_reversed', { ...enterPaper, to: enterPaper.from }],
    ['copies_missing', { ...enterPaper, copies: 0 }],
    ['fate_missing', { ...enterPaper, afterBy: '' }],
    ['wider_than_asked', { ...enterPaper, cameras: ['cam-011', 'cam-013'] }],
    ['wider_than_asked', { ...enterPaper, copies: 3 }],
    ['wider_than_asked', { ...enterPaper, from: (submit.from ?? 0) - 1 }],
    ['wider_than_asked', { ...enterPaper, to: (submit.to ?? 0) + 1 }],
  ] as const)('[GL-08] [GL-09] [GL-14] is not entered: %s', (code, act) => {
    expect(refusalOf(toSubmitted, act as ExportAct)).toBe(code);
  });

  it('[KH-24] is entered by another than asked, and held against the paper by a third', () => {
    expect(refusalOf(toSubmitted, enterPaper, { by: 'asker' })).toBe('own_request');
    expect(refusalOf(toEntered, checkPaper, { by: 'clerk' })).toBe('own_entry');
    expect(refusalOf(toEntered, checkPaper, { by: 'asker' })).toBe('own_request');
    expect(refusalOf(toEntered, { ...checkPaper, isSame: false })).toBe('difference_missing');
  });

  it('[KH-18] is confirmed only while the recorder still has what it allows', () => {
    const meta: Partial<ExportMeta> = {
      at: at + 7 * day,
      cameraOf: () => ({ isCentral: true, keptSince: at, insideRoomUntil: null }),
    };
    expect(refusalOf(toSubmitted, enterPaper, { meta })).toBe('out_of_retention');
    expect(refusalOf(toEntered, checkPaper, { meta })).toBe('out_of_retention');
  });

  it('[GL-09] is taken back by a paper of its own kind, with the reason', () => {
    expect(refusalOf(toApproved, { ...revoke, reason: '' })).toBe('reason_missing');
    expect(refusalOf(toApproved, { ...revoke, paper: letter })).toBe('signatory_wrong');
    expect(refusalOf(toApproved, { ...revoke, paper: { ...permission, number: '' } })).toBe(
      'permission_missing',
    );
  });
});

describe('an extraction', () => {
  const [file] = extract.files;
  if (file === undefined) throw new Error('there is a file');
  const of = (change: object) => ({ ...extract, files: [{ ...file, ...change }] });
  const two = [
    { number: 'TX-01/1', medium: 'usb', serial: 'A' },
    { number: 'TX-01/2', medium: 'usb', serial: 'B' },
  ] as const;

  it.each([
    ['file_missing', { ...extract, files: [] }],
    ['file_unnamed', of({ name: '' })],
    ['file_unnamed', of({ bytes: 0 })],
    ['hash_wrong', of({ sha256: hash.slice(1) })],
    ['hash_wrong', of({ sha256: `${hash.slice(1)}g` })],
    ['time_missing', of({ from: null })],
    ['time_reversed', of({ to: file.from })],
    ['outside_permission', of({ camera: 'cam-012' })],
    ['outside_permission', of({ from: (file.from ?? 0) - 1 })],
    ['outside_permission', of({ to: (file.to ?? 0) + 1 })],
    ['copies_missing', { ...extract, copies: [], made: 0 }],
    ['too_many_copies', { ...extract, copies: two, made: 2 }],
    ['copy_unmarked', { ...extract, copies: [{ ...two[0], serial: '' }] }],
    ['surplus_left', { ...extract, made: 2 }],
    ['fate_unwitnessed', { ...extract, made: 2, destroyed: 1 }],
  ] as const)('[KH-15] [N-05] [GL-17] is not written down: %s', (code, act) => {
    expect(refusalOf(toApproved, act as ExportAct)).toBe(code);
  });

  it('[N-05] numbers each copy by itself', () => {
    const wide = { ...enterPaper, copies: 2 };
    const twice = { ...extract, copies: [two[0], { ...two[1], number: two[0].number }], made: 2 };
    expect(refusalOf([submit, wide, checkPaper], twice)).toBe('copy_twice');
    expect(refusalOf([submit, wide, checkPaper], { ...extract, copies: [...two], made: 2 })).toBeNull();
  });

  it('[N-05] destroys what is beyond the permitted number at once, before a witness', () => {
    const act = { ...extract, made: 2, destroyed: 1, witness: 'Siu H’Liêm' };
    expect(refusalOf(toApproved, act)).toBeNull();
  });

  it.each(['asker', 'clerk', 'second'])('[KH-24] is not carried out or handed over by the %s', (by) => {
    expect(refusalOf(toApproved, extract, { by })).toBe('not_third_person');
    expect(refusalOf(toExtracted, handOver, { by })).toBe('not_third_person');
  });
});

describe('handing over and the end', () => {
  const [fate] = close.fates;
  if (fate === undefined) throw new Error('there is a copy');
  const of = (change: object) => ({ ...close, fates: [{ ...fate, ...change }] });

  it.each([
    ['minutes_missing', { ...handOver, minutes: '' }],
    ['receiver_missing', { ...handOver, receiver: { ...handOver.receiver, name: '' } }],
    ['receiver_missing', { ...handOver, receiver: { ...handOver.receiver, agency: '' } }],
    ['hash_differs', { ...handOver, readBack: [] }],
    ['hash_differs', { ...handOver, readBack: ['b2'.repeat(32)] }],
    ['hash_differs', { ...handOver, readBack: [hash, hash] }],
  ] as const)('[KH-15] [KH-24] are refused: %s', (code, act) => {
    expect(refusalOf(toExtracted, act as ExportAct)).toBe(code);
  });

  it.each([
    ['fate_missing', { ...close, fates: [] }],
    ['fate_missing', of({ minutes: '' })],
    ['fate_missing', of({ copy: 'TX-09/9' })],
    ['fate_day_wrong', of({ on: '' })],
    ['fate_day_wrong', of({ on: '2021-06-16' })],
    ['fate_day_wrong', of({ on: '2021-06-14' })],
    ['fate_against_paper', of({ fate: 'kept' })],
    ['fate_against_paper', of({ fate: 'returned' })],
    ['fate_unwitnessed', of({ witness: '' })],
  ] as const)('[KH-15] [N-05] end by no act that is %s', (code, act) => {
    expect(refusalOf(toHandedOver, act as ExportAct)).toBe(code);
  });

  it('[N-05] are late once the day is over on which the copies should have been destroyed', () => {
    const one = given(...toHandedOver);
    if (one === null) throw new Error('it is handed over');
    expect(isReturnLate(one, '2021-06-30')).toBe(false);
    expect(isReturnLate(one, '2021-07-01')).toBe(true);
    const closed = given(...toClosed);
    expect(closed !== null && isReturnLate(closed, '2021-07-01')).toBe(false);
  });

  it('leave the receiver what the permission lets him keep', () => {
    const kept = { ...enterPaper, after: 'kept', afterBy: '' } as const;
    const act = of({ fate: 'kept', witness: '', on: today }) as ExportAct;
    expect(refusalOf([submit, kept, checkPaper, extract, handOver], act)).toBeNull();
  });
});

it('has met every refusal that there is, and knows which states are the last', () => {
  expect([...told].sort()).toEqual([...exportRefusals].sort());
  expect(exportStates.filter(isOver)).toEqual(['refused', 'closed', 'expired', 'revoked']);
});
