import { describe, expect, it } from 'vitest';
import { eventKinds, readEvent } from './all-kinds.ts';

const opId = '0190163d-8694-7394-8001-0242ac120002';
const fields = {
  title: 'Ẩu đả',
  description: '',
  severity: 'high',
  casualties: null,
  place: '',
  cameras: [],
};
const hash = '0'.repeat(64);
const round = { up: 9, down: 0, unknown: 0, cameras: ['cam-1'] };
const counts = { up: 9, down: 0, unknown: 0 };
const snapshot = {
  cameras: { ...counts, zones: [{ zone: 'gate', ...counts }] },
  carried: [{ id: 'f-1', kind: 'fault', title: 'Mất hình', detail: '', substitute: 'Tuần tra' }],
  more: 0,
  notes: '',
  instructions: '',
  devices: [{ dev: 'd', inst: 1, received: 3, declared: 5 }],
};
const answer = { state: 'in_order', text: '' };
const answers = {
  post_and_people: answer,
  cameras: answer,
  faults: answer,
  violations: answer,
  interventions: answer,
  exports: answer,
  instructions: answer,
  expected_events: answer,
  recorder: answer,
  equipment: answer,
  gaps: answer,
  remarks: answer,
};

/** One body of each kind and version that was ever shipped. Lines are added, never changed: tablets hold such bodies. */
const shipped: readonly [kind: string, version: number, body: unknown][] = [
  ['logbook.entry', 1, { text: 'Yên', phrase: null, camera: null }],
  ['logbook.correction', 1, { target: opId, text: 'Hai người', reason: 'đếm lại' }],
  ['logbook.strike', 1, { target: opId, reason: 'nhầm sổ' }],
  ['logbook.addendum', 1, { target: opId, text: 'Đã báo lại' }],
  ['logbook.countersign', 1, { target: opId }],
  ['shift.start', 1, { document: '1', planned: { from: 0, to: 1 } }],
  ['shift.prepare', 1, { shift: opId, head: { seq: 0, chain: null }, snapshot }],
  [
    'shift.prepare',
    2,
    {
      shift: opId,
      head: { seq: 0, chain: null },
      snapshot: {
        ...snapshot,
        carried: [
          { id: opId, kind: 'intervention', title: 'Bảo trì', detail: '08:00–10:00', substitute: null },
        ],
      },
    },
  ],
  ['shift.sign_out', 1, { prepare: opId, hash, head: { seq: 1, chain: hash }, answers }],
  [
    'shift.accept',
    1,
    {
      signOut: opId,
      hash,
      round,
      opened: [],
      reservation: null,
      faceToFace: true,
      document: '1',
      planned: null,
    },
  ],
  ['shift.relief', 1, { after: opId, document: '1', round, text: '' }],
  ['shift.explain_gap', 1, { from: 0, to: 1, reason: 'absence', text: 'Đến muộn' }],
  ['shift.choose_acceptance', 1, { signOut: opId, chosen: opId, reason: 'Có mặt' }],
  ['shift.end_by_exception', 1, { shift: opId, at: 1, reason: 'Không ai nhận' }],
  ['incident.open', 1, { incident: opId, fields }],
  ['incident.set', 1, { incident: opId, fields: { place: 'Sân sau' } }],
  ['incident.note', 1, { incident: opId, text: 'Đã gọi quản lý' }],
  ['incident.change_status', 1, { incident: opId, expected: 'reported', to: 'notified', reason: '' }],
  [
    'incident.exported',
    1,
    {
      incident: opId,
      by: 'nguyen-ha-my',
      purpose: 'check_remedies',
      reason: 'Họp giao ban sáng',
      paper: null,
    },
  ],
  [
    'incident.report_misuse',
    1,
    {
      incident: opId,
      by: 'nguyen-ha-my',
      named: ['tran-van-khanh'],
      fields,
      detectedAt: 2,
      from: 0,
      until: 1,
    },
  ],
  ['incident.resolve', 1, { incident: opId, field: 'place', value: 'Sân sau', settles: [opId] }],
  [
    'fault.report',
    1,
    {
      fault: opId,
      asset: { kind: 'camera', id: 'cam-011', name: 'Cổng chính' },
      symptom: 'no_picture',
      detail: '',
      since: 1_623_741_600_000,
      permit: '',
      proposal: null,
    },
  ],
  [
    'fault.substitute',
    1,
    { fault: opId, measure: 'patrol', person: 'Siu H’Liêm', everyMs: 1_800_000, from: 1, replaces: [] },
  ],
  ['fault.check', 1, { fault: opId, substitute: opId, isNormal: true, note: '' }],
  ['fault.join', 1, { fault: opId, parent: { scope: 'faults:central', fault: opId } }],
  ['fault.assign', 1, { fault: opId, to: 'operator', person: 'Puih Thanh Tùng', target: 1 }],
  ['fault.start', 1, { fault: opId, isOnSite: false, visitors: [], checklist: [] }],
  ['fault.park', 1, { fault: opId, reason: 'Chờ bộ nguồn' }],
  ['fault.accept', 1, { fault: opId, what: 'picture' }],
  ['fault.recover', 1, { fault: opId, at: 1, limitMs: 300_000 }],
  ['fault.close', 1, { fault: opId, cause: 'power', endedAt: 1, lost: { from: 1, to: 2 }, note: '' }],
  ['fault.close', 2, { fault: opId, cause: 'power', endedAt: 1, lost: null, note: '', interference: 'none' }],
  ['fault.judge', 1, { fault: opId, verdict: 'suspected', note: 'Cáp bị cắt', incident: opId }],
  [
    'permit.ask',
    1,
    {
      permit: opId,
      work: 'maintenance',
      detail: 'Thay bộ nguồn',
      assets: [{ kind: 'camera', id: 'cam-011', name: 'Cổng chính' }],
      from: 1,
      to: 2,
      workers: ['Puih Thanh Tùng'],
      agency: 'Đơn vị vận hành',
      picturesOff: true,
    },
  ],
  ['permit.approve', 1, { permit: opId, document: '12/GP-BCH', from: 1, to: 2, note: '' }],
  ['permit.refuse', 1, { permit: opId, reason: 'Chưa có người giám sát' }],
  [
    'permit.begin',
    1,
    {
      permit: opId,
      isOnSite: false,
      workers: ['Puih Thanh Tùng'],
      checklist: [],
      substitute: { measure: 'patrol', person: 'Siu H’Liêm', everyMs: 1_800_000 },
    },
  ],
  ['permit.check', 1, { permit: opId, isNormal: true, note: '' }],
  ['permit.end', 1, { permit: opId, restored: true, note: '' }],
  ['permit.revoke', 1, { permit: opId, reason: 'Có ca bệnh' }],
  [
    'device.list',
    1,
    {
      device: opId,
      kind: 'camera',
      name: 'Cổng chính',
      model: 'X',
      serial: 'SN-1',
      asset: 'cam-011',
      place: 'Cột cổng',
      zone: 'gate',
    },
  ],
  ['device.place', 1, { device: opId, permit: opId, place: 'Sân sau', zone: 'yard' }],
  ['device.retire', 1, { device: opId, permit: opId, reason: 'Hỏng' }],
  [
    'device.found',
    1,
    {
      find: opId,
      source: 'inspection',
      record: '',
      description: 'Bộ phát lạ',
      serial: '',
      place: 'Tủ kỹ thuật',
      owner: 'Ksor Nam',
      due: 1,
    },
  ],
  ['device.settle', 1, { find: opId, outcome: 'removed', device: null, note: 'Đã tháo' }],
  [
    'fault.close_with_parent',
    1,
    {
      fault: opId,
      parent: { scope: 'faults:central', fault: opId },
      cause: 'line',
      endedAt: 1,
      restoredAt: 1,
    },
  ],
  ['fault.note', 1, { fault: opId, text: 'Đã gọi tổng đài' }],
  [
    'incident.report',
    1,
    {
      incident: opId,
      fields,
      kind: 'gathering',
      subject: 'quarantined',
      detectedAt: 1_623_741_600_000,
      from: 1_623_741_480_000,
      until: 1_623_741_600_000,
    },
  ],
  [
    'incident.notify',
    1,
    { incident: opId, name: 'Ksor Nam', position: 'Quản lý', channel: 'phone', at: 1_623_741_720_000 },
  ],
  ['incident.acknowledge', 1, { incident: opId }],
  ['incident.measure', 1, { incident: opId, kind: 'remind', text: '', at: 1_623_741_900_000 }],
  ['incident.check', 1, { incident: opId, remedied: true, text: '' }],
  ['incident.propose_dismissal', 1, { incident: opId, reason: 'Báo nhầm' }],
  ['incident.answer_dismissal', 1, { incident: opId, proposal: 2, agrees: true, reason: '' }],
  ['incident.escalate', 1, { incident: opId, target: 'pmc', automatic: true, reason: '' }],
  ['incident.take_up', 1, { incident: opId, reason: 'Đã cử người xuống' }],
  ['incident.reopen', 1, { incident: opId, reason: 'Lại tụ tập' }],
  ['incident.outcome', 1, { incident: opId, code: 'discipline', document: '12/QĐ-KL' }],
  ['incident.recording', 1, { incident: opId, locked: true }],
];

describe('kinds of events', () => {
  it('[PV5] have a shipped body for every version up to the newest', () => {
    const versions = eventKinds.flatMap(({ kind, version }) =>
      Array.from({ length: version }, (_, at) => `${kind} ${at + 1}`),
    );
    expect(shipped.map(([kind, version]) => `${kind} ${version}`).sort()).toEqual(versions.sort());
  });

  it.each(shipped)('[PV4] reads a body of %s version %i', (kind, v, body) => {
    expect(readEvent({ kind, v }, JSON.stringify(body)).status).toBe('read');
  });

  it.each(eventKinds)('[PV5] defers $kind of the version after its newest', ({ kind, version }) => {
    for (const body of ['{}', '{', '"x"'])
      expect(readEvent({ kind, v: version + 1 }, body).status).toBe('deferred');
  });

  it('[PV5] defers a kind of the future', () => {
    expect(readEvent({ kind: 'logbook.future', v: 1 }, '{}')).toEqual({ status: 'deferred', homes: [] });
  });
});
