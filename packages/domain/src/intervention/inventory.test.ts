import { describe, expect, it } from 'vitest';
import { unlistedDeviceFound } from './drafts.ts';
import { isFindOverdue } from './inventory.ts';
import {
  ask,
  approve,
  box,
  camera,
  FaultLog,
  find,
  found,
  hour,
  listed,
  move,
  permit,
  retire,
  settle,
  start,
  tell,
  workAt,
} from './testing-works.ts';

/** A listed camera, and the permit to move it as it stands then. */
function listedAt(status: Parameters<typeof workAt>[0]): FaultLog {
  const log = workAt(status);
  tell(log, listed());
  return log;
}
const inside = { at: start + 1.2 * hour };

describe('the list of devices', () => {
  it('[GL-16] [KH-09] holds kind, model, serial and place of each, and each serial once', () => {
    const log = listedAt('unknown');
    expect(log.state.works.devices[camera]).toMatchObject({
      kind: 'camera',
      serial: 'SN 0011-A',
      asset: 'cam-011',
      placements: [{ place: 'Cột cổng', zone: 'gate', permit: '', by: 'person-a' }],
    });
    expect(tell(log, listed({ device: box })).refusal).toBe('serial_listed');
    expect(tell(log, listed({ device: box, serial: 'sn0011a' })).refusal).toBe('serial_listed');
    expect(tell(log, listed({ serial: 'SN-2' })).refusal).toBe('device_known');
  });

  it('[KH-14] keeps where a camera stood, and moves it under a permit that names it alone', () => {
    const log = listedAt('begun');
    expect(tell(log, move(), inside).status).toBe('accepted');
    expect(log.state.works.devices[camera]?.placements).toMatchObject([
      { place: 'Cột cổng', zone: 'gate', permit: '' },
      { place: 'Sân sau', zone: 'yard', permit, at: inside.at },
    ]);
  });

  it('[KH-14] moves and takes away nothing without a permit that holds then and names it', () => {
    const refused = (log: FaultLog, change: object = {}, when = inside) => {
      const before = log.state;
      const answers = [tell(log, move(change), when).refusal, tell(log, retire(change), when).refusal];
      expect(log.state).toEqual(before);
      expect(answers[0]).toBe(answers[1]);
      return answers[0];
    };
    expect(refused(listedAt('unknown'))).toBe('permit_missing');
    expect(refused(listedAt('begun'), { permit: '' })).toBe('permit_missing');
    expect(refused(listedAt('asked'))).toBe('permit_missing');
    expect(refused(listedAt('revoked'), {}, { at: start + 2 * hour })).toBe('permit_missing');
    expect(refused(listedAt('approved'), {}, { at: start + 5 * hour })).toBe('permit_expired');
    const elsewhere = new FaultLog();
    tell(elsewhere, ask({ assets: [{ kind: 'camera', id: 'cam-012', name: '' }] }));
    tell(elsewhere, approve(), { device: 'b' });
    tell(elsewhere, listed());
    expect(refused(elsewhere)).toBe('asset_foreign');
  });

  it('[KH-14] [GL-16] shows what was taken away, and moves it no more', () => {
    const log = listedAt('begun');
    expect(tell(log, retire(), inside).status).toBe('accepted');
    expect(log.state.works.devices[camera]).toMatchObject({ retired: { permit, reason: 'Hỏng' } });
    expect(tell(log, move(), inside).refusal).toBe('device_retired');
    expect(tell(log, move({ device: box }), inside).refusal).toBe('device_unknown');
  });

  it('[KH-12] [GL-17] writes nothing anew: each command leaves what stood before it readable', () => {
    const log = listedAt('begun');
    tell(log, move(), inside);
    tell(log, retire(), inside);
    const serials = log.leaves.filter(({ kind }) => kind.startsWith('device.'));
    expect(serials.map(({ kind }) => kind)).toEqual(['device.list', 'device.place', 'device.retire']);
    expect(log.state.works.devices[camera]?.placements).toHaveLength(2);
  });
});

describe('a device that no list holds', () => {
  it('[GL-16] is an action with an owner and a due date until somebody settles it', () => {
    const log = new FaultLog();
    expect(tell(log, found()).status).toBe('accepted');
    const action = log.state.works.finds[find];
    expect(action).toMatchObject({ owner: 'Ksor Nam', due: start + 24 * hour, settled: null });
    expect(action && [isFindOverdue(action, start), isFindOverdue(action, start + 25 * hour)]).toEqual([
      false,
      true,
    ]);
    expect(tell(log, settle()).status).toBe('accepted');
    expect(log.state.works.finds[find]?.settled).toMatchObject({ outcome: 'removed', by: 'person-a' });
  });

  it('[GL-16] is settled once, and as listed only when the list holds it', () => {
    const log = new FaultLog();
    expect(tell(log, settle()).refusal).toBe('find_unknown');
    tell(log, found());
    expect(tell(log, found()).refusal).toBe('find_known');
    expect(tell(log, settle({ outcome: 'listed' })).refusal).toBe('device_not_listed');
    expect(tell(log, settle({ outcome: 'listed', device: box })).refusal).toBe('device_not_listed');
    tell(log, listed({ device: box, serial: 'AP-77' }));
    expect(tell(log, settle({ outcome: 'listed', device: box })).status).toBe('accepted');
    expect(tell(log, settle()).refusal).toBe('find_settled');
  });

  it('[GL-16] is none where its serial stands in the list', () => {
    const log = listedAt('unknown');
    expect(tell(log, found({ serial: 'sn-0011a' })).refusal).toBe('serial_listed');
  });

  it('[GL-16] is reported with words, place, owner and a due date that is still to come', () => {
    const body = {
      find,
      source: 'inspection' as const,
      record: '',
      description: ' Bộ phát lạ ',
      serial: '',
      place: 'Tủ kỹ thuật',
      owner: 'Ksor Nam',
      due: start + hour,
    };
    expect(unlistedDeviceFound(body, start)).toMatchObject({
      ok: true,
      value: { description: 'Bộ phát lạ' },
    });
    const refused = (change: object) => {
      const answer = unlistedDeviceFound({ ...body, ...change }, start);
      return answer.ok ? null : answer.error.code;
    };
    expect(refused({ description: ' ' })).toBe('description_missing');
    expect(refused({ place: '' })).toBe('place_missing');
    expect(refused({ owner: '' })).toBe('owner_missing');
    expect(refused({ due: start })).toBe('due_missing');
    expect(refused({ serial: 'x'.repeat(500) })).toBe('text_too_long');
  });
});
