import {
  CamerasResponseSchema,
  MeSchema,
  SessionNameSchema,
  WallViewSchema,
  WatchPlanResponseSchema,
  type CamerasResponse,
  type Me,
  type SessionName,
  type WallView,
  type WatchPlanResponse,
} from '@truc/domain/api';
import { DisplayIdSchema, EdgeLeaseResponseSchema } from '@truc/media/signalling';
import { PersonIdSchema, ScopeIdSchema, type PersonId } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import { lockKept, openKept, type KeptPlace } from './kept-value.ts';
import type { SessionDatabase } from './session-database.ts';

export type Draft = { readonly text: string; readonly phrase: string | null; readonly camera: string | null };
export type KnownPerson = { readonly person: PersonId; readonly name: string };

/**
 * The last answers of the server about whoever works here, and drafts. Only what his open keys can encrypt is kept, and read
 * again; read rows are parsed like anything from outside.
 */
export interface SessionStore {
  /** Who was here last and did not leave: the one who is asked for his PIN. */
  lastPerson(): Promise<KnownPerson | null>;
  readMe(): Promise<Me | null>;
  keepMe(me: Me): Promise<void>;
  readCameras(): Promise<CamerasResponse | null>;
  keepCameras(cameras: CamerasResponse): Promise<void>;
  readWallViews(): Promise<readonly WallView[] | null>;
  keepWallViews(views: readonly WallView[]): Promise<void>;
  /** Forgets who was here; drafts stay for his next visit. `owesSignOut`: the server has not heard of it yet. */
  forgetPerson(owesSignOut: boolean): Promise<void>;
  owesSignOut(): Promise<boolean>;
  settleSignOut(): Promise<void>;
  /** A sign-in is about to be asked for: unless its session is taken, its end is owed. */
  noteSignIn(name: SessionName): Promise<void>;
  /** It was answered, and this is the session that stands here; the end of the one before is owed. */
  takeSession(name: SessionName): Promise<void>;
  /** What the server is to be told. `byCookie`: of a session that began before they had names. */
  owedEnds(): Promise<{ readonly byCookie: boolean; readonly names: readonly SessionName[] }>;
  /** These have ended, or never began. */
  forgetEnds(names: readonly SessionName[]): Promise<void>;
  /** `form`: which of the scope's forms; the book's own where it is left out. */
  readDraft(person: string, scope: string, form?: string): Promise<Draft | null>;
  keepDraft(owner: { person: string; scope: string; form?: string }, draft: Draft): Promise<void>;
  /** Signed permissions for facilities' nodes, by the display that they are for. Gone when he leaves. */
  readEdgeLeases(): Promise<readonly KeptLeases[]>;
  keepEdgeLeases(leases: readonly KeptLeases[]): Promise<void>;
  readWatchPlan(): Promise<WatchPlanResponse | null>;
  keepWatchPlan(plan: WatchPlanResponse): Promise<void>;
  /** Forgets everything and everybody. */
  wipe(): Promise<void>;
}

const DraftSchema = v.strictObject({
  text: v.string(),
  phrase: v.nullable(v.string()),
  camera: v.nullable(v.string()),
});
export const KeptLeasesSchema = v.strictObject({
  display: DisplayIdSchema,
  leases: EdgeLeaseResponseSchema.entries.leases,
});
export type KeptLeases = v.InferOutput<typeof KeptLeasesSchema>;
const KnownPersonSchema = v.strictObject({ person: PersonIdSchema, name: v.string() });

