/** The words of a technical fault (sự cố kỹ thuật): what is out of order, how it shows, what is done meanwhile, why it was. */

/** `line`: the connection of a whole facility. `central`: the central system, which belongs to no facility. */
export const assetKinds = ['camera', 'recorder', 'line', 'central'] as const;
export type AssetKind = (typeof assetKinds)[number];
/** `id`: of the camera or recorder; of the facility where its line is meant; `central`. */
export type Asset = { readonly kind: AssetKind; readonly id: string; readonly name: string };

export const symptoms = [
  'no_picture',
  'frozen',
  'poor_picture',
  'no_recording',
  'no_power',
  'no_line',
  'damaged',
  'other',
] as const;
export type Symptom = (typeof symptoms)[number];

/** GL-25: biện pháp giám sát thay thế. `facility_system`: the facility watches on its own screens while the way to the centre is cut. */
export const measures = [
  'patrol',
  'posted_person',
  'other_camera',
  'temporary_camera',
  'facility_system',
] as const;
export type Measure = (typeof measures)[number];

/** `channel_cut`: somebody cut the private channel (KH-06). `sabotage`, `theft`: a matter for a case of its own (KH-07). */
export const causes = [
  'power',
  'line',
  'camera',
  'recorder',
  'central_system',
  'configuration',
  'weather',
  'planned_work',
  'channel_cut',
  'sabotage',
  'theft',
  'unknown',
] as const;
export type Cause = (typeof causes)[number];

/** KH-06, KH-07: what is not an accident opens a case of its own. */
export function opensCase(cause: Cause): boolean {
  return cause === 'channel_cut' || cause === 'sabotage' || cause === 'theft';
}

/** GL-26, QT-09: what whoever comes to repair has done before he goes in, by the health department's rules. */
export const visitChecklist = [
  'test_result',
  'health_declaration',
  'temperature',
  'protective_gear',
  'agreed_route',
  'disinfection',
] as const;
export type VisitItem = (typeof visitChecklist)[number];

export const assignees = ['operator', 'technician'] as const;
/** `technician`: the facility's own. */
export type Assignee = (typeof assignees)[number];

export const acceptances = ['picture', 'recording'] as const;
/** What has to be seen before a repair counts: both. */
export type Acceptance = (typeof acceptances)[number];

export const verdicts = ['none', 'suspected'] as const;
/** GL-15: what a person answers to "nghi can thiệp trái phép?". */
export type Verdict = (typeof verdicts)[number];
