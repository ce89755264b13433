import { m } from '#messages';

export const gapText = {
  unmanned: m.calendar_gap_unmanned,
  unplanned: m.calendar_gap_unplanned,
  lost_connection: m.calendar_gap_lost_connection,
} as const;

export const gapReasonText = {
  lost_connection: m.calendar_reason_lost_connection,
  absence: m.calendar_reason_absence,
  late_relief: m.calendar_reason_late_relief,
  equipment: m.calendar_reason_equipment,
  other: m.calendar_reason_other,
} as const;
