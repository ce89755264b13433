import { describe, expect, it } from 'vitest';
import { decideReport } from './case-drafts.ts';
import { systemActor } from './case-steps.ts';
import { incidentKinds } from './commands.ts';
import { foldLeaf, type Incidents } from './fold.ts';

const incident = '0190163d-8694-7394-8001-0242ac120002';
const fields = {
  title: 'Xem camera không vì nhiệm vụ',
  description: '',
  severity: 'high',
  casualties: null,
  place: '',
  cameras: [],
} as const;
const times = { detectedAt: 2, from: 1, until: 2 };
const report = { incident, by: 'khanh', named: ['duong', 'thao'], fields, ...times };

function say(incidents: Incidents, actor: string, type: keyof typeof incidentKinds, body: object) {
  const { kind, current: v } = incidentKinds[type];
  const seq = Object.keys(incidents).length + 1;
  const leaf = { opId: `op-${seq}`, dev: 'd', inst: 1, n: seq, actor, kind, v, seq, base: {} };
  return foldLeaf(incidents, { ...leaf, body: JSON.stringify({ incident, ...body }) });
}

describe('a case about a user', () => {
  const { incidents, decision } = say({}, systemActor, 'reportMisuse', report);

  it('[GL-18] begins as told, with whom it names, and its reporter as the one who recorded it', () => {
    expect(decision?.status).toBe('accepted');
    expect(incidents[incident]).toMatchObject({
      status: 'notified',
      opened: { by: 'khanh' },
      violation: { kind: 'misuse', named: ['duong', 'thao'] },
    });
  });

  it('[GL-18] is begun by the system alone', () => {
    const forged = say({}, 'khanh', 'reportMisuse', report);
    expect(forged.decision).toMatchObject({ status: 'rejected', fault: 'not_the_system' });
    expect(forged.incidents[incident]?.violation).toBeNull();
  });

  it.each([
    ['note', { text: 'Không có gì' }],
    ['set', { fields: { title: 'Không có gì' } }],
    ['acknowledge', {}],
    ['proposeDismissal', { reason: 'Báo nhầm' }],
    ['changeStatus', { expected: 'notified', to: 'dismissed', reason: 'Báo nhầm' }],
  ] as const)('[GL-18] takes no %s of whom it names', (type, body) => {
    const tried = say(incidents, 'thao', type, body);
    expect(tried.decision).toMatchObject({ status: 'rejected', fault: 'named_in_case' });
    expect(tried.incidents[incident]).toEqual(incidents[incident]);
  });

  it('[GL-07] is not declared remedied by who reported it', () => {
    const acknowledged = say(incidents, 'loan', 'acknowledge', {}).incidents;
    const measured = say(acknowledged, 'loan', 'measure', { kind: 'remind', text: '', at: 3 }).incidents;
    const check = { remedied: true, text: '' };
    expect(say(measured, 'khanh', 'check', check).decision?.fault).toBe('closer_is_recorder');
    expect(say(measured, 'loan', 'check', check).incidents[incident]?.status).toBe('closed');
  });

  it('[GL-18] is not drafted as a violation of the facility', () => {
    const plain = { ...fields, cameras: [] };
    const draft = { incident, fields: plain, kind: 'misuse', subject: 'other' as const, ...times };
    expect(decideReport(draft, 10)).toEqual({ ok: false, error: { code: 'misuse_apart' } });
  });
});

describe('an export', () => {
  it('[KH-15] changes nothing of the incident, and is written by the system alone', () => {
    const opened = say({}, 'khanh', 'open', { fields }).incidents;
    const body = { by: 'thao', purpose: 'check_remedies', reason: 'Họp giao ban sáng', paper: null };
    const exported = say(opened, systemActor, 'exported', body);
    expect(exported.decision?.status).toBe('accepted');
    expect(exported.incidents[incident]).toEqual(opened[incident]);
    expect(say(opened, 'thao', 'exported', body).decision?.fault).toBe('not_the_system');
  });
});