export function createSessionStore(
  database: SessionDatabase,
  keys: Pick<Keyring, 'current' | 'of'>,
): SessionStore {
  const { kept, drafts } = database;
  return {
    async lastPerson() {
      const parsed = v.safeParse(KnownPersonSchema, (await kept.get('last'))?.value);
      return parsed.success ? parsed.output : null;
    },
    readMe: () => read('me', MeSchema),
    async keepMe(me) {
      await kept.put({ key: 'last', value: { person: me.person.id, name: me.person.name } });
      await keep('me', me);
    },
    readCameras: () => read('cameras', CamerasResponseSchema),
    keepCameras: (cameras) => keep('cameras', cameras),
    readWallViews: () => read('wall-views', v.array(WallViewSchema)),
    keepWallViews: (views) => keep('wall-views', views),
    forgetPerson: (owesSignOut) =>
      database.transaction('rw', kept, async () => {
        await kept.delete('last');
        await kept.where('key').startsWith('edge-leases ').delete();
        if (owesSignOut)
          await kept.put({ key: 'owes-sign-out', value: (await oweStanding()) ? 'named' : true });
      }),
    owesSignOut: async () => (await kept.get('owes-sign-out')) !== undefined,
    settleSignOut: () => kept.delete('owes-sign-out'),
    noteSignIn: async (name) => {
      await kept.put({ key: endKey(name), value: true });
    },
    takeSession: (name) =>
      database.transaction('rw', kept, async () => {
        await oweStanding();
        await kept.delete(endKey(name));
        await kept.put({ key: 'session', value: name });
        // The sign-in took the place of whatever the cookie was of.
        await kept.delete('owes-sign-out');
      }),
    async owedEnds() {
      const rows = await kept.where('key').startsWith(endKey('')).toArray();
      const names = rows.flatMap(({ key }) => {
        const parsed = v.safeParse(SessionNameSchema, key.slice(endKey('').length));
        return parsed.success ? [parsed.output] : [];
      });
      return { byCookie: (await kept.get('owes-sign-out'))?.value === true, names };
    },
    forgetEnds: (names) => kept.bulkDelete(names.map(endKey)),
    readEdgeLeases: async () => (await read('edge-leases', v.array(KeptLeasesSchema))) ?? [],
    keepEdgeLeases: (leases) => keep('edge-leases', leases),
    readWatchPlan: () => read('watch-plan', WatchPlanResponseSchema),
    keepWatchPlan: (plan) => keep('watch-plan', plan),
    async readDraft(person, scope, form) {
      const place = draftPlace(keys, { person, scope, form });
      return place && openKept(await drafts.get(place.key), place, DraftSchema);
    },
    async keepDraft({ person, scope, form }, draft) {
      const place = draftPlace(keys, { person, scope, form });
      if (place === null) return;
      if (draft.text === '' && draft.camera === null) await drafts.delete(place.key);
      else await drafts.put({ key: place.key, ...(await lockKept(place, draft)) });
    },
    wipe: () =>
      database.transaction('rw', kept, drafts, async () => {
        await kept.clear();
        await drafts.clear();
      }),
  };

  /** False where the session that stands here has no name. */
  async function oweStanding(): Promise<boolean> {
    const standing = v.safeParse(SessionNameSchema, (await kept.get('session'))?.value);
    if (!standing.success) return false;
    await kept.put({ key: endKey(standing.output), value: true });
    await kept.delete('session');
    return true;
  }

  function personPlace(what: Kept): KeptPlace | null {
    const ring = keys.current;
    return ring?.root ? { key: `${what} ${ring.person}`, under: ring.root } : null;
  }

  async function read<Schema extends v.GenericSchema>(
    what: Kept,
    schema: Schema,
  ): Promise<v.InferOutput<Schema> | null> {
    const place = personPlace(what);
    return place && openKept((await kept.get(place.key))?.value, place, schema);
  }

  async function keep(what: Kept, value: unknown): Promise<void> {
    const place = personPlace(what);
    if (place !== null) await kept.put({ key: place.key, value: await lockKept(place, value) });
  }
}

const endKey = (name: string) => `ends ${name}`;

type Kept = 'me' | 'cameras' | 'wall-views' | 'watch-plan' | 'edge-leases';

function draftPlace(
  keys: Pick<Keyring, 'of'>,
  {
    person,
    scope,
    form,
  }: { readonly person: string; readonly scope: string; readonly form?: string | undefined },
): KeptPlace | null {
  const scopeKey = keys.of(v.parse(ScopeIdSchema, scope));
  const key = [person, scopeKey?.tag, form].filter((part) => part !== undefined).join(' ');
  return scopeKey && { key, under: scopeKey.key };
}
