import { CamerasResponseSchema, MeSchema, type CamerasResponse, type Me } from '@truc/domain/api';
import * as v from 'valibot';
import type { DraftRow, SessionDatabase } from './session-database.ts';

export type Draft = { readonly text: string; readonly phrase: string | null; readonly camera: string | null };

/** The last answers of the server about this person, and drafts. Read rows are parsed like anything from outside. */
export interface SessionStore {
  readMe(): Promise<Me | null>;
  keepMe(me: Me): Promise<void>;
  readCameras(): Promise<CamerasResponse | null>;
  keepCameras(cameras: CamerasResponse): Promise<void>;
  /** Forgets the person; drafts stay for his next visit. `owesSignOut`: the server has not heard of it yet. */
  forgetPerson(owesSignOut: boolean): Promise<void>;
  owesSignOut(): Promise<boolean>;
  settleSignOut(): Promise<void>;
  readDraft(person: string, scope: string): Promise<Draft | null>;
  keepDraft(owner: { person: string; scope: string }, draft: Draft): Promise<void>;
}

export function createSessionStore(database: SessionDatabase): SessionStore {
  const { kept, drafts } = database;
  return {
    readMe: () => read('me', MeSchema),
    keepMe: (me) => put('me', me),
    readCameras: () => read('cameras', CamerasResponseSchema),
    keepCameras: (cameras) => put('cameras', cameras),
    forgetPerson: (owesSignOut) =>
      database.transaction('rw', kept, async () => {
        await kept.bulkDelete(['me', 'cameras']);
        if (owesSignOut) await kept.put({ key: 'owes-sign-out', value: true });
      }),
    owesSignOut: async () => (await kept.get('owes-sign-out')) !== undefined,
    settleSignOut: () => kept.delete('owes-sign-out'),
    async readDraft(person, scope) {
      const row = await drafts.get(draftKey(person, scope));
      return row ? { text: row.text, phrase: row.phrase, camera: row.camera } : null;
    },
    async keepDraft({ person, scope }, draft) {
      const row: DraftRow = { key: draftKey(person, scope), ...draft };
      if (draft.text === '' && draft.camera === null) await drafts.delete(row.key);
      else await drafts.put(row);
    },
  };

  async function read<Schema extends v.GenericSchema>(
    key: string,
    schema: Schema,
  ): Promise<v.InferOutput<Schema> | null> {
    const row = await kept.get(key);
    const parsed = v.safeParse(schema, row?.value);
    return parsed.success ? parsed.output : null;
  }

  async function put(key: string, value: unknown): Promise<void> {
    await kept.put({ key, value });
  }
}

function draftKey(person: string, scope: string): string {
  return `${person} ${scope}`;
}
