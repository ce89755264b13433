import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type TestWorld } from '../testing/test-world.ts';
import { createBookTextStatistics } from './book-text-statistics.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

describe('the statistics of the searched table', () => {
  it('are taken by the role of the running server once it has grown by a fifth', async () => {
    const { pool } = world.server.context.database;
    const statistics = createBookTextStatistics(pool);
    const known = async () => {
      const { rows } = await pool.query<{ readonly known: number }>(
        `select reltuples::integer as known from pg_class where oid = 'book_text'::regclass`,
      );
      return rows[0]?.known;
    };
    const write = async (from: number, rows: number) => {
      await pool.query(
        `insert into book_text (scope, seq, op_id, at, folded)
         select 'post:p-01', n, n::text, n, ' da quan sat ' || n from generate_series($1::integer, $2::integer) n`,
        [from, from + rows - 1],
      );
      await statistics.grown(rows);
    };

    await write(1, 900);
    expect(await known()).toBe(-1);
    await write(901, 9_100);
    expect(await known()).toBe(10_000);
    await write(10_001, 1_900);
    expect(await known()).toBe(10_000);
    await write(11_901, 100);
    expect(await known()).toBe(12_000);
  });
});
