import { ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import { createKeptRows } from './kept-rows.ts';
import { openKept, type KeptPlace } from './kept-value.ts';
import type { SessionDatabase } from './session-database.ts';

/** Whose form, in which log, of what: one draft for each. */
export type FormPlace = { readonly person: string; readonly scope: string; readonly form: string };

/**
 * What a form held when the battery died, encrypted under the key of the log that it writes into. Each method sees what was asked
 * for before it as done.
 */
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
  database: Pick<SessionDatabase, 'drafts'>,
  keys: Pick<Keyring, 'of'>,
): FormDrafts {
  const kept = createKeptRows(database);
  return {
    async read(of, schema) {
      const place = placeOf(of);
      if (place === null) return null;
      await kept.settled();
      return openKept(await database.drafts.get(place.key), place, schema);
    },
    async keep(of, fields) {
      const place = placeOf(of);
      if (place !== null) await kept.keep(place, fields);
    },
    async drop(of) {
      const place = placeOf(of);
      if (place !== null) await kept.drop(place);
    },
  };

  function placeOf({ person, scope, form }: FormPlace): KeptPlace | null {
    const scopeKey = keys.of(v.parse(ScopeIdSchema, scope));
    return scopeKey && { key: `${person} ${scopeKey.tag} ${form}`, under: scopeKey.key };
  }
}
