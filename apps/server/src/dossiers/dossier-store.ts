import { ok, type Result } from '@truc/base';
import type pg from 'pg';
import { actOf, linkAfter, noLink, type DossierAct, type DossierKind } from './dossier-chain.ts';

export type { DossierAct, DossierKind } from './dossier-chain.ts';

/** Papers as a chain of acts that only grows. */
export interface DossierStore {
  /** Its acts in their order; empty when there is none. */
  of(kind: DossierKind, dossier: string): Promise<readonly DossierAct[]>;
  /** The dossiers of a kind that somebody acted on last, by id, those with the newest act first. */
  recent(kind: DossierKind): Promise<ReadonlyMap<string, readonly DossierAct[]>>;
  /** The newest act of each dossier of a kind, by dossier. */
  newest(kind: DossierKind): Promise<ReadonlyMap<string, DossierAct>>;
  /** When the newest dossier of a kind was opened at each facility, ms. */
  openedAt(kind: DossierKind): Promise<ReadonlyMap<string, number>>;
  /** The number of each dossier of a kind in the order in which they were opened, from 1. */
  numbers(kind: DossierKind): Promise<ReadonlyMap<string, number>>;
  /** Under the chain's lock: gives the dossier's acts to `decide` and appends what it answers. An act whose id stands there already is written no second time. */
  append<Refused>(
    place: Pick<DossierAct, 'id' | 'kind' | 'dossier' | 'by' | 'at'>,
    decide: (acts: readonly DossierAct[]) => Promise<Result<Decided, Refused>>,
  ): Promise<Result<'saved' | 'known', Refused>>;
}

/** `effect`: what the act changes besides, in the same transaction: both stand, or neither. */
export type Decided = Pick<DossierAct, 'facility' | 'fact'> & {
  readonly effect?: (client: pg.ClientBase) => Promise<void>;
};

/** Any number: it names this chain among the locks of the database. */
const chainLock = 5_511_976;
const listed = 500;

export function createDossierStore(pool: pg.Pool): DossierStore {
  return {
    of: async (kind, dossier) => (await pool.query(ofDossier, [kind, dossier])).rows.map(actOf),
    async recent(kind) {
      const { rows } = await pool.query(recentActs, [kind, listed]);
      const acts = new Map<string, DossierAct[]>();
      for (const act of rows.map(actOf)) {
        const known = acts.get(act.dossier);
        if (known === undefined) acts.set(act.dossier, [act]);
        else known.push(act);
      }
      return acts;
    },
    async newest(kind) {
      const { rows } = await pool.query(newestActs, [kind]);
      return new Map(rows.map(actOf).map((act) => [act.dossier, act]));
    },
    async openedAt(kind) {
      const { rows } = await pool.query<{ facility: string; at: Date }>(newestOpenings, [kind]);
      return new Map(rows.map(({ facility, at }) => [facility, at.getTime()]));
    },
    async numbers(kind) {
      const { rows } = await pool.query<{ dossier: string }>(openings, [kind]);
      return new Map(rows.map(({ dossier }, at) => [dossier, at + 1]));
    },
    async append(place, decide) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query('select pg_advisory_xact_lock($1)', [chainLock]);
        const known = await client.query('select 1 from dossier_act where id = $1', [place.id]);
        const answer =
          known.rowCount === 0 ? await decideAndWrite(client, place, decide) : ok('known' as const);
        await client.query('commit');
        return answer;
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
  };
}

async function decideAndWrite<Refused>(
  client: pg.PoolClient,
  place: Parameters<DossierStore['append']>[0],
  decide: (acts: readonly DossierAct[]) => Promise<Result<Decided, Refused>>,
): Promise<Result<'saved', Refused>> {
  const { kind, dossier } = place;
  const acts = (await client.query(ofDossier, [kind, dossier])).rows.map(actOf);
  const decided = await decide(acts);
  if (!decided.ok) return decided;
  const { effect, ...said } = decided.value;
  await effect?.(client);
  await insert(client, { ...place, ...said, opens: acts.length === 0 });
  return ok('saved');
}

async function insert(client: pg.PoolClient, act: DossierAct): Promise<void> {
  const last = await client.query('select * from dossier_act order by link desc limit 1');
  const before = last.rows[0] === undefined ? noLink : actOf(last.rows[0]);
  const { link, hash } = linkAfter(before, act);
  const { id, kind, dossier, facility, opens, fact, by, at } = act;
  await client.query(insertAct, [link, hash, id, kind, dossier, facility, opens, fact, by, new Date(at)]);
}

const ofDossier = 'select * from dossier_act where kind = $1 and dossier = $2 order by link';
const recentActs = `
  select a.* from dossier_act a
  join (
    select dossier, max(link) as newest from dossier_act where kind = $1 group by dossier
    order by newest desc limit $2
  ) r using (dossier)
  where a.kind = $1
  order by r.newest desc, a.link`;
const newestActs = `
  select distinct on (dossier) * from dossier_act where kind = $1 order by dossier, link desc`;
const newestOpenings = `
  select facility, max(at) as at from dossier_act
  where kind = $1 and opens and facility is not null group by facility`;
const openings = 'select dossier from dossier_act where kind = $1 and opens order by link';
const insertAct = `
  insert into dossier_act (link, hash, id, kind, dossier, facility, opens, fact, by_person, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
