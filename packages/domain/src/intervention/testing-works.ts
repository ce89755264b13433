import {
  FaultLog,
  fault,
  gate,
  minute,
  start,
  write,
  type WriteOptions,
} from '../fault-log/testing-faults.ts';
import type { TechnicalDecision } from '../fault-log/fold.ts';
import { visitChecklist } from '../fault-log/words.ts';
import { interventionKinds, type InterventionCommand } from './commands.ts';
import type { Permit } from './permit.ts';

export { FaultLog, fault, gate, minute, start };

export const permit = '0190163d-8694-7394-8003-000000000001';
export const camera = '0190163d-8694-7394-8003-000000000002';
export const box = '0190163d-8694-7394-8003-000000000003';
export const find = '0190163d-8694-7394-8003-000000000004';
export const hour = 60 * minute;

/** Asked for by the facility's manager, from 15:00 to 17:00; it is 14:00. */
export const ask = (change: object = {}): InterventionCommand => ({
  type: 'askPermit',
  body: {
    permit,
    work: 'maintenance',
    detail: 'Thay bộ nguồn camera cổng',
    assets: [gate],
    from: start + hour,
    to: start + 3 * hour,
    workers: ['Puih Thanh Tùng', 'Đinh Brel'],
    agency: 'Đơn vị vận hành',
    picturesOff: true,
    ...change,
  },
});
export const approve = (change: object = {}): InterventionCommand => ({
  type: 'approvePermit',
  body: {
    permit,
    document: '12/GP-BCH',
    from: start + hour,
    to: start + 3 * hour,
    note: '',
    ...change,
  },
});
export const refuse = (): InterventionCommand => ({
  type: 'refusePermit',
  body: { permit, reason: 'Đang có ca bệnh' },
});
export const begin = (change: object = {}): InterventionCommand => ({
  type: 'beginWork',
  body: {
    permit,
    isOnSite: true,
    workers: ['Puih Thanh Tùng'],
    checklist: [...visitChecklist],
    substitute: { measure: 'patrol', person: 'Siu H’Liêm', everyMs: 30 * minute },
    ...change,
  },
});
export const check = (): InterventionCommand => ({
  type: 'checkWork',
  body: { permit, isNormal: true, note: '' },
});
export const end = (change: object = {}): InterventionCommand => ({
  type: 'endWork',
  body: { permit, restored: true, note: '', ...change },
});
export const revoke = (): InterventionCommand => ({
  type: 'revokePermit',
  body: { permit, reason: 'Mưa lớn' },
});
export const listed = (change: object = {}): InterventionCommand => ({
  type: 'listDevice',
  body: {
    device: camera,
    kind: 'camera',
    name: 'Cổng chính',
    model: 'CX-2',
    serial: 'SN 0011-A',
    asset: gate.id,
    place: 'Cột cổng',
    zone: 'gate',
    ...change,
  },
});
export const move = (change: object = {}): InterventionCommand => ({
  type: 'placeDevice',
  body: { device: camera, permit, place: 'Sân sau', zone: 'yard', ...change },
});
export const retire = (change: object = {}): InterventionCommand => ({
  type: 'retireDevice',
  body: { device: camera, permit, reason: 'Hỏng', ...change },
});
export const found = (change: object = {}): InterventionCommand => ({
  type: 'foundDevice',
  body: {
    find,
    source: 'inspection',
    record: '',
    description: 'Bộ phát không dây cắm vào đầu ghi',
    serial: '',
    place: 'Tủ kỹ thuật',
    owner: 'Ksor Nam',
    due: start + 24 * hour,
    ...change,
  },
});
export const settle = (change: object = {}): InterventionCommand => ({
  type: 'settleFind',
  body: { find, outcome: 'removed', device: null, note: 'Đã tháo, niêm phong', ...change },
});

/** `b` approves what `a` asked for. */
export function tell(
  log: FaultLog,
  command: InterventionCommand,
  options: WriteOptions = {},
): TechnicalDecision {
  const { kind, current } = interventionKinds[command.type];
  const header = write({ type: 'note', body: { text: '' } }, options);
  return log.append({ ...header, kind, v: current, base: {}, body: JSON.stringify(command.body) });
}

export type At = 'unknown' | Permit['status'] | 'stopped';

/** A log in which the permit stands there. `stopped`: revoked while they are at work. */
export function workAt(status: At): FaultLog {
  const log = new FaultLog();
  if (status === 'unknown') return log;
  tell(log, ask());
  if (status === 'asked') return log;
  if (status === 'refused') {
    tell(log, refuse(), { device: 'b' });
    return log;
  }
  tell(log, approve(), { device: 'b' });
  if (status === 'approved') return log;
  if (status !== 'revoked') tell(log, begin(), { at: start + hour });
  if (status === 'ended') tell(log, end(), { at: start + 2 * hour });
  if (status === 'revoked' || status === 'stopped')
    tell(log, revoke(), { device: 'b', at: start + 1.5 * hour });
  return log;
}
