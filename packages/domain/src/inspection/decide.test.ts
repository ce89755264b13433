import { describe, expect, it } from 'vitest';
import type { InspectionAct, RecordAct } from './acts.ts';
import { isFindingLate } from './inspection.ts';
import {
  answer,
  at,
  check,
  Dossier,
  finding,
  finding2,
  later,
  paper,
  record,
  seen,
  survey,
  today,
} from './testing-inspections.ts';
import { inspectionClauses, inspectionRefusals, type InspectionRefusal } from './words.ts';

const roomFinding = { ...finding, kind: 'camera_in_room', camera: 'cam-011' } as const;

describe('the minutes of an inspection', () => {
  it('[GL-30] [GL-32] [GL-38] stand with trigger, facility, purpose and the looks that they rest on', () => {
    const dossier = new Dossier();
    expect(dossier.say(record).ok).toBe(true);
    expect(dossier.inspection.minutes).toMatchObject({
      trigger: 'adhoc',
      facility: 'f-01',
      purpose: 'supervise_compliance',
      by: 'inspector',
      at,
      seen,
    });
  });

  it('[GL-30] [GL-32] name the superior’s paper where he asked for it', () => {
    const dossier = new Dossier();
    expect(dossier.say({ ...record, trigger: 'requested', document: paper }).ok).toBe(true);
    expect(dossier.inspection.minutes?.document).toEqual(paper);
  });

  it('[N-02] take the answer whether a camera is inside a room, and a finding where one is', () => {
    expect(new Dossier().say(survey).ok).toBe(true);
    expect(new Dossier().say({ ...survey, roomCamera: true, findings: [roomFinding] }).ok).toBe(true);
  });

  it('[N-01] say at a survey which zones the facility does not have', () => {
    const dossier = new Dossier().given({ ...survey, absentZones: ['sampling'] });
    expect(dossier.inspection.minutes?.absentZones).toEqual(['sampling']);
  });

  it('[GL-16] make an action of a device that no list holds', () => {
    const unlisted = {
      ...finding,
      kind: 'unlisted_device',
      device: 'Bộ phát sóng TL-WR840, dán số 7',
    } as const;
    const dossier = new Dossier().given({ ...record, findings: [unlisted] });
    expect(dossier.finding).toMatchObject({ status: 'open', device: unlisted.device, due: later });
  });
});

describe('a finding', () => {
  it('[QG-10] begins open, with a demand, an owner and a day', () => {
    expect(new Dossier().given(record).finding).toMatchObject({
      status: 'open',
      demand: finding.demand,
      owner: finding.owner,
      due: later,
      steps: [],
    });
  });

  it('[QG-10] is answered by whoever answers for the facility, and stays open while it is not done', () => {
    const dossier = new Dossier().given(record, { ...answer, isDone: false });
    expect(dossier.finding?.status).toBe('open');
    dossier.given(answer);
    expect(dossier.finding).toMatchObject({
      status: 'answered',
      steps: [{ isDone: false }, { isDone: true }],
    });
  });

  it('[QG-10] is remedied once somebody else has looked', () => {
    expect(new Dossier().given(record, answer, check).finding).toMatchObject({
      status: 'remedied',
      steps: [{ by: 'manager' }, { by: 'inspector', result: 'remedied' }],
    });
  });

  it('[QG-10] is open again with a new day where it is not remedied', () => {
    const again = { ...check, result: 'not_remedied', due: '2021-06-25' } as const;
    expect(new Dossier().given(record, answer, again).finding).toMatchObject({
      status: 'open',
      due: '2021-06-25',
      firstDue: later,
    });
  });

  it('[QG-10] is passed on for handling by a paper', () => {
    const referred = { ...check, result: 'referred', paper } as const;
    expect(new Dossier().given(record, referred).finding?.status).toBe('referred');
  });

  it('is added later to minutes that stand', () => {
    const dossier = new Dossier().given(record, { type: 'add', finding: { ...finding, id: finding2 } });
    expect(dossier.inspection.findings).toHaveLength(2);
  });

  it('[QG-10] is late from the day after its own, until it is settled', () => {
    const open = { status: 'open', due: today } as const;
    expect(isFindingLate(open, today)).toBe(false);
    expect(isFindingLate(open, '2021-06-16')).toBe(true);
    expect(isFindingLate({ ...open, status: 'remedied' }, '2021-06-16')).toBe(false);
  });
});

