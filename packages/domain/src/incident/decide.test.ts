import { describe, expect, it } from 'vitest';
import { foldLeaf } from './fold.ts';
import { emptyIncident, isUrgent, nextStatuses, type Incident } from './incident.ts';
import { openedLog, write, type Spoken } from './testing-log.ts';

const set = (fields: object) => ({ type: 'set', body: { fields } }) as const;
const change = (expected: Incident['status'], to: Incident['status'], reason = '') =>
  ({ type: 'changeStatus', body: { expected, to, reason } }) as const;

describe('an incident that one device works on', () => {
  it('[GL-21] opens with its fields, its recorder and nothing to resolve', () => {
    const { incident, decisions } = openedLog();
    expect(decisions[0]).toMatchObject({ status: 'accepted', code: null });
    expect(incident).toMatchObject({ status: 'reported', opened: { by: 'person-a', seq: 1 }, conflicts: [] });
    expect(incident.fields.title.value).toBe('Tụ tập ở hành lang tầng 2');
  });

  it('takes what the device wrote without having seen the numbers of its own earlier commands', () => {
    const log = openedLog();
    const seen = log.incident;
    for (const severity of ['high', 'urgent', 'information'] as const)
      expect(log.append(write('a', set({ severity }), seen))).toMatchObject({ status: 'accepted' });
    expect(log.incident.fields.severity.value).toBe('information');
    expect(log.incident.conflicts).toEqual([]);
  });

  it('keeps a note whatever happens around it, and changes nothing by it', () => {
    const log = openedLog();
    const before = log.incident;
    expect(log.append(write('b', { type: 'note', body: { text: 'Đã gọi quản lý' } }))).toMatchObject({
      status: 'accepted',
    });
    expect(log.incident).toEqual(before);
  });
});

describe('an incident that two devices change while they do not see each other', () => {
  it('[IN3] merges disjoint fields and labels the later one a parallel update', () => {
    const log = openedLog();
    const seen = log.incident;
    log.append(write('a', set({ place: 'Hành lang tầng 3' }), seen));
    expect(log.append(write('b', set({ description: 'Ba người' }), seen))).toMatchObject({
      status: 'merged',
      code: 'parallel_update',
    });
    expect(log.incident.fields.place.value).toBe('Hành lang tầng 3');
    expect(log.incident.fields.description.value).toBe('Ba người');
  });

  it('[IN4] lets what was committed first stand, and keeps the other as an open conflict', () => {
    const log = openedLog();
    const seen = log.incident;
    log.append(write('a', set({ place: 'Sân sau' }), seen));
    expect(log.append(write('b', set({ place: 'Cổng chính' }), seen))).toMatchObject({
      status: 'conflict',
      code: 'field_conflict',
    });
    expect(log.incident.fields.place.value).toBe('Sân sau');
    expect(log.incident.conflicts).toMatchObject([
      { field: 'place', claims: [{ by: 'person-b', value: 'Cổng chính' }] },
    ]);
  });

  it('[IN4] applies the fields of a command that do not clash, and none of those that do', () => {
    const log = openedLog();
    const seen = log.incident;
    log.append(write('a', set({ place: 'Sân sau' }), seen));
    const both = log.append(write('b', set({ place: 'Cổng chính', description: 'Hai người' }), seen));
    expect(both.status).toBe('conflict');
    expect(log.incident.fields.description.value).toBe('Hai người');
    expect(log.incident.fields.place.value).toBe('Sân sau');
  });

  it('[IN4] sees no conflict where both wrote the same', () => {
    const log = openedLog();
    const seen = log.incident;
    log.append(write('a', set({ place: 'Sân sau' }), seen));
    expect(log.append(write('b', set({ place: 'Sân sau' }), seen)).status).toBe('merged');
    expect(log.incident.conflicts).toEqual([]);
  });

  it('[IN5] never merges severity and casualties by itself, not even equal or disjoint ones', () => {
    const cases = [
      [{ casualties: 1 }, { casualties: 1 }],
      [{ casualties: 3 }, { severity: 'information' }],
      [{ severity: 'urgent' }, { casualties: 0 }],
    ] as const;
    for (const [first, second] of cases) {
      const log = openedLog();
      const seen = log.incident;
      log.append(write('a', set(first), seen));
      expect(log.append(write('b', set(second), seen)).status).toBe('conflict');
      expect(log.incident.conflicts).toHaveLength(1);
    }
  });

  it('[IN5] does not put severity before a person because of a new title', () => {
    const log = openedLog();
    const seen = log.incident;
    log.append(write('a', set({ title: 'Ẩu đả' }), seen));
    expect(log.append(write('b', set({ severity: 'high' }), seen)).status).toBe('merged');
  });
});

