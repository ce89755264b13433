import { FacilityAccessSchema, type FacilityAccess, type Me } from '@truc/domain/api';
import * as v from 'valibot';
import type { App } from '#lib/bootstrap/tokens.ts';
import { IncidentController } from '#lib/features/incident/incident-controller.svelte.ts';
import { systemRandomBytes } from '#lib/ports/system.ts';

/** The controller of one facility's incidents, for whoever works there now. */
export function openIncidents(app: App, access: FacilityAccess, person: string): IncidentController {
  return new IncidentController({
    access,
    person,
    sync: app.sync,
    logs: app.incidentLogs,
    isOpen: () => app.keys.isOpen(access.scope),
    gate: app.gate,
    random: systemRandomBytes,
    now: () => app.ticker.now,
  });
}

/** Every log of incidents that he may read: the facilities', and those of cases about users of the system (GL-18). */
export function incidentLogs(me: Me | null): readonly FacilityAccess[] {
  return me === null ? [] : [...me.facilities, ...me.misuse];
}

/**
 * The facilities as a text and back: a server that says the same again gives an equal text, so that what is derived from it,
 * and what is being typed there, stays.
 */
export function facilitiesText(facilities: readonly FacilityAccess[] | undefined): string {
  return JSON.stringify(facilities ?? []);
}

export function readFacilities(text: string): readonly FacilityAccess[] {
  return v.parse(v.array(FacilityAccessSchema), JSON.parse(text));
}
