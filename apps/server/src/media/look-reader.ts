import type { AccessLogQuery } from '@truc/domain/api';
import type pg from 'pg';

export type LookRow = {
  readonly viewing: string;
  readonly started: number;
  readonly stopped: number | null;
  readonly hidden_ms: number;
  readonly person: string;
  readonly camera: string;
  readonly purpose: string;
  readonly display: string;
  readonly cause: string | null;
  readonly account: string | null;
  readonly system: 'CENTRAL' | 'FACILITY' | null;
  /** The edge lease under which it began, without the server. */
  readonly lease: string | null;
  readonly playback: unknown;
  readonly shown: unknown;
  /** Where a kiosk looked: its name, and who answers for it. */
  readonly kiosk_name: string | null;
  readonly answerable: string | null;
};

/** Looks as they are stored, newest first, one page at a time. */
export interface LookReader {
  read(query: AccessLogQuery): Promise<readonly LookRow[]>;
}

export const looksInPage = 100;

export function createLookReader(pool: pg.Pool): LookReader {
  return {
    async read({ person, camera, from, to, before }) {
      const [startedBefore, viewingBefore] = before?.split('_') ?? [];
      const found = await pool.query<LookRow>(page, [
        person ?? null,
        camera ?? null,
        from ?? null,
        to ?? null,
        startedBefore ?? null,
        viewingBefore ?? null,
      ]);
      return found.rows;
    },
  };
}

const toMs = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
const fromMs = (place: string) => `to_timestamp(${place}::float8 / 1000)`;

/** What a kiosk showed is also among the looks of whoever answers for it. A look counts for a time when it ran at any moment of it, also when it had begun before. */
const page = `
  select s.viewing, ${toMs('s.started')} as started, ${toMs('s.stopped')} as stopped, s.person, s.camera,
    s.purpose, s.display, s.cause, u.username as account, s.lease,
    case when s.lease is null then g.system else 'FACILITY' end as system,
    s.playback, s.shown, k.name as kiosk_name,
    case when g.kiosk is not null then g.person when l.kiosk is not null then l.person end as answerable,
    (s.hidden_ms + case when s.stopped is null and s.paused is not null
      then greatest(0, extract(epoch from (now() - s.paused)) * 1000) else 0 end)::float8 as hidden_ms
  from viewing_span s
  left join viewing_grant g on g.id = s.viewing_grant
  left join edge_lease l on l.id = s.lease
  left join auth."user" u on u.id = s.person
  left join lateral (
    select name from kiosk_event where kiosk = coalesce(g.kiosk, l.kiosk) and name is not null order by id desc limit 1
  ) k on true
  where ($1::text is null or s.person = any (array[$1] || array(
      select 'kiosk:' || kiosk from kiosk_event where kind = 'paired' and by_person = $1)))
    and ($2::text is null or s.camera = $2)
    and (($3::float8 is null and $4::float8 is null)
      or tstzrange(s.started, s.stopped, '[]') && tstzrange(${fromMs('$3')}, ${fromMs('$4')}))
    and ($5::float8 is null or (s.started, s.viewing) < (${fromMs('$5')}, $6::uuid))
  order by s.started desc, s.viewing desc
  limit ${looksInPage + 1}`;
