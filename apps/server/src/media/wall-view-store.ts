import type { SaveWallView } from '@truc/domain/api';
import type pg from 'pg';

/** As it is stored: with cameras that whoever reads it may not watch. */
export type StoredWallView = {
  readonly id: string;
  readonly owner: string;
  readonly post: string | null;
  readonly name: string;
  readonly tiles: number | null;
  readonly shape: string;
  readonly cameras: readonly (string | null)[];
  readonly version: number;
  readonly changed_by: string;
  readonly changed_at: Date;
};

export interface WallViewStore {
  /** This person's own, and all that some post shares. */
  list(person: string): Promise<readonly StoredWallView[]>;
  find(id: string): Promise<StoredWallView | null>;
  /** False, and nothing written, when another version than `base` stands there. */
  save(view: SaveWallView, by: string): Promise<boolean>;
  remove(id: string, base: number): Promise<boolean>;
  count(person: string): Promise<number>;
}

export function createWallViewStore(pool: pg.Pool): WallViewStore {
  return {
    async list(person) {
      const text =
        'select * from wall_view where owner = $1 or post is not null order by name, id limit 1000';
      return (await pool.query<StoredWallView>(text, [person])).rows;
    },
    async find(id) {
      const found = await pool.query<StoredWallView>('select * from wall_view where id = $1', [id]);
      return found.rows[0] ?? null;
    },
    async save({ id, name, post, layout, cameras, base }, by) {
      const tiles = layout?.tiles ?? null;
      const shape = layout?.shape ?? 'even';
      const values = [id, by, post, name, tiles, shape, JSON.stringify(cameras), base];
      const done = await pool.query(base === 0 ? insert : update, values);
      return done.rowCount === 1;
    },
    async remove(id, base) {
      const done = await pool.query('delete from wall_view where id = $1 and version = $2', [id, base]);
      return done.rowCount === 1;
    },
    async count(person) {
      const text = 'select count(*)::int as count from wall_view where owner = $1';
      return (await pool.query<{ count: number }>(text, [person])).rows[0]?.count ?? 0;
    },
  };
}

const insert = `
  insert into wall_view (id, owner, post, name, tiles, shape, cameras, version, changed_by)
  select $1, $2, $3, $4, $5, $6, $7, $8::int + 1, $2
  on conflict do nothing`;
const update = `
  update wall_view set post = $3, name = $4, tiles = $5, shape = $6, cameras = $7, version = version + 1,
    changed_by = $2, changed_at = now()
  where id = $1 and version = $8`;
