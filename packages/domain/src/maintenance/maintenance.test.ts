import { describe, expect, it } from 'vitest';
import type { Camera } from '../camera/camera.ts';
import { decideCheck, type DeviceCheck } from './check.ts';
import { clashesOf } from './clashes.ts';
import { checkDueOf, templateFor, type Template } from './template.ts';
import { decideWork, evolveWork, type Propose, type Work, type WorkAct, type WorkMeta } from './work.ts';
import { maintenanceClauses, maintenanceRefusals, type MaintenanceRefusal } from './words.ts';

const day = 24 * 60 * 60_000;
const hour = 60 * 60_000;
const at = Date.UTC(2021, 5, 15, 1);

const dome: Template = {
  id: 'dome-2mp',
  model: 'VD-2MP',
  kind: 'camera',
  everyDays: 30,
  steps: ['Lau mặt kính', 'Kiểm tra nguồn', 'So góc nhìn với ảnh mẫu'],
  source: 'Sổ tay VD-2MP, bản 3',
};
const recorder: Template = { ...dome, id: 'nvr-16', kind: 'recorder', everyDays: 7, model: 'VR-16' };
const templates = [dome, recorder];
const camera = {
  id: 'cam-011',
  kind: 'camera',
  facility: 'f-01',
  name: 'Cổng chính',
  model: 'VD-2MP',
} as const;

describe('a template', () => {
  it('[KH-21] is chosen by the model of the device', () => {
    expect(templateFor(camera, templates)).toBe(dome);
    expect(templateFor({ ...camera, kind: 'recorder', model: 'VR-16' }, templates)).toBe(recorder);
    expect(templateFor({ ...camera, model: 'VR-16' }, templates)).toBeNull();
    expect(templateFor({ ...camera, model: null }, templates)).toBeNull();
  });
});

describe('a periodic check', () => {
  it('[KH-20] is overdue after the days of the template, and at once where there never was one', () => {
    const known = { templates, now: at };
    expect(checkDueOf(camera, { ...known, last: at - 30 * day })).toMatchObject({
      dueAt: at,
      isOverdue: false,
    });
    expect(checkDueOf(camera, { ...known, last: at - 30 * day - 1 }).isOverdue).toBe(true);
    expect(checkDueOf(camera, { ...known, last: null })).toMatchObject({ dueAt: null, isOverdue: true });
  });

  it('[KH-21] is due by no guess where the model is not known', () => {
    expect(checkDueOf({ ...camera, model: null }, { templates, last: null, now: at })).toEqual({
      template: null,
      last: null,
      dueAt: null,
      isOverdue: false,
    });
  });

  it('[KH-20] keeps the steps as they were asked', () => {
    expect(decideCheck(whole, dome)).toEqual({ ok: true, value: { ...whole, steps: dome.steps } });
    expect(decideCheck({ ...whole, answers: ['fine', 'trouble', 'fine'], note: 'Nguồn lỏng' }, dome).ok).toBe(
      true,
    );
  });
});

const whole: DeviceCheck = {
  device: 'cam-011',
  template: 'dome-2mp',
  answers: ['fine', 'fine', 'fine'],
  note: '',
};

const zoned = (id: string, zone: Camera['zone'] = 'gate'): Camera => ({
  id,
  facility: 'f-01',
  name: id,
  zone,
  lifecycle: 'in_service',
  national: 'connected',
  ioc: 'none',
});
const cameras = [zoned('cam-1'), zoned('cam-2'), zoned('cam-3', 'yard')];
const nobody = { cameras, others: [], out: new Set<string>() };
const span = { from: at, to: at + hour };

