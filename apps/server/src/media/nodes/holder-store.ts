import type pg from 'pg';

export type Holder = { readonly node: string; readonly epoch: number };

/** Who serves which camera, across restarts of this server. */
export interface HolderStore {
  read(): Promise<ReadonlyMap<string, Holder>>;
  /** Resolves with the epoch of the change when it is durable. */
  write(changed: ReadonlyMap<string, string>): Promise<number>;
}

export function createHolderStore(pool: pg.Pool): HolderStore {
  return {
    async read() {
      const { rows } = await pool.query<{ camera: string; node: string; epoch: string }>(
        'select camera, node, epoch from camera_holder',
      );
      return new Map(rows.map(({ camera, node, epoch }) => [camera, { node, epoch: Number(epoch) }]));
    },
    async write(changed) {
      const { rows } = await pool.query<{ epoch: string }>(
        `with drawn as (select nextval('camera_holder_epoch') as epoch),
         changed as (
           insert into camera_holder (camera, node, epoch)
           select camera, node, drawn.epoch from unnest($1::text[], $2::text[]) as given (camera, node), drawn
           on conflict (camera) do update set node = excluded.node, epoch = excluded.epoch, since = now()
         )
         select epoch from drawn`,
        [[...changed.keys()], [...changed.values()]],
      );
      return Number(rows[0]?.epoch);
    },
  };
}
