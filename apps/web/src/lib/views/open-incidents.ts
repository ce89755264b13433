import type { FacilityAccess } from '@truc/domain/api';
import type { App } from '#lib/bootstrap/tokens.ts';
import { IncidentController } from '#lib/features/incident/incident-controller.svelte.ts';
import { systemRandomBytes } from '#lib/ports/system.ts';

/** The controller of one facility's incidents, for whoever works there now. */
export function openIncidents(app: App, access: FacilityAccess, person: string): IncidentController {
  return new IncidentController({
    access,
    person,
    sync: app.sync,
    source: app.book,
    isOpen: () => app.keys.isOpen(access.scope),
    gate: app.gate,
    random: systemRandomBytes,
    now: () => app.ticker.now,
  });
}
