/** The words of an intervention (can thiệp): what is done to the system, with which device, and how it ended. */

/** What somebody may want to do to cameras, recorders, lines, or the central system (GL-15, GL-16, KH-09, KH-14). */
export const works = [
  'maintenance',
  'repair',
  'connect_device',
  'install_software',
  'move_camera',
  'change_settings',
  'power_work',
  'line_work',
  'other',
] as const;
export type Work = (typeof works)[number];

/** GL-16: what belongs to the system, and may be connected to it. */
export const deviceKinds = [
  'camera',
  'recorder',
  'switch',
  'line_device',
  'screen',
  'power',
  'storage',
  'other',
] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** What became of a device that no list holds: entered into it, or taken away. */
export const findOutcomes = ['listed', 'removed', 'handed_over'] as const;
export type FindOutcome = (typeof findOutcomes)[number];

/** By what an unlisted device was noticed. */
export const findSources = ['inspection', 'round', 'visit', 'other'] as const;
export type FindSource = (typeof findSources)[number];
