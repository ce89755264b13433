import { describe, expect, it } from 'vitest';
import { faultKinds } from '../fault-log/commands.ts';
import { fault, FaultLog, say } from '../fault-log/testing-faults.ts';
import { settledCommands } from './settled-commands.ts';
import { caseAt, spoken } from './testing-case.ts';
import { IncidentLog, openedLog, write, type Written } from './testing-log.ts';

const manager = { dev: 'm', inst: 1, n: 1, actor: 'person-m', base: {} } as const;
const from = { scope: 'quarantine:f-01', seq: 3 };

/** What a manager's device writes about a command that waits. */
function carry(
  waiting: Written,
  { word = 'adopted', ...change }: { word?: 'adopted' | 'refused'; opId?: string; actor?: string } = {},
): Written {
  const { body, ...header } = waiting;
  const op = { h: JSON.stringify({ ...header, scope: 'facility:f-01', wall: 0, off: 0 }), b: body, s: '' };
  const said = { from, op, code: 'lease_expired', ...(word === 'refused' && { reason: 'Ghi nhầm cơ sở' }) };
  return {
    ...manager,
    opId: `word-${word}`,
    kind: `quarantine.${word}`,
    v: 1,
    body: JSON.stringify(said),
    ...change,
  };
}

const set = (place: string) => ({ type: 'set', body: { fields: { place } } }) as const;

describe('a command that waited in quarantine', () => {
  it('[AD4] does what its author said once it is adopted, in his name', () => {
    const log = openedLog();
    const waiting = write('b', set('Nhà ăn'), log.incident);
    expect(log.append(carry(waiting))).toMatchObject({ status: 'accepted', code: null });
    expect(log.incident.fields.place).toMatchObject({
      value: 'Nhà ăn',
      version: { by: 'person-b', dev: 'b' },
    });
  });

  it('[AD4] counts once, however often it is adopted', () => {
    const log = openedLog();
    const waiting = write('b', set('Nhà ăn'), log.incident);
    log.append(carry(waiting));
    log.append(write('a', set('Sân sau'), log.incident));
    expect(log.append(carry(waiting, { opId: 'again' }))).toMatchObject({ status: 'accepted', events: [] });
    expect(log.incident.fields.place.value).toBe('Sân sau');
  });

  it('[AD4] becomes a conflict where others changed the field after its author had seen it', () => {
    const log = openedLog();
    const waiting = write('b', set('Nhà ăn'), log.incident);
    log.append(write('a', set('Sân sau'), log.incident));
    expect(log.append(carry(waiting))).toMatchObject({ status: 'conflict', code: 'field_conflict' });
    expect(log.incident.conflicts).toMatchObject([{ field: 'place', claims: [{ by: 'person-b' }] }]);
  });

  it('[AD4] does not undo what the same device wrote later and the server took at once', () => {
    const log = openedLog();
    const waiting = write('b', set('Nhà ăn'), log.incident);
    log.append(write('b', set('Sân sau'), log.incident));
    expect(log.append(carry(waiting)).status).toBe('conflict');
    expect(log.incident.fields.place.value).toBe('Sân sau');
  });

  it('[AD4] follows what the same device wrote before it, adopted in that order', () => {
    const log = openedLog();
    const [first, second] = [
      write('b', set('Nhà ăn'), log.incident),
      write('b', set('Sân sau'), log.incident),
    ];
    log.append(carry(first));
    expect(log.append(carry(second, { opId: 'second' })).status).toBe('accepted');
    expect(log.incident.fields.place.value).toBe('Sân sau');
  });

  it('[AD4] [GL-07] needs two people also where one adopts for the other', () => {
    const log = caseAt('awaiting_check');
    // `a` recorded it: neither may he say that it is remedied, nor adopt that somebody says so.
    const waiting = write('c', spoken.remedied, log.incident);
    const own = log.append(carry(waiting, { actor: 'person-a' }));
    expect(own).toMatchObject({ status: 'rejected', fault: 'closer_is_recorder' });
    expect(log.append(carry(waiting, { opId: 'other' })).status).toBe('accepted');
    expect(log.incident.status).toBe('closed');
  });

  it('[AD4] never speaks for the system', () => {
    const log = caseAt('notified');
    const body = { target: 'pmc', automatic: true, reason: '' } as const;
    const waiting = { ...write('b', { type: 'escalate', body }, log.incident), actor: 'truc-system' };
    expect(log.append(carry(waiting))).toMatchObject({ status: 'rejected', fault: 'not_the_system' });
  });

  it('[AD5] changes nothing when it is refused, keeps its words, and may still be adopted', () => {
    const log = openedLog();
    const before = log.incident;
    const waiting = write('b', set('Nhà ăn'), log.incident);
    expect(log.append(carry(waiting, { word: 'refused' }))).toMatchObject({ status: 'accepted', events: [] });
    expect(log.incident).toEqual(before);
    log.append(carry(waiting));
    expect(log.incident.fields.place.value).toBe('Nhà ăn');
  });

  it('[AD5] begins no incident when it is refused', () => {
    const log = new IncidentLog();
    const waiting = write('b', { type: 'note', body: { text: 'Không có thật' } });
    log.append(carry(waiting, { word: 'refused' }));
    expect(log.incidents).toEqual({});
  });

  it('[AD4] [AD5] of a log of faults is carried out once by an adoption, and not at all by a refusal', () => {
    const log = new FaultLog();
    log.say(say.report());
    const report = log.leaves[0];
    if (report === undefined) throw new Error('the report');
    const { kind, current: v } = faultKinds.substitute;
    const header = {
      opId: '0190163d-8694-7394-8002-00000000aaaa',
      dev: 'b',
      inst: 1,
      n: 9,
      actor: 'person-b',
    };
    const said = { ...header, kind, v, scope: 'faults:f-01', wall: report.at, off: 0, base: { fault: 1 } };
    const op = { h: JSON.stringify(said), b: JSON.stringify({ fault, ...say.substitute().body }), s: '' };
    const word = (name: string, n: number, more = {}) => ({
      ...report,
      ...manager,
      n,
      opId: `${name}-${n}`,
      kind: `quarantine.${name}`,
      v: 1,
      body: JSON.stringify({ from, op, code: 'lease_expired', ...more }),
    });
    log.append(word('refused', 1, { reason: 'Đã có người trực thay' }));
    expect(log.fault.substitutes).toEqual([]);
    expect(log.append(word('adopted', 2))).toMatchObject({ status: 'accepted' });
    expect(log.append(word('adopted', 3))).toMatchObject({ status: 'accepted' });
    expect(log.fault.substitutes.map(({ by }) => by)).toEqual(['person-b']);
  });
});

