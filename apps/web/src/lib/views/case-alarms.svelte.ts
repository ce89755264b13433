import { floodGroups, inOrder } from '@truc/domain/watch';
import type { App } from '#lib/bootstrap/tokens.ts';
import { callsAt, type CaseAlarm } from '#lib/features/incident/case-calls.ts';
import type { IncidentController } from '#lib/features/incident/incident-controller.svelte.ts';
import { facilitiesText, incidentLogs, openIncidents, readFacilities } from './open-incidents.ts';

/** Violations that call whoever works here, on whatever page he is. */
export class CaseAlarms {
  readonly #app: App;
  #known = $derived.by(() => facilitiesText(incidentLogs(this.#app.session.me)));
  #desks: readonly IncidentController[] = $derived.by(() => {
    const person = this.#app.session.me?.person.id;
    const called = readFacilities(this.#known).filter(({ manages, oversees }) => manages || oversees);
    return person === undefined ? [] : called.map((access) => openIncidents(this.#app, access, person));
  });
  #calls = $derived.by(() =>
    this.#desks.map((desk) =>
      callsAt(desk.access, desk.facility, (camera) => this.#app.cameras.recorderOf(camera)),
    ),
  );
  /** When each came that called him, whether it still stands or not. */
  readonly raised: readonly number[] = $derived.by(() => this.#calls.flatMap(({ raised }) => raised));
  /** The gravest first, then the one that waits longest. */
  readonly alarms: readonly CaseAlarm[] = $derived.by(() =>
    inOrder(this.#calls.flatMap(({ alarms }) => alarms)),
  );

  constructor(app: App) {
    this.#app = app;
  }

  groups(now: number) {
    return floodGroups(this.alarms, this.raised, now);
  }

  /** Acknowledged here, it stops everywhere. Whom nobody had told yet was told by this alarm, and that is written first. */
  async acknowledge({ scope, view }: CaseAlarm): Promise<boolean> {
    const desk = this.#desks.find(({ access }) => access.scope === scope);
    const me = this.#app.session.me;
    if (desk === undefined || me === null) return false;
    if (view.shown.status === 'reported') {
      const { name, position } = me.person;
      const body = { incident: view.id, name, position, channel: 'app' as const, at: desk.now };
      if (!(await desk.step(view, { ok: true, value: { type: 'notify', body } }))) return false;
      // What was just written stands in the local stores before the page has read it again.
      return desk.acknowledgeTold(view);
    }
    return desk.step(view, { ok: true, value: { type: 'acknowledge', body: { incident: view.id } } });
  }
}
