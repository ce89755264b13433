import type { Me } from '@truc/domain/api';
import { callsForEyes, spotOf, type CameraAlarm, type Spot } from '@truc/domain/watch';
import type { App } from '#lib/bootstrap/tokens.ts';
import { facilitiesText, openIncidents, readFacilities } from './open-incidents.ts';

/** Incidents and proposed faults at cameras that this person may watch: one of them at a time stands on the wall's reserved tile. */
export class CameraAlarms {
  #app: App;
  #facilities = $derived.by(() => readFacilities(this.#known));
  #incidents = $derived.by(() => {
    const person = this.#app.session.me?.person.id;
    return person === undefined
      ? []
      : this.#facilities.map((access) => openIncidents(this.#app, access, person));
  });
  #known = $derived.by(() => facilitiesText(this.#app.session.me?.facilities));
  #watched = $derived.by(() => {
    const cameras = this.#app.cameras.list?.cameras ?? [];
    return cameras.filter(({ lifecycle }) => lifecycle === 'in_service').map(({ id }) => id);
  });
  alarms: readonly CameraAlarm[] = $derived.by(() => [...this.#ofIncidents(), ...this.#ofFaults()]);

  constructor(app: App) {
    this.#app = app;
  }

  spot(now: number): Spot {
    return spotOf(this.alarms, this.#app.acknowledged.keys, now);
  }

  /** This person knows of them, and with him everybody who keeps watch at his post. */
  answer(alarms: readonly CameraAlarm[]): void {
    const keys = alarms.map(({ key }) => key);
    void this.#app.acknowledged.acknowledge(keys, watchedPost(this.#app.session.me));
  }

  #ofFaults(): CameraAlarm[] {
    return this.#app.faults.waiting.flatMap(({ id, camera, facility, since }) => {
      if (camera === null || facility === null || !this.#watched.includes(camera)) return [];
      const where = { camera, facility, recorder: this.#app.cameras.recorderOf(camera) };
      return [{ ...where, key: `fault:${id}`, kind: 'fault', severity: 'high', text: '', at: since }];
    });
  }

  #ofIncidents(): CameraAlarm[] {
    return this.#incidents.flatMap(({ access, facility: { incidents } }) =>
      incidents
        .filter(({ shown }) => callsForEyes.includes(shown.status))
        .flatMap(({ id, shown, timeline }) =>
          shown.fields.cameras.value
            .filter((camera) => this.#watched.includes(camera))
            .map((camera): CameraAlarm => ({
              key: `incident:${id}:${camera}`,
              camera,
              facility: access.facility.id,
              recorder: this.#app.cameras.recorderOf(camera),
              kind: 'incident',
              severity: shown.fields.severity.value,
              text: shown.fields.title.value,
              at: timeline.at(-1)?.times.writtenAt ?? 0,
            })),
        ),
    );
  }
}

/** The post for which this person watches: that whose book he keeps. */
export function watchedPost(me: Me | null): string | null {
  return me?.posts.find(({ write }) => write)?.post.id ?? null;
}
