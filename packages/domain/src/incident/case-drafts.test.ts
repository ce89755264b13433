import { describe, expect, it } from 'vitest';
import {
  decideEscalate,
  decideMeasure,
  decideNotify,
  decideOutcome,
  decideReason,
  decideReport,
  decideStep,
} from './case-drafts.ts';
import { incidentKinds } from './commands.ts';
import { noticeSpoken, reportSpoken, caseAt } from './testing-case.ts';
import { incidentId as incident } from './testing-log.ts';
import { recordingLeftMs } from './violation.ts';

const { detectedAt } = reportSpoken.body;
const now = detectedAt + 180_000;
const report = {
  incident,
  ...reportSpoken.body,
  fields: { ...reportSpoken.body.fields, cameras: ['cam-001'] },
};
const notice = { incident, ...noticeSpoken.body };
const long = 'ă'.repeat(2_001);
const bare = { ...report.fields, cameras: [], place: ' ' };

describe('the forms of a violation', () => {
  it.each([
    ['title_empty', { fields: { ...report.fields, title: '  ' } }],
    ['text_too_long', { fields: { ...report.fields, description: long } }],
    ['camera_or_place_missing', { fields: bare }],
    ['detected_in_future', { detectedAt: now + 61_000 }],
    ['range_wrong', { until: report.from - 1 }],
    ['range_wrong', { from: detectedAt + 61_000, until: detectedAt + 70_000 }],
  ])('[GL-21] refuse a report: %s', (code, change) => {
    expect(decideReport({ ...report, ...change }, now)).toMatchObject({ error: { code } });
  });

  it('[GL-21] take a report with a camera and its stretch, or with a place that no camera sees', () => {
    expect(decideReport(report, now).ok).toBe(true);
    expect(decideReport({ ...report, fields: { ...bare, place: 'Bờ rào phía tây' } }, now).ok).toBe(true);
  });

  it.each([
    ['notified_who_missing', { name: ' ' }],
    ['notified_who_missing', { position: '' }],
    ['text_too_long', { name: 'n'.repeat(201) }],
    ['notified_before_detected', { at: detectedAt - 1 }],
    ['detected_in_future', { at: now + 61_000 }],
  ])('[GL-21] refuse a notice: %s', (code, change) => {
    expect(decideNotify({ detectedAt }, { ...notice, ...change }, now)).toMatchObject({ error: { code } });
    expect(decideNotify({ detectedAt }, notice, now).ok).toBe(true);
  });

  it('[GL-21] [KH-16] refuse what lacks its word: another measure, an outcome’s document, a reason', () => {
    const measure = { incident, kind: 'other', text: ' ', at: now } as const;
    expect(decideMeasure(measure)).toMatchObject({ error: { code: 'measure_text_missing' } });
    expect(decideMeasure({ ...measure, kind: 'minutes' }).ok).toBe(true);
    expect(decideMeasure({ ...measure, text: long })).toMatchObject({ error: { code: 'text_too_long' } });
    expect(decideOutcome({ incident, code: 'discipline', document: '' })).toMatchObject({
      error: { code: 'document_missing' },
    });
    const escalation = { incident, target: 'pmc', automatic: false, reason: '' } as const;
    expect(decideEscalate(escalation)).toMatchObject({ error: { code: 'reason_missing' } });
    expect(decideReason(' ', true)).toMatchObject({ error: { code: 'reason_missing' } });
    expect(decideReason('', false)).toEqual({ ok: true, value: '' });
  });

  it('[GL-07] refuse a step that does not apply to what is before the person', () => {
    const { incident: seen } = caseAt('awaiting_check');
    const check = { type: 'check', body: { incident, remedied: true, text: '' } } as const;
    expect(decideStep(seen, check, 'person-a')).toMatchObject({ error: { code: 'closer_is_recorder' } });
    expect(decideStep(seen, check, 'person-b').ok).toBe(true);
  });
});

describe('the body of a command', () => {
  it.each([
    [{ ...report, picture: 'data:image/png;base64,AA' }],
    [{ ...report, fields: { ...report.fields, image: 'x' } }],
  ])('[GL-06] has no place for a picture', (body) => {
    expect(incidentKinds.report.read(1, JSON.stringify(body))).toEqual({ status: 'unreadable' });
  });

  it('keeps a kind that only a later version names, and nothing that is no name', () => {
    expect(incidentKinds.report.read(1, JSON.stringify({ ...report, kind: 'drone_over_yard' })).status).toBe(
      'read',
    );
    for (const kind of ['', 'Tụ tập', 'x'.repeat(41)])
      expect(incidentKinds.report.read(1, JSON.stringify({ ...report, kind })).status).toBe('unreadable');
  });
});

describe('recordingLeftMs', () => {
  it('[KH-18] counts from the beginning of the stretch to the shortest retention of its cameras', () => {
    const hour = 3_600_000;
    expect(recordingLeftMs({ from: 0 }, [168, 48, null], 22 * hour)).toBe(26 * hour);
    expect(recordingLeftMs({ from: 0 }, [48], 50 * hour)).toBe(-2 * hour);
    expect(recordingLeftMs({ from: 0 }, [null], 0)).toBeNull();
  });
});
