import type { Result } from '@truc/base';
import type { ViewingRequestEvent } from '@truc/domain/viewing-request';
import type pg from 'pg';
import { eventOf, linkAfter, noLink, type RequestLink } from './request-chain.ts';

export type RequestEvents = readonly [ViewingRequestEvent, ...ViewingRequestEvent[]];

/** Requests to watch sensitive cameras, as a chain of events that only grows. */
export interface RequestStore {
  /** Its events in their order; empty when there is none. */
  find(request: string): Promise<readonly ViewingRequestEvent[]>;
  /** Requests that were asked since then, newest first. */
  since(at: number): Promise<readonly RequestEvents[]>;
  /** Under the chain's lock: gives the request's events to `decide` and appends what it answers. */
  append<Refused>(
    request: string,
    decide: (events: readonly ViewingRequestEvent[]) => Result<ViewingRequestEvent, Refused>,
  ): Promise<Result<ViewingRequestEvent, Refused>>;
  /**
   * The authorisation under which this person may watch this camera for this purpose now, live or in this stretch of its
   * recordings: the one that lasts longest. A word for the one is none for the other.
   */
  standing(look: {
    readonly person: string;
    readonly camera: string;
    readonly purpose: string;
    readonly stretch: readonly [number, number] | null;
    readonly now: number;
  }): Promise<{ readonly request: string; readonly until: number } | null>;
}

/** Any number: it names this chain among the locks of the database. */
const chainLock = 5_511_963;
const listed = 300;

export function createRequestStore(pool: pg.Pool): RequestStore {
  return {
    find: async (request) => (await pool.query(ofRequest, [request])).rows.map(factOf),
    async since(at) {
      const { rows } = await pool.query(askedSince, [at, listed]);
      const byRequest = new Map<string, [ViewingRequestEvent, ...ViewingRequestEvent[]]>();
      for (const event of rows.map(factOf)) {
        const known = byRequest.get(event.request);
        if (known === undefined) byRequest.set(event.request, [event]);
        else known.push(event);
      }
      return [...byRequest.values()].toSorted(([a], [b]) => b.at - a.at);
    },
    async append(request, decide) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query('select pg_advisory_xact_lock($1)', [chainLock]);
        const decided = decide((await client.query(ofRequest, [request])).rows.map(factOf));
        if (decided.ok) await insert(client, decided.value);
        await client.query('commit');
        return decided;
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
    async standing({ person, camera, purpose, stretch, now }) {
      const found = await pool.query<{ request: string; until: Date }>(standing, [
        person,
        camera,
        purpose,
        now,
        stretch?.[0] ?? null,
        stretch?.[1] ?? null,
      ]);
      const [row] = found.rows;
      return row === undefined ? null : { request: row.request, until: row.until.getTime() };
    },
  };
}

function factOf(row: unknown): ViewingRequestEvent {
  const { link: _link, hash: _hash, ...event } = eventOf(row);
  return event;
}

async function insert(client: pg.PoolClient, event: ViewingRequestEvent): Promise<void> {
  const last = await client.query('select * from viewing_request_event order by link desc limit 1');
  const before: RequestLink = last.rows[0] === undefined ? noLink : eventOf(last.rows[0]);
  const { link, hash } = linkAfter(before, event);
  const { kind, request, person, camera, purpose, stretch, by, reason, minutes, at, until, where } = event;
  await client.query(insertEvent, [
    link,
    hash,
    kind,
    request,
    person,
    camera,
    purpose,
    by,
    reason,
    minutes,
    new Date(at),
    until === null ? null : new Date(until),
    where,
    stretch === null ? null : new Date(stretch[0]),
    stretch === null ? null : new Date(stretch[1]),
  ]);
}

const ofRequest = 'select * from viewing_request_event where request = $1 order by link';
const askedSince = `
  select e.* from viewing_request_event e
  join (
    select request from viewing_request_event
    where kind = 'asked' and at >= to_timestamp($1::float8 / 1000) order by at desc limit $2
  ) recent using (request)
  order by e.link`;
const insertEvent = `
  insert into viewing_request_event
    (link, hash, kind, request, person, camera, purpose, by_person, reason, minutes, at, until, place,
     stretch_from, stretch_until)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;
const standing = `
  select a.request, a.until from viewing_request_event a
  where a.person = $1 and a.camera = $2 and a.purpose = $3 and a.kind = 'authorised'
    and a.until > to_timestamp($4::float8 / 1000)
    and case when $5::float8 is null then a.stretch_from is null
      else a.stretch_from <= to_timestamp($5::float8 / 1000) and a.stretch_until >= to_timestamp($6::float8 / 1000)
      end
    and not exists (
      select 1 from viewing_request_event e where e.request = a.request and e.kind = 'ended')
  order by a.until desc limit 1`;
