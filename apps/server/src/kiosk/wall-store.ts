import { WallStateSchema, type DrivenWall, type DriveCommand, type WallState } from '@truc/domain/watch';
import type { Result, Failure } from '@truc/base';
import type pg from 'pg';
import * as v from 'valibot';

/** What walls were told to show, as commands that are only added. */
export interface WallStore {
  /** Null while nobody has driven it. */
  find(wall: string): Promise<DrivenWall | null>;
  findAll(walls: readonly string[]): Promise<ReadonlyMap<string, DrivenWall>>;
  /**
   * Decides and appends under the wall's lock. The same command again answers `done` and changes nothing.
   * `first`: what the wall shows while nobody has driven it.
   */
  drive<Code extends string>(
    command: DriveCommand & { readonly id: string; readonly wall: string },
    first: WallState,
    decide: (wall: DrivenWall) => Result<DrivenWall, Failure<Code>>,
  ): Promise<'done' | Code>;
}

const RowSchema = v.object({
  wall: v.string(),
  version: v.number(),
  let_go: v.boolean(),
  state: WallStateSchema,
  by_person: v.string(),
  rank: v.picklist([1, 2]),
  at: v.date(),
});

export function createWallStore(pool: pg.Pool): WallStore {
  return {
    find: async (wall) => (await readLast(pool, [wall])).get(wall) ?? null,
    findAll: (walls) => readLast(pool, walls),
    async drive(command, first, decide) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query('select pg_advisory_xact_lock(hashtext($1))', [`wall ${command.wall}`]);
        const outcome = await append(client, command, { first, decide });
        await client.query('commit');
        return outcome;
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
  };
}

async function append<Code extends string>(
  client: pg.ClientBase,
  { id, wall, by, rank, at, state }: DriveCommand & { readonly id: string; readonly wall: string },
  rule: {
    readonly first: WallState;
    readonly decide: (wall: DrivenWall) => Result<DrivenWall, Failure<Code>>;
  },
): Promise<'done' | Code> {
  const known = await client.query('select 1 from wall_command where id = $1 and wall = $2', [id, wall]);
  if (known.rowCount === 1) return 'done';
  const now = (await readLast(client, [wall])).get(wall);
  const decided = rule.decide(now ?? { version: 0, state: rule.first, driver: null });
  if (!decided.ok) return decided.error.code;
  const { version } = decided.value;
  const shown = JSON.stringify(decided.value.state);
  await client.query(insert, [id, wall, version, state === null, shown, by, rank, new Date(at)]);
  return 'done';
}

async function readLast(
  pool: Pick<pg.ClientBase, 'query'>,
  walls: readonly string[],
): Promise<ReadonlyMap<string, DrivenWall>> {
  const { rows } = await pool.query(last, [[...walls]]);
  return new Map(rows.map(wallOf));
}

function wallOf(row: unknown): [string, DrivenWall] {
  const { wall, version, let_go: isLetGo, state, by_person: person, rank, at } = v.parse(RowSchema, row);
  const driver = isLetGo ? null : { person, rank, at: at.getTime() };
  return [wall, { version, state, driver }];
}

const last = `
  select distinct on (wall) * from wall_command where wall = any ($1::uuid[]) order by wall, version desc`;
const insert = `
  insert into wall_command (id, wall, version, let_go, state, by_person, rank, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;
