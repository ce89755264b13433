import { describe, expect, it } from 'vitest';
import { createSimulatedTime } from '../testing/simulated-time.ts';
import { readReport } from './camera-reports.ts';
import { ReportMarks } from './report-marks.ts';
import type { Marks } from './report-marks.ts';

function follow() {
  const time = createSimulatedTime();
  const told: Marks[] = [];
  return { time, told, marks: new ReportMarks(time.timers, (marks) => told.push(marks)) };
}
const motion = (isOn: boolean) => ({ kind: 'motion', isOn }) as const;
const tamper = (isOn: boolean) => ({ kind: 'tamper', isOn }) as const;

describe('what a camera reports', () => {
  it('is motion and tampering by the topics of ONVIF, and nothing else', () => {
    const of = (topic: string, values: Readonly<Record<string, string>>) => readReport({ topic, values });
    expect(of('VideoSource/MotionAlarm', { State: 'true' })).toEqual(motion(true));
    expect(of('RuleEngine/CellMotionDetector/Motion', { IsMotion: 'false' })).toEqual(motion(false));
    expect(of('RuleEngine/TamperDetector/Tamper', { IsTamper: '1' })).toEqual(tamper(true));
    expect(of('VideoSource/GlobalSceneChange/AnalyticsService', { State: 'true' })).toEqual(tamper(true));
    expect(of('Device/Trigger/DigitalInput', { State: 'true' })).toBeUndefined();
    expect(of('VideoSource/MotionAlarm', { Other: 'true' })).toBeUndefined();
  });

  it('is marked as motion at once, and a hundred flickers of it are one mark until ten quiet seconds', () => {
    const { time, told, marks } = follow();
    for (let at = 0; at < 100; at += 1) {
      marks.note(motion(at % 2 === 0));
      time.advance(500);
    }
    expect(told).toEqual([{ hasMotion: true, isTampered: false }]);
    marks.note(motion(false));
    time.advance(10_000);
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual({ hasMotion: false, isTampered: false });
  });

  it('is told as tampering when it has lasted, and over when it has been quiet', () => {
    const { time, told, marks } = follow();
    marks.note(tamper(true));
    time.advance(4_000);
    marks.note(tamper(false));
    time.advance(60_000);
    expect(told).toEqual([]);
    marks.note(tamper(true));
    time.advance(5_000);
    expect(told).toEqual([{ hasMotion: false, isTampered: true }]);
    marks.note(tamper(false));
    time.advance(29_000);
    marks.note(tamper(true));
    time.advance(1_000);
    expect(told).toHaveLength(1);
    marks.note(tamper(false));
    time.advance(30_000);
    expect(told.at(-1)).toEqual({ hasMotion: false, isTampered: false });
  });

  it('ends by itself where a camera never says that it is over', () => {
    const { time, told, marks } = follow();
    marks.note(motion(true));
    time.advance(60_000);
    expect(told.map(({ hasMotion }) => hasMotion)).toEqual([true, false]);
    marks.note(motion(true));
    expect(told).toHaveLength(3);
  });
});
