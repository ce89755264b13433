import { createHash, randomBytes } from 'node:crypto';
import { kioskEventKinds, kioskOf, type Kiosk, type KioskEvent } from '@truc/domain/kiosk';
import type pg from 'pg';
import * as v from 'valibot';

export const kioskCookie = 'truc_kiosk';
/** The longest that browsers keep a cookie; what counts is the pairing's own end. */
export const kioskCookieSeconds = 400 * 24 * 60 * 60;

/** Kiosks as events that are only added. */
export interface KioskStore {
  /** Also one that is over: what it is told then is its guard's question. */
  byToken(token: string): Promise<Kiosk | null>;
  find(id: string): Promise<Kiosk | null>;
  /** All that are paired, and those that ended or were revoked within the last thirty days. */
  list(): Promise<readonly Kiosk[]>;
  /** `tokenHash`: with `paired` alone. False when somebody was quicker: nothing was written then. */
  append(event: KioskEvent, tokenHash?: Buffer): Promise<boolean>;
}

const RowSchema = v.object({
  kind: v.picklist(kioskEventKinds),
  kiosk: v.string(),
  by_person: v.string(),
  name: v.nullable(v.string()),
  place: v.nullable(v.string()),
  post: v.nullable(v.string()),
  purpose: v.nullable(v.string()),
  cameras: v.nullable(v.array(v.string())),
  until: v.nullable(v.date()),
  reason: v.string(),
  at: v.date(),
});

export function createKioskStore(pool: pg.Pool): KioskStore {
  async function read(text: string, values: readonly unknown[]): Promise<readonly Kiosk[]> {
    const { rows } = await pool.query(text, [...values]);
    const events = rows.map(eventOf);
    const ids = [...new Set(events.map(({ kiosk }) => kiosk))];
    return ids.flatMap((id) => kioskOf(events.filter(({ kiosk }) => kiosk === id)) ?? []);
  }

  return {
    async byToken(token) {
      return (await read(ofToken, [hashOf(token)]))[0] ?? null;
    },
    async find(id) {
      return (await read('select * from kiosk_event where kiosk = $1 order by id', [id]))[0] ?? null;
    },
    list: () => read(recent, []),
    async append(event, tokenHash) {
      const { kind, kiosk, by, at } = event;
      const done = await pool.query(insert, [
        kind,
        kiosk,
        by,
        ...wordsOf(event),
        tokenHash ?? null,
        new Date(at),
      ]);
      return done.rowCount === 1;
    },
  };
}

/** name, place, post, purpose, cameras, until, reason. */
function wordsOf(event: KioskEvent): unknown[] {
  if (event.kind === 'revoked') return [null, null, null, null, null, null, event.reason];
  if (event.kind === 'renamed') return [event.name, event.place, null, null, null, null, ''];
  const { name, place, post, purpose, cameras, until } = event;
  return [name, place, post, purpose, JSON.stringify(cameras), new Date(until), ''];
}

function eventOf(row: unknown): KioskEvent {
  const { kind, kiosk, by_person: by, ...rest } = v.parse(RowSchema, row);
  const happened = { kiosk, by, at: rest.at.getTime() };
  const [name, place] = [rest.name ?? '', rest.place ?? ''];
  if (kind === 'revoked') return { ...happened, kind, reason: rest.reason };
  if (kind === 'renamed') return { ...happened, kind, name, place };
  return {
    ...happened,
    kind,
    name,
    place,
    post: rest.post,
    purpose: rest.purpose ?? '',
    cameras: rest.cameras ?? [],
    until: rest.until?.getTime() ?? 0,
  };
}

/** A secret of 256 random bits needs no slow hash: there is nothing to guess. */
export function newKioskToken(): { readonly token: string; readonly hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashOf(token) };
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

const ofToken = `
  select e.* from kiosk_event p join kiosk_event e on e.kiosk = p.kiosk
  where p.token_hash = $1 order by e.id`;
const recent = `
  select e.* from kiosk_event e join kiosk_event p on p.kiosk = e.kiosk and p.kind = 'paired'
  left join kiosk_event r on r.kiosk = e.kiosk and r.kind = 'revoked'
  where least(p.until, r.at) > now() - interval '30 days' order by e.id`;
const insert = `
  insert into kiosk_event (kind, kiosk, by_person, name, place, post, purpose, cameras, until, reason, token_hash, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  on conflict do nothing`;
