import type { Result, Failure } from '@truc/base';
import type { InspectionAct, NewFinding, RecordAct, Seen } from './acts.ts';
import { decide, type InspectionMeta } from './decide.ts';
import { emptyInspection, evolve, type Inspection } from './inspection.ts';
import type { InspectionRefusal } from './words.ts';

/** 14:20 on 15 June 2021 in Vietnam. */
export const at = 1623741600000;
export const today = '2021-06-15';
export const later = '2021-06-20';
export const paper = { number: '45/UBND-NC', signedOn: '2021-06-14', issuer: 'Chủ tịch UBND tỉnh' };

const looks = ['0190163d-8694-7394-8001-000000000001', '0190163d-8694-7394-8001-000000000002'] as const;
const findings = ['0190163d-8694-7394-8001-0000000000a1', '0190163d-8694-7394-8001-0000000000a2'] as const;
export const [finding1, finding2] = findings;

export const seen: readonly Seen[] = looks.map((look, number) => ({
  look,
  camera: `cam-0${number + 1}1`,
  name: 'Cổng chính',
  purpose: 'supervise_compliance',
  from: at - 3_600_000,
  until: at - 3_000_000,
}));

export const finding: NewFinding = {
  id: finding1,
  kind: 'watch_absent',
  camera: null,
  device: '',
  text: 'Không có người trước màn hình từ 13:40 đến 14:05',
  demand: 'Bố trí người trực thay trong giờ ăn',
  owner: "Rơ Mah H'Phương, Trưởng cơ sở",
  due: later,
};

export const record: RecordAct = {
  type: 'record',
  facility: 'f-01',
  trigger: 'adhoc',
  document: null,
  purpose: 'supervise_compliance',
  looks: [...looks],
  roomCamera: null,
  absentZones: [],
  summary: 'Xem hai camera trong 10 phút',
  findings: [finding],
};

export const survey: RecordAct = { ...record, trigger: 'survey', looks: [], roomCamera: false, findings: [] };

export const answer = {
  type: 'answer',
  finding: finding1,
  text: 'Đã phân công người thay',
  isDone: true,
} as const;
export const check = {
  type: 'check',
  finding: finding1,
  result: 'remedied',
  text: 'Xem lại lúc 12:10, có người trực',
  due: '',
  paper: null,
} as const;

/** One inspection on its way: what each act was answered, and what stands. */
export class Dossier {
  inspection: Inspection = emptyInspection;

  say(act: InspectionAct, meta: Partial<InspectionMeta> = {}): Result<unknown, Failure<InspectionRefusal>> {
    const rests = act.type === 'record' ? seen.filter(({ look }) => act.looks.includes(look)) : [];
    const whole = { by: 'inspector', at, today, seen: rests, ...meta };
    const decided = decide(this.inspection, act, whole);
    if (decided.ok) this.inspection = evolve(this.inspection, decided.value, whole);
    return decided;
  }

  /** @throws when one of them is refused */
  given(...acts: readonly InspectionAct[]): this {
    for (const act of acts)
      if (!this.say(act, { by: act.type === 'answer' ? 'manager' : 'inspector' }).ok)
        throw new Error(`${act.type} was refused`);
    return this;
  }

  get finding() {
    return this.inspection.findings[0];
  }
}
