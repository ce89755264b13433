import type { OnvifEvent } from '@truc/sfu/onvif';

/** What a camera says of itself that people at a wall want to know. */
export type ReportKind = 'motion' | 'tamper';
export type CameraReport = { readonly kind: ReportKind; readonly isOn: boolean };

/** Topics of ONVIF's imaging and analytics services, and the value that says whether it is so now. */
const topics: readonly (readonly [RegExp, ReportKind])[] = [
  [/^VideoSource\/MotionAlarm$/, 'motion'],
  [/^RuleEngine\/(?:CellMotionDetector|MotionRegionDetector)\/Motion$/, 'motion'],
  [/^RuleEngine\/TamperDetector\/Tamper$/, 'tamper'],
  [/^VideoSource\/GlobalSceneChange(?:\/|$)/, 'tamper'],
];
const values = ['State', 'IsMotion', 'IsTamper'] as const;

/** Undefined where the event is of nothing that is shown, or does not say whether it is so. */
export function readReport({ topic, values: said }: OnvifEvent): CameraReport | undefined {
  const kind = topics.find(([pattern]) => pattern.test(topic))?.[1];
  const value = values.map((name) => said[name]).find((each) => each !== undefined);
  if (kind === undefined || value === undefined) return undefined;
  return { kind, isOn: value === 'true' || value === '1' };
}
