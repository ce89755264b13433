import { describe, expect, it } from 'vitest';
import {
  decide,
  evolve,
  focalClauses,
  focalFields,
  FocalPersonSchema,
  focalRefusals,
  type FocalList,
  type FocalListAct,
  type FocalRefusal,
} from './focal-list.ts';

const at = Date.UTC(2021, 5, 10);
const officer = { by: 'qs-1', at, today: '2021-06-10' };
const health = { ...officer, by: 'yt-1' };
const first = {
  name: 'Kpă Thơm',
  position: 'Trợ lý tác chiến',
  phone: '0000 000 001',
  email: 'thom@vidu.test',
};
const second = { ...first, name: 'Nay H’Ban', email: 'hban@vidu.test' };
const submit: FocalListAct = { type: 'submit', agency: 'pmc', persons: [first, second] };
const take: FocalListAct = { type: 'take' };
const giveBack: FocalListAct = { type: 'return', reason: 'Thiếu quyết định phân công' };

function given(...acts: readonly FocalListAct[]): FocalList | null {
  return acts.reduce<FocalList | null>(
    (list, act) => evolve(list, act, act.type === 'submit' ? officer : health),
    null,
  );
}

describe('a list of focal persons', () => {
  it('[GL-28] [GL-31] holds of each person exactly name, position, phone and email', () => {
    expect(focalFields).toEqual(['name', 'position', 'phone', 'email']);
    expect(Object.keys(FocalPersonSchema.entries)).toEqual([...focalFields]);
  });

  it.each(['pc_office', 'pmc', 'doh'] as const)('[GL-31] is sent by %s and waits at Sở Y tế', (agency) => {
    const act = { ...submit, agency };
    expect(decide(null, act, officer).ok).toBe(true);
    expect(given(act)).toEqual({
      state: 'submitted',
      agency,
      persons: [first, second],
      by: 'qs-1',
      at,
      settled: null,
    });
  });

  it('[GL-29] is taken, or returned with a reason, and keeps the persons that were sent', () => {
    expect(decide(given(submit), take, health).ok).toBe(true);
    expect(given(submit, take)).toMatchObject({
      state: 'taken',
      persons: [first, second],
      settled: { by: 'yt-1' },
    });
    expect(given(submit, giveBack)).toMatchObject({
      state: 'returned',
      persons: [first, second],
      settled: { reason: 'Thiếu quyết định phân công' },
    });
  });
});

type Row = readonly [
  FocalRefusal,
  string,
  { list: FocalList | null; act: FocalListAct; by?: string; row: number | null },
];

describe('what a list of focal persons refuses', () => {
  const only = (change: object): FocalListAct => ({
    type: 'submit',
    agency: 'pmc',
    persons: [second, { ...first, ...change }],
  });
  const empty: FocalListAct = { type: 'submit', agency: 'pmc', persons: [] };
  const rows: readonly Row[] = [
    ['list_empty', '[GL-31] nobody', { list: null, act: empty, row: null }],
    ...focalFields.map((field): Row => [
      `${field}_missing`,
      `[GL-28] [GL-31] a person without ${field}`,
      { list: null, act: only({ [field]: '' }), row: 2 },
    ]),
    ['phone_wrong', 'words for a number', { list: null, act: only({ phone: 'gọi sau' }), row: 2 }],
    ['email_wrong', 'an address without its place', { list: null, act: only({ email: 'thom@' }), row: 2 }],
    [
      'person_twice',
      '[GL-05] one address for two',
      { list: null, act: only({ email: 'HBAN@vidu.test' }), row: 2 },
    ],
    [
      'submitted_already',
      '[GL-29] a change of what was sent',
      { list: given(submit), act: submit, by: 'qs-1', row: null },
    ],
    ['not_submitted', 'taking what was not sent', { list: null, act: take, row: null }],
    ['settled_already', 'taking twice', { list: given(submit, take), act: take, row: null }],
    ['settled_already', 'returning what was taken', { list: given(submit, take), act: giveBack, row: null }],
    [
      'reason_missing',
      'returning without a reason',
      { list: given(submit), act: { ...giveBack, reason: '' }, row: null },
    ],
    ['own_list', 'taking one’s own', { list: given(submit), act: take, by: 'qs-1', row: null }],
  ];

  it.each(rows)('%s: %s', (code, _, { list, act, by, row }) => {
    expect(decide(list, act, { ...health, by: by ?? 'yt-1' })).toEqual({
      ok: false,
      error: { code, detail: focalClauses[code], row },
    });
  });

  it('is all that there is to refuse', () => {
    expect([...new Set<string>(rows.map(([code]) => code))].sort()).toEqual([...focalRefusals].sort());
  });
});
