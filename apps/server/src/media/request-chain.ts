import { createHash } from 'node:crypto';
import { viewingRequestKinds, type ViewingRequestEvent } from '@truc/domain/viewing-request';
import type pg from 'pg';
import * as v from 'valibot';

/** Where an event stands among all: numbered from 1 without a gap; each hash covers the one before. */
export type RequestLink = { readonly link: number; readonly hash: string };
export const noLink: RequestLink = { link: 0, hash: '' };

/** The link that follows on `before` for this event. Fields stand in the order of their names. */
export function linkAfter(before: RequestLink, event: ViewingRequestEvent): RequestLink {
  const link = before.link + 1;
  // A live look has no stretch: its link is as it was before there were any.
  const named = Object.entries(event).filter(([name, value]) => name !== 'stretch' || value !== null);
  const fields = named.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify(['truc-viewing-request/1', link, before.hash, fields]);
  return { link, hash: createHash('sha256').update(text).digest('hex') };
}

const RowSchema = v.object({
  link: v.pipe(v.union([v.string(), v.number()]), v.transform(Number)),
  hash: v.string(),
  kind: v.picklist(viewingRequestKinds),
  request: v.string(),
  person: v.string(),
  camera: v.string(),
  purpose: v.string(),
  stretch_from: v.nullable(v.date()),
  stretch_until: v.nullable(v.date()),
  by_person: v.string(),
  reason: v.string(),
  minutes: v.number(),
  at: v.date(),
  until: v.nullable(v.date()),
  place: v.nullable(v.picklist(['own_screen', 'on_the_spot'])),
});

export function eventOf(row: unknown): ViewingRequestEvent & RequestLink {
  const parsed = v.parse(RowSchema, row);
  const { by_person: by, at, until, place: where, stretch_from, stretch_until, ...rest } = parsed;
  const isLive = stretch_from === null || stretch_until === null;
  const stretch = isLive ? null : ([stretch_from.getTime(), stretch_until.getTime()] as const);
  return { ...rest, stretch, by, at: at.getTime(), until: until?.getTime() ?? null, where };
}

/** Makes every stored link anew. `firstFault`: the number of the first that does not hold. */
export async function examineRequestChain(
  pool: pg.Pool,
): Promise<{ readonly links: number; readonly firstFault: number | null }> {
  const { rows } = await pool.query('select * from viewing_request_event order by link');
  let before = noLink;
  for (const row of rows) {
    const { link, hash, ...event } = eventOf(row);
    const made = linkAfter(before, event);
    if (made.link !== link || made.hash !== hash) return { links: before.link, firstFault: made.link };
    before = made;
  }
  return { links: before.link, firstFault: null };
}
