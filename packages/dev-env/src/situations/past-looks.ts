import type { Seen } from '@truc/domain/inspection';
import {
  controlVersion,
  ViewingStartedSchema,
  ViewingStoppedSchema,
  type ViewingFact,
} from '@truc/media/signalling';
import type { RunningServer } from '@truc/server';
import { createFactStore, hashOfLink } from '@truc/server/testing/papers';
import * as v from 'valibot';
import { cameras } from '../province/cameras.ts';

const sfu = 'dien-tap';
const boot = '0190163d-8694-7394-800a-000000000001';
const lookMs = 3 * 60_000;

/** Looks of the past, told to the server as an SFU tells them: linked, and without a gap. */
export class PastLooks {
  readonly #store: ReturnType<typeof createFactStore>;
  #number = 0;
  #hash = '';

  constructor(context: RunningServer['context']) {
    this.#store = createFactStore({ ...context, query: context.database.query });
  }

  async look(told: { readonly person: string; readonly camera: string; readonly at: number }): Promise<Seen> {
    const { person, camera } = told;
    const from = Math.floor(told.at);
    const until = from + lookMs;
    const viewing = idOf('800b', this.#number + 1);
    const purpose = 'supervise_compliance';
    await this.#tell([
      v.parse(ViewingStartedSchema, {
        kind: 'viewing_started',
        viewing,
        grant: idOf('800c', this.#number + 1),
        person,
        camera,
        purpose,
        display: idOf('800d', 1),
        at: from,
      }),
      v.parse(ViewingStoppedSchema, {
        kind: 'viewing_stopped',
        viewing,
        cause: 'closed_by_viewer',
        at: until,
      }),
    ]);
    const name = cameras.find(({ id }) => id === camera)?.name ?? camera;
    return { look: viewing, camera, name, purpose, from, until };
  }

  async #tell(facts: readonly ViewingFact[]): Promise<void> {
    const linked = facts.map((fact) => {
      const number = (this.#number += 1);
      const hash = hashOfLink({ sfu, number, previous: this.#hash }, fact);
      this.#hash = hash;
      return { number, fact, link: { number, hash } };
    });
    await this.#store.store({ v: controlVersion, sfu, boot, facts: linked });
  }
}

function idOf(group: string, number: number): string {
  return `0190163d-8694-7394-${group}-${String(number).padStart(12, '0')}`;
}
