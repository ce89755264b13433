import { lookAgeMs, looksLimit, type Seen } from '@truc/domain/inspection';
import type pg from 'pg';
import type { Register } from '../access/register.ts';

type Row = {
  readonly viewing: string;
  readonly camera: string;
  readonly purpose: string;
  readonly started: Date;
  readonly stopped: Date | null;
};

/** GL-07, GL-52: a person's own looks of the last day at a facility, newest first, out of the record of looks. */
export async function ownLooks(
  pool: pg.Pool,
  { register, now }: { readonly register: Register; readonly now: number },
  { person, facility }: { readonly person: string; readonly facility: string },
): Promise<readonly Seen[]> {
  const cameras = [...register.cameras.values()].filter((camera) => camera.facility === facility);
  const found = await pool.query<Row>(looks, [
    person,
    cameras.map(({ id }) => id),
    new Date(now - lookAgeMs),
    looksLimit,
  ]);
  return found.rows.map(({ viewing, camera, purpose, started, stopped }) => ({
    look: viewing,
    camera,
    name: register.cameras.get(camera)?.name ?? camera,
    purpose,
    from: started.getTime(),
    until: stopped?.getTime() ?? null,
  }));
}

const looks = `
  select viewing, camera, purpose, started, stopped from viewing_span
  where person = $1 and camera = any ($2) and started >= $3
  order by started desc, viewing desc limit $4`;
