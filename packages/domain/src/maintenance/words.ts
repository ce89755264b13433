/** The words of maintenance (bảo trì): what is done to a device, and why something may not be. */

/** KH-17: what the operating unit proposes. */
export const workKinds = ['maintenance', 'upgrade', 'replacement'] as const;
export type WorkKind = (typeof workKinds)[number];

export const workStates = ['proposed', 'approved', 'refused', 'done', 'not_done'] as const;
export type WorkState = (typeof workStates)[number];

export const deviceKinds = ['camera', 'recorder'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

export const maintenanceRefusals = [
  'proposed_already',
  'not_proposed',
  'device_missing',
  'device_unknown',
  'reason_missing',
  'time_missing',
  'time_reversed',
  'time_past',
  'substitute_missing',
  'decided_already',
  'own_proposal',
  'paper_missing',
  'zone_unseen',
  'not_approved',
  'result_missing',
  'template_missing',
  'template_other',
  'steps_open',
  'trouble_untold',
] as const;
export type MaintenanceRefusal = (typeof maintenanceRefusals)[number];

export const maintenanceClauses: Readonly<Record<MaintenanceRefusal, string>> = {
  proposed_already: 'KH-17',
  not_proposed: 'KH-17',
  device_missing: 'KH-17',
  device_unknown: 'KH-17',
  reason_missing: 'KH-17',
  time_missing: 'KH-17',
  time_reversed: 'KH-17',
  time_past: 'KH-17',
  substitute_missing: 'KH-22, GL-25',
  decided_already: 'KH-17',
  own_proposal: 'KH-17',
  paper_missing: 'KH-17',
  zone_unseen: 'KH-22',
  not_approved: 'KH-17',
  result_missing: 'KH-17',
  template_missing: 'KH-21',
  template_other: 'KH-21',
  steps_open: 'KH-20',
  trouble_untold: 'KH-20',
};