const bare = [] as const;
const recorded = [record] as const;
const settled = [record, answer, check] as const;
const withFinding = (change: object): RecordAct => ({ ...record, findings: [{ ...finding, ...change }] });

type Row = readonly [InspectionRefusal, string, readonly InspectionAct[], InspectionAct];

describe('what an inspection refuses', () => {
  const rows: readonly Row[] = [
    ['recorded_already', 'minutes that stand already', recorded, record],
    ['not_recorded', 'a finding of no minutes', bare, { type: 'add', finding }],
    ['not_recorded', 'an answer to no minutes', bare, answer],
    ['not_recorded', 'a check of no minutes', bare, check],
    ['document_missing', '[GL-30] a request without its paper', bare, { ...record, trigger: 'requested' }],
    ...(['number', 'signedOn', 'issuer'] as const).map((field): Row => [
      'document_missing',
      `[GL-32] a paper without its ${field}`,
      bare,
      { ...record, trigger: 'requested', document: { ...paper, [field]: '' } },
    ]),
    ['look_missing', '[GL-07] one over the cameras without a look', bare, { ...record, looks: [] }],
    [
      'look_unknown',
      '[GL-52] a look that is not his own there',
      bare,
      { ...record, looks: ['0190163d-8694-7394-8001-00000000beef'] },
    ],
    ['purpose_differs', '[GL-07] looks of another purpose', bare, { ...record, purpose: 'check_remedies' }],
    ['room_answer_missing', '[N-02] a survey that leaves rooms open', bare, { ...survey, roomCamera: null }],
    [
      'room_finding_missing',
      '[N-02] a camera in a room without a finding',
      bare,
      { ...survey, roomCamera: true },
    ],
    [
      'zones_not_surveyed',
      '[N-01] zones that are said away without a survey',
      bare,
      { ...record, absentZones: ['yard'] },
    ],
    ['finding_text_missing', 'a finding that says nothing', bare, withFinding({ text: '' })],
    [
      'device_missing',
      '[GL-16] an unlisted device without its label',
      bare,
      withFinding({ kind: 'unlisted_device' }),
    ],
    ['demand_missing', '[QG-10] a finding without a demand', bare, withFinding({ demand: '' })],
    ['owner_missing', '[QG-10] a finding without an owner', bare, withFinding({ owner: '' })],
    ['due_missing', '[QG-10] a finding without a day', bare, withFinding({ due: '' })],
    ['due_past', '[QG-10] a day that is over', bare, withFinding({ due: '2021-06-14' })],
    ['finding_known', 'two findings under one id', bare, { ...record, findings: [finding, finding] }],
    ['finding_known', 'a finding that stands already', recorded, { type: 'add', finding }],
    [
      'demand_missing',
      'a later finding without a demand',
      recorded,
      { type: 'add', finding: { ...finding, id: finding2, demand: '' } },
    ],
    ['finding_unknown', 'an answer to no finding', recorded, { ...answer, finding: finding2 }],
    ['finding_unknown', 'a check of no finding', recorded, { ...check, finding: finding2 }],
    ['finding_settled', 'an answer to what is settled', settled, answer],
    ['finding_settled', 'a check of what is settled', settled, check],
    ['text_missing', 'an answer without words', recorded, { ...answer, text: '' }],
    ['text_missing', 'a check without words', recorded, { ...check, text: '' }],
    ['due_missing', 'not remedied without a new day', recorded, { ...check, result: 'not_remedied' }],
    [
      'due_past',
      'not remedied with a day that is over',
      recorded,
      { ...check, result: 'not_remedied', due: '2021-06-01' },
    ],
    [
      'referral_paper_missing',
      '[QG-10] passing on without a paper',
      recorded,
      { ...check, result: 'referred' },
    ],
  ];

  it.each(rows)('%s: %s', (code, _, given, act) => {
    const dossier = new Dossier().given(...given);
    const before = dossier.inspection;
    expect(dossier.say(act)).toEqual({ ok: false, error: { code, detail: inspectionClauses[code] } });
    expect(dossier.inspection).toBe(before);
  });

  it('answered_by_self: [QG-10] a check by whoever answered', () => {
    const dossier = new Dossier().given(record, answer);
    expect(dossier.say(check, { by: 'manager' })).toMatchObject({
      ok: false,
      error: { code: 'answered_by_self', detail: 'QG-10' },
    });
  });

  it('is all that there is to refuse', () => {
    const told = new Set<string>([...rows.map(([code]) => code), 'answered_by_self']);
    expect([...told].sort()).toEqual([...inspectionRefusals].sort());
  });
});
