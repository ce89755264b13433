/**
 * Whose PIN this device asks for, in localStorage: known before any database is open, so that the field stands at once. The
 * databases have the last word. In the clear, as there: who it is, and how many tries are left.
 */
import { PersonIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { log } from '#lib/ports/log.ts';
import type { VaultPerson } from '#lib/ports/vault/vault-contract.ts';

export interface DoorMark {
  /** Null where nobody is known: nobody was here, or he left. */
  read(): VaultPerson | null;
  /** Null: nobody is asked for a PIN here any more. */
  keep(person: VaultPerson | null): void;
}

const name = 'truc:door';
const MarkSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    person: PersonIdSchema,
    name: v.string(),
    attemptsLeft: v.pipe(v.number(), v.integer(), v.minValue(0)),
    hasPasskey: v.boolean(),
  }),
);

export function createDoorMark(storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): DoorMark {
  return {
    read() {
      try {
        const parsed = v.safeParse(MarkSchema, storage().getItem(name));
        return parsed.success ? parsed.output : null;
      } catch (reason) {
        // Storage is switched off: the databases tell, somewhat later.
        log.warn('no mark of the door can be read', reason);
        return null;
      }
    },
    keep(person) {
      try {
        if (person === null) storage().removeItem(name);
        else storage().setItem(name, JSON.stringify(person));
      } catch (reason) {
        log.warn('no mark of the door is kept', reason);
      }
    },
  };
}
