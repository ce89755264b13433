import type { FacilityAccess } from '@truc/domain/api';
import type { ActionAlarm } from '@truc/domain/watch';
import type { FacilityIncidents, IncidentView } from './read-incidents.ts';

/** A violation that calls this person to act: to acknowledge it, or to take it up (GL-21). Nothing else sounds. */
export type CaseAlarm = ActionAlarm & {
  readonly incident: string;
  readonly facilityName: string;
  /** The log in which it stands. */
  readonly scope: string;
  readonly title: string;
  readonly to: 'told' | 'escalated';
  readonly view: IncidentView;
};

export type CaseCalls = {
  readonly alarms: readonly CaseAlarm[];
  /** When each came that called him, whether it still stands or not. */
  readonly raised: readonly number[];
};

export function callsAt(
  access: FacilityAccess,
  { incidents }: FacilityIncidents,
  recorderOf: (camera: string) => string | null = () => null,
): CaseCalls {
  const alarms: CaseAlarm[] = [];
  const raised: number[] = [];
  for (const view of incidents) {
    const { violation, status } = view.shown;
    if (violation === null) continue;
    const found = timeOf(view, 'report');
    const passedUp = timeOf(view, 'escalate');
    if (access.manages && found !== null) raised.push(found);
    if (access.oversees && passedUp !== null) raised.push(passedUp);
    const to = callOf(access, status);
    if (to === null) continue;
    alarms.push({
      key: `${view.id} ${to}`,
      incident: view.id,
      facility: access.facility.id,
      facilityName: access.facility.name,
      scope: access.scope,
      recorder: commonRecorder(view, recorderOf),
      severity: view.shown.fields.severity.value,
      title: view.shown.fields.title.value,
      at: (to === 'told' ? found : passedUp) ?? violation.detectedAt,
      to,
      view,
    });
  }
  return { alarms, raised };
}

/** On which all of its cameras hang; null where they hang on several, or nobody knows. */
function commonRecorder(
  { shown }: IncidentView,
  recorderOf: (camera: string) => string | null,
): string | null {
  const recorders = new Set(shown.fields.cameras.value.map(recorderOf));
  const [first] = recorders;
  return recorders.size === 1 ? (first ?? null) : null;
}

function callOf(access: FacilityAccess, status: IncidentView['shown']['status']): CaseAlarm['to'] | null {
  // Whom it goes up to also handles; he is called when it was passed up, and not before. A case about a user of the system
  // begins with those who oversee (GL-18).
  if (status === 'escalated') return access.oversees ? 'escalated' : null;
  const isManager = access.manages && (!access.oversees || access.named !== undefined);
  return isManager && (status === 'reported' || status === 'notified') ? 'told' : null;
}

/** The newest of them: a case may be passed up twice. */
function timeOf({ timeline }: IncidentView, type: string): number | null {
  return (
    timeline.find((item) => item.command?.type === type && item.asideCode === null)?.times.writtenAt ?? null
  );
}