describe('a conflict that somebody ended', () => {
  it('[IN10] names each command whose last claim was settled, and none before that', () => {
    const log = openedLog();
    const seen = log.incident;
    log.append(write('a', { type: 'set', body: { fields: { place: 'Sân', title: 'Ẩu đả' } } }, seen));
    const loser = write('b', { type: 'set', body: { fields: { place: 'Nhà ăn', title: 'Cãi nhau' } } }, seen);
    expect(log.append(loser).status).toBe('conflict');
    const choose = (field: 'place' | 'title', value: string) =>
      log.append(
        write('c', { type: 'resolve', body: { field, value, settles: [loser.opId] } }, log.incident),
      );
    choose('place', 'Nhà ăn');
    expect(settledCommands(log.leaves, 1)).toEqual([]);
    choose('title', 'Ẩu đả');
    expect(settledCommands(log.leaves, 1)).toMatchObject([{ command: { opId: loser.opId }, settledBy: 5 }]);
    expect(settledCommands(log.leaves, 6)).toEqual([]);
  });

  it('[IN10] [AD4] names the adoption where it was an adopted command that clashed', () => {
    const log = openedLog();
    const waiting = write('b', set('Nhà ăn'), log.incident);
    log.append(write('a', set('Sân sau'), log.incident));
    log.append(carry(waiting));
    const body = { field: 'place', value: 'Nhà ăn', settles: [waiting.opId] } as const;
    log.append(write('a', { type: 'resolve', body: { ...body, settles: [...body.settles] } }, log.incident));
    expect(settledCommands(log.leaves, 1)).toMatchObject([{ command: { dev: 'm', seq: 3 }, settledBy: 4 }]);
  });
});