describe('two cameras of one zone at once', () => {
  it('[KH-22] are told where one work takes both', () => {
    expect(clashesOf({ devices: ['cam-1', 'cam-2'], ...span }, nobody)).toMatchObject([
      { camera: 'cam-1', zone: 'gate', reason: 'same_work' },
      { camera: 'cam-2', zone: 'gate', reason: 'same_work' },
    ]);
    expect(clashesOf({ devices: ['cam-1', 'cam-3'], ...span }, nobody)).toEqual([]);
  });

  it('[KH-22] are told where another work takes the other at the same time', () => {
    const other = { devices: ['cam-2'], from: at + hour / 2, to: at + 2 * hour };
    expect(clashesOf({ devices: ['cam-1'], ...span }, { ...nobody, others: [other] })).toMatchObject([
      { camera: 'cam-2', reason: 'other_work' },
    ]);
    const after = { ...other, from: at + hour };
    expect(clashesOf({ devices: ['cam-1'], ...span }, { ...nobody, others: [after] })).toEqual([]);
    const undated = { ...other, from: null, to: null };
    expect(clashesOf({ devices: ['cam-1'], ...span }, { ...nobody, others: [undated] })).toHaveLength(1);
  });

  it('[KH-22] are told where the other is out of order', () => {
    expect(clashesOf({ devices: ['cam-1'], ...span }, { ...nobody, out: new Set(['cam-2']) })).toMatchObject([
      { camera: 'cam-2', reason: 'out_now' },
    ]);
    expect(clashesOf({ devices: ['cam-1'], ...span }, { ...nobody, out: new Set(['cam-3']) })).toEqual([]);
  });
});

const paper = { number: '12/QĐ-SYT', signedOn: '2021-06-14', issuer: 'Giám đốc Sở Y tế' };
const proposal: Propose = {
  type: 'propose',
  facility: 'f-01',
  kind: 'replacement',
  devices: ['cam-011'],
  reason: 'Hình mờ, đã lau kính không hết',
  ...span,
  substitute: { measure: 'patrol', person: "Siu H'Liêm" },
};
const approve: WorkAct = { type: 'decide', verdict: 'approved', paper, reason: '', clash: '' };
const refuseIt: WorkAct = {
  ...approve,
  verdict: 'refused',
  paper: null,
  reason: 'Chưa bố trí được kinh phí',
};
const finish: WorkAct = { type: 'finish', isDone: true, result: 'Đã thay, hình và ghi hình tốt' };
const meta: WorkMeta = {
  by: 'yt-1',
  at,
  today: '2021-06-15',
  isKnown: (id) => id === 'cam-011',
  clashes: [],
};

function workOf(...acts: readonly WorkAct[]): Work | null {
  return acts.reduce<Work | null>(
    (work, act) => evolveWork(work, act, { by: act.type === 'decide' ? 'yt-1' : 'ql-01', at }),
    null,
  );
}

describe('a work', () => {
  it('[KH-17] is proposed by the operating unit, decided by another, and done', () => {
    expect(decideWork(null, proposal, { ...meta, by: 'ql-01' }).ok).toBe(true);
    expect(decideWork(workOf(proposal), approve, meta).ok).toBe(true);
    expect(decideWork(workOf(proposal, approve), finish, meta).ok).toBe(true);
    expect(workOf(proposal)?.state).toBe('proposed');
    expect(workOf(proposal, approve)).toMatchObject({ state: 'approved', decision: { paper, by: 'yt-1' } });
    expect(workOf(proposal, approve, finish)).toMatchObject({
      state: 'done',
      end: { result: 'Đã thay, hình và ghi hình tốt' },
    });
  });

  it.each(['maintenance', 'upgrade', 'replacement'] as const)('[KH-17] may be a %s', (kind) => {
    expect(decideWork(null, { ...proposal, kind }, meta).ok).toBe(true);
  });

  it('[KH-17] is refused with a reason, or ends not done', () => {
    expect(decideWork(workOf(proposal), refuseIt, meta).ok).toBe(true);
    expect(workOf(proposal, refuseIt)?.state).toBe('refused');
    expect(workOf(proposal, approve, { ...finish, isDone: false })?.state).toBe('not_done');
  });

  it('[KH-22] may leave a zone with one camera less where whoever decides says why', () => {
    const clashes = [{ zone: 'gate', camera: 'cam-2', name: 'cam-2', reason: 'out_now' }] as const;
    const told = { ...approve, clash: 'Đã cử người gác cổng' } as const;
    expect(decideWork(workOf(proposal), told, { ...meta, clashes }).ok).toBe(true);
  });
});