describe('a conflict that a person resolves', () => {
  function conflicted() {
    const log = openedLog();
    const seen = log.incident;
    log.append(write('a', set({ place: 'Sân sau' }), seen));
    log.append(write('b', set({ place: 'Cổng chính' }), seen));
    const [conflict] = log.incident.conflicts;
    if (conflict === undefined) throw new Error('there is a conflict');
    return { log, settles: conflict.claims.map(({ opId }) => opId) };
  }
  const resolve = (value: string, settles: readonly string[]): Spoken => ({
    type: 'resolve',
    body: { field: 'place', value, settles: [...settles] },
  });

  it.each(['Sân sau', 'Cổng chính', 'Giữa sân sau và cổng chính'])(
    '[IN6] holds what was chosen: %s',
    (value) => {
      const { log, settles } = conflicted();
      expect(log.append(write('c', resolve(value, settles), log.incident)).status).toBe('accepted');
      expect(log.incident.fields.place.value).toBe(value);
      expect(log.incident.conflicts).toEqual([]);
    },
  );

  it('[IN6] keeps the words of both in the log for ever', () => {
    const { log, settles } = conflicted();
    log.append(write('c', resolve('Sân sau', settles), log.incident));
    expect(log.leaves.some(({ body }) => body.includes('Cổng chính'))).toBe(true);
  });

  it('[IN6] makes a conflict of two choices that did not see each other', () => {
    const { log, settles } = conflicted();
    const seen = log.incident;
    log.append(write('c', resolve('Sân sau', settles), seen));
    expect(log.append(write('d', resolve('Cổng chính', settles), seen)).status).toBe('conflict');
    expect(log.incident.fields.place.value).toBe('Sân sau');
    expect(log.incident.conflicts).toMatchObject([{ claims: [{ by: 'person-d', value: 'Cổng chính' }] }]);
  });

  it('[IN6] leaves a claim open that came after what the person saw', () => {
    const { log, settles } = conflicted();
    const seen = log.incident;
    log.append(write('e', set({ place: 'Nhà ăn' }), emptyIncident));
    expect(log.append(write('c', resolve('Sân sau', settles), seen)).status).toBe('accepted');
    expect(log.incident.conflicts).toMatchObject([{ claims: [{ by: 'person-e', value: 'Nhà ăn' }] }]);
  });

  it('takes no value that the field cannot hold', () => {
    const { log } = conflicted();
    const wrong = write('c', {
      type: 'resolve',
      body: { field: 'casualties', value: 'nhiều', settles: ['x'] },
    });
    expect(foldLeaf(log.incidents, { ...wrong, seq: 9 })).toMatchObject({
      command: null,
      incidents: log.incidents,
    });
  });
});

describe('a change of status', () => {
  it('[IN7] is applied and labelled when it is legal from where the incident is by now', () => {
    const log = openedLog();
    log.append(write('a', change('reported', 'notified'), log.incident));
    expect(log.append(write('b', change('reported', 'escalated', 'Không ai nghe máy')))).toMatchObject({
      status: 'merged',
      code: 'parallel_update',
    });
    expect(log.incident.status).toBe('escalated');
  });

  it('[IN7] is rejected when it is not, and its words stay in the log', () => {
    const log = openedLog();
    const seen = log.incident;
    log.append(write('a', change('reported', 'dismissed', 'Báo nhầm'), seen));
    expect(log.append(write('b', change('reported', 'notified', 'Đã báo ông Nam'), seen))).toEqual({
      status: 'rejected',
      code: 'stale_state',
      events: [],
      fault: null,
    });
    expect(log.leaves.at(-1)?.body).toContain('Đã báo ông Nam');
    expect(log.incident.status).toBe('dismissed');
  });

  it('[IN7] counts once when two make the same', () => {
    const log = openedLog();
    const seen = log.incident;
    log.append(write('a', change('reported', 'notified'), seen));
    expect(log.append(write('b', change('reported', 'notified'), seen)).status).toBe('merged');
    expect(log.incident.status).toBe('notified');
  });

  it('[GL-07] to closed is not for the person who recorded it', () => {
    const log = openedLog();
    for (const [from, to] of [
      ['reported', 'notified'],
      ['notified', 'handling'],
      ['handling', 'awaiting_check'],
    ] as const)
      log.append(write('a', change(from, to), log.incident));
    expect(log.append(write('a', change('awaiting_check', 'closed'), log.incident))).toMatchObject({
      status: 'rejected',
      code: 'actor_not_permitted',
    });
    expect(log.append(write('b', change('awaiting_check', 'closed'), log.incident)).status).toBe('accepted');
    expect(nextStatuses('closed')).toEqual(['handling']);
  });
});

describe('isUrgent', () => {
  it('sends what is grave or passed on before a backlog, and nothing else', () => {
    expect([isUrgent('urgent'), isUrgent('high'), isUrgent('attention', 'escalated')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([isUrgent('attention'), isUrgent('information', 'closed')]).toEqual([false, false]);
  });
});

describe('what cannot be read', () => {
  it('[PV5] changes nothing: a kind or a version of the future waits for an update', () => {
    const log = openedLog();
    const note = { ...write('b', { type: 'note', body: { text: 'x' } }), seq: 2 };
    for (const leaf of [
      { ...note, kind: 'incident.future' },
      { ...note, v: 2 },
      { ...note, body: '{' },
    ])
      expect(foldLeaf(log.incidents, leaf)).toEqual({
        incidents: log.incidents,
        id: null,
        incident: null,
        command: null,
        decision: null,
        carried: null,
      });
  });
});
