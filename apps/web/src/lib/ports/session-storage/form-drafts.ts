import { ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import { lockKept, openKept, type KeptPlace } from './kept-value.ts';
import type { SessionDatabase } from './session-database.ts';

/** Whose form, in which log, of what: one draft for each. */
export type FormPlace = { readonly person: string; readonly scope: string; readonly form: string };

/** What a form held when the battery died, encrypted under the key of the log that it writes into. */
export interface FormDrafts {
  /** Null when nothing is kept, or the log's key is not here. */
  read<Schema extends v.GenericSchema>(
    place: FormPlace,
    schema: Schema,
  ): Promise<v.InferOutput<Schema> | null>;
  keep(place: FormPlace, fields: unknown): Promise<void>;
  drop(place: FormPlace): Promise<void>;
}

export function createFormDrafts(
  { drafts }: Pick<SessionDatabase, 'drafts'>,
  keys: Pick<Keyring, 'of'>,
): FormDrafts {
  return {
    async read(of, schema) {
      const place = placeOf(of);
      return place && openKept(await drafts.get(place.key), place, schema);
    },
    async keep(of, fields) {
      const place = placeOf(of);
      if (place !== null) await drafts.put({ key: place.key, ...(await lockKept(place, fields)) });
    },
    async drop(of) {
      const place = placeOf(of);
      if (place !== null) await drafts.delete(place.key);
    },
  };

  function placeOf({ person, scope, form }: FormPlace): KeptPlace | null {
    const scopeKey = keys.of(v.parse(ScopeIdSchema, scope));
    return scopeKey && { key: `${person} ${scopeKey.tag} ${form}`, under: scopeKey.key };
  }
}