type Row = readonly [MaintenanceRefusal, string, () => { readonly ok: boolean }];

describe('what maintenance refuses', () => {
  const proposed = (change: Partial<Propose>) => () => decideWork(null, { ...proposal, ...change }, meta);
  const clash = { zone: 'gate', camera: 'cam-2', name: 'cam-2', reason: 'other_work' } as const;
  const rows: readonly Row[] = [
    ['proposed_already', 'a proposal that stands', () => decideWork(workOf(proposal), proposal, meta)],
    ['not_proposed', 'a decision on nothing', () => decideWork(null, approve, meta)],
    ['not_proposed', 'an end of nothing', () => decideWork(null, finish, meta)],
    ['device_missing', 'a work on nothing', proposed({ devices: [] })],
    ['device_unknown', 'a device of another facility', proposed({ devices: ['cam-999'] })],
    ['reason_missing', 'a proposal without a reason', proposed({ reason: '' })],
    ['time_missing', 'a work of no time', proposed({ from: null })],
    ['time_missing', 'a work without an end', proposed({ to: null })],
    ['time_reversed', 'an end before the beginning', proposed({ from: at + hour, to: at })],
    ['time_past', 'a work that is over', proposed({ from: at - day, to: at - hour })],
    [
      'substitute_missing',
      '[KH-22] a work while nobody stands in',
      proposed({ substitute: { measure: 'patrol', person: '' } }),
    ],
    ['decided_already', 'a second decision', () => decideWork(workOf(proposal, approve), refuseIt, meta)],
    [
      'own_proposal',
      '[KH-17] a decision on one’s own',
      () => decideWork(workOf(proposal), approve, { ...meta, by: 'ql-01' }),
    ],
    [
      'reason_missing',
      'a refusal without a reason',
      () => decideWork(workOf(proposal), { ...refuseIt, reason: '' }, meta),
    ],
    [
      'paper_missing',
      '[KH-17] an approval without its paper',
      () => decideWork(workOf(proposal), { ...approve, paper: null }, meta),
    ],
    [
      'zone_unseen',
      '[KH-22] an approval that says nothing of the zone',
      () => decideWork(workOf(proposal), approve, { ...meta, clashes: [clash] }),
    ],
    ['not_approved', 'an end before a decision', () => decideWork(workOf(proposal), finish, meta)],
    ['not_approved', 'a second end', () => decideWork(workOf(proposal, approve, finish), finish, meta)],
    [
      'result_missing',
      'an end without a result',
      () => decideWork(workOf(proposal, approve), { ...finish, result: '' }, meta),
    ],
    ['template_missing', '[KH-21] a check of an unknown model', () => decideCheck(whole, null)],
    ['template_other', '[KH-21] a check by another model’s template', () => decideCheck(whole, recorder)],
    [
      'steps_open',
      '[KH-20] a check with a step that nobody looked at',
      () => decideCheck({ ...whole, answers: ['fine', null, 'fine'] }, dome),
    ],
    [
      'trouble_untold',
      '[KH-20] trouble without words',
      () => decideCheck({ ...whole, answers: ['fine', 'trouble', 'fine'] }, dome),
    ],
  ];

  it.each(rows)('%s: %s', (code, _, attempt) => {
    expect(attempt()).toEqual({ ok: false, error: { code, detail: maintenanceClauses[code] } });
  });

  it('is all that there is to refuse', () => {
    expect([...new Set<string>(rows.map(([code]) => code))].sort()).toEqual([...maintenanceRefusals].sort());
  });
});
