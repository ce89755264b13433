import type { FacilityAccess } from '@truc/domain/api';
import { permittedWithin, standingOf, type Permits } from '@truc/domain/intervention';
import { carriedLimit, titleLimit, type Carried } from '@truc/domain/shift';
import { untrack } from 'svelte';
import type { App } from '#lib/bootstrap/tokens.ts';
import { assetText } from '#lib/features/fault-log/fault-words.ts';
import { periodText, standingText, workText } from '#lib/features/fault-log/work-words.ts';
import { symptomText } from '#lib/features/faults/fault-text.ts';
import type { IncidentView } from '#lib/features/incident/read-incidents.ts';
import { ShiftController } from '#lib/features/shift/shift-controller.svelte.ts';
import { dayBounds } from '#lib/i18n/local-moment.ts';
import { m } from '#messages';
import { openFaults } from './all-faults.svelte.ts';
import { writeFact } from './write-fact.ts';
import { openIncidents } from './open-incidents.ts';

const over: ReadonlySet<string> = new Set(['closed', 'dismissed']);

type Place = {
  readonly post: string;
  readonly scope: string;
  readonly facility: string | null;
  /** Whether nothing else waits: many rows of the book are read for it. At once where it is left out. */
  readonly isDue?: () => boolean;
};

/** The watch of one post, for whoever works here now. */
export function openShift(
  app: App,
  { post, scope, facility, isDue = () => true }: Place,
  person: string,
): ShiftController {
  // By its value: an answer of the server that says the same leaves what is being typed alone.
  const access = untrack(() => app.session.me?.facilities.find((one) => one.facility.id === facility));
  const incidents = access === undefined ? null : openIncidents(app, access, person);
  const log = untrack(() => app.session.me?.faults.find((one) => one.facility?.id === facility));
  const works = log === undefined ? null : openFaults(app, log, person);
  return new ShiftController({
    scope,
    person,
    write: writeFact(app),
    book: app.watchBook,
    isOpen: () => app.keys.isOpen(scope) && isDue(),
    drafts: app.store,
    plan: () => app.watchPlan.of(post),
    cameras: () =>
      (app.cameras.list?.cameras ?? []).filter(
        (camera) => camera.facility === facility && camera.lifecycle === 'in_service',
      ),
    carried: () =>
      carriedOf(incidents?.facility.incidents.filter(({ isRefused }) => !isRefused) ?? [], [
        ...permitsOf(works?.book.works.permits ?? {}, app.ticker.now),
        ...faultsOf(app, access),
      ]),
    now: () => app.ticker.now,
  });
}

/** Open incidents, permitted interventions and faults, as many as a handover holds. */
function carriedOf(incidents: readonly IncidentView[], works: readonly Carried[]) {
  const open = incidents.filter(({ shown }) => !over.has(shown.status)).map(toCarried);
  const all = [...open, ...works];
  return { items: all.slice(0, carriedLimit), more: Math.max(0, all.length - carriedLimit) };
}

function toCarried({ id, shown: { fields } }: IncidentView): Carried {
  const title = fields.title.value.slice(0, titleLimit);
  return {
    id,
    kind: 'violation',
    title: title === '' ? m.incident_untitled() : title,
    detail: fields.place.value.slice(0, titleLimit),
    substitute: null,
  };
}

/** GL-15, GL-23: what is permitted today, and who is still at work. */
function permitsOf(permits: Permits, now: number): Carried[] {
  const { from, to } = dayBounds(now);
  return permittedWithin(permits, from, to)
    .filter((permit) => standingOf(permit, now) !== 'expired')
    .map((permit): Carried => {
      const { id, work, assets, substitute, workers } = permit;
      const where = assets.map(assetText).join(', ');
      const stands = standingText[standingOf(permit, now)]();
      return {
        id,
        kind: 'intervention',
        title: `${workText[work]()}: ${where}`.slice(0, titleLimit),
        detail: [periodText(permit, now), stands, workers.join(', ')].join(' · ').slice(0, titleLimit),
        substitute: substitute?.person.slice(0, titleLimit) ?? null,
      };
    });
}

function faultsOf(app: App, access: FacilityAccess | undefined): Carried[] {
  return (app.faults.list ?? [])
    .filter(
      ({ facility, state }) =>
        facility === access?.facility.id && state !== 'recovered' && state !== 'dismissed',
    )
    .map(({ id, cameraName, facilityName, symptom }): Carried => ({
      id,
      kind: 'fault',
      title: (cameraName ?? facilityName ?? symptomText(symptom)).slice(0, titleLimit),
      detail: symptomText(symptom).slice(0, titleLimit),
      substitute: null,
    }));
}
