/**
 * How many alarms one person can bear (domain figures: steady state about 6 an hour, a flood is 10 in 10 minutes; as quoted of
 * ISA-18.2 and EEMUA 191, whose texts themselves were not read). All figures are our proposal. Times in ms since 1970.
 */
import { floodCount, floodWithinMs } from './camera-alarms.ts';

export type AlarmLimits = { readonly amberPerHour: number; readonly redPerHour: number };
export const usualAlarmLimits: AlarmLimits = { amberPerHour: 6, redPerHour: 12 };

export type AlarmLoad = { readonly perHour: number; readonly level: 'bearable' | 'amber' | 'red' };

const hourMs = 3_600_000;

/** `raised`: when each alarm came that called this person to act, whether it still stands or not. */
export function alarmLoad(
  raised: readonly number[],
  now: number,
  { amberPerHour, redPerHour }: AlarmLimits = usualAlarmLimits,
): AlarmLoad {
  const perHour = raised.filter((at) => now - at < hourMs).length;
  const level = perHour > redPerHour ? 'red' : perHour > amberPerHour ? 'amber' : 'bearable';
  return { perHour, level };
}

export type ActionAlarm = {
  readonly key: string;
  readonly severity: 'urgent' | 'high' | 'attention' | 'information';
  readonly at: number;
  readonly facility: string;
  /** Null where its camera hangs on none that is known. */
  readonly recorder: string | null;
};

const ranks = { urgent: 0, high: 1, attention: 2, information: 3 } as const;

/** The gravest first, then the one that waits longest. */
export function inOrder<Alarm extends ActionAlarm>(alarms: readonly Alarm[]): readonly Alarm[] {
  return alarms.toSorted(
    (a, b) => ranks[a.severity] - ranks[b.severity] || a.at - b.at || (a.key < b.key ? -1 : 1),
  );
}

export type AlarmGroup<Alarm> = {
  readonly facility: string;
  readonly recorder: string | null;
  readonly alarms: readonly Alarm[];
};

/** In a flood, alarms of one facility and recorder are one matter; null while a person can take them one by one. */
export function floodGroups<Alarm extends ActionAlarm>(
  alarms: readonly Alarm[],
  raised: readonly number[],
  now: number,
): readonly AlarmGroup<Alarm>[] | null {
  if (raised.filter((at) => now - at <= floodWithinMs).length < floodCount) return null;
  const groups = new Map<string, AlarmGroup<Alarm>>();
  for (const alarm of inOrder(alarms)) {
    const { facility, recorder } = alarm;
    const key = `${facility} ${recorder ?? ''}`;
    groups.set(key, { facility, recorder, alarms: [...(groups.get(key)?.alarms ?? []), alarm] });
  }
  return [...groups.values()];
}
