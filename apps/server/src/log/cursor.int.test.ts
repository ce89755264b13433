import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';

/** Why the log counts under a row's lock: readers that follow a sequence pass by rows that commit late. */
const writers = 8;
const durationMs = 2_500;

type Reading = { readonly written: number; readonly seen: number };

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.ownerUrl, max: writers + 2 });
  await pool.query(`create table bare (seq bigserial primary key, writer int not null);
    create table counted (seq bigint primary key, writer int not null);
    create table counter (id int primary key, head bigint not null);
    insert into counter values (1, 0)`);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Eight writers whose transactions stay open for 1 to 20 ms, and one reader with `seq > cursor`. */
async function race(
  table: 'bare' | 'counted',
  append: (client: pg.PoolClient, writer: number) => Promise<unknown>,
): Promise<Reading> {
  const until = performance.now() + durationMs;
  let isWriting = true;
  let cursor = 0;
  let seen = 0;
  const read = async () => {
    const rows = await pool.query<{ seq: number }>(`select seq from ${table} where seq > $1 order by seq`, [
      cursor,
    ]);
    cursor = Math.max(cursor, ...rows.rows.map(({ seq }) => Number(seq)));
    seen += rows.rows.length;
  };
  const reading = (async () => {
    while (isWriting) {
      await read();
      await wait(2);
    }
    await read();
  })();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      while (performance.now() < until) await appendOnce(writer, append);
    }),
  );
  isWriting = false;
  await reading;
  const count = await pool.query<{ count: string }>(`select count(*) from ${table}`);
  return { written: Number(count.rows[0]?.count), seen };
}

async function appendOnce(
  writer: number,
  append: (client: pg.PoolClient, writer: number) => Promise<unknown>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await append(client, writer);
    await wait(1 + Math.random() * 19);
    await client.query('commit');
  } finally {
    client.release();
  }
}

describe('cursor', () => {
  it('[CU1] a reader that follows a bare sequence loses rows for ever', async () => {
    const { written, seen } = await race('bare', (client, writer) =>
      client.query('insert into bare (writer) values ($1)', [writer]),
    );
    expect(written).toBeGreaterThan(100);
    expect(seen).toBeLessThan(written);
  });

  it('[CU1] a reader that follows the counter under a row lock loses none', async () => {
    const { written, seen } = await race('counted', (client, writer) =>
      client.query(
        `with next as (update counter set head = head + 1 where id = 1 returning head)
         insert into counted (seq, writer) select head, $1 from next`,
        [writer],
      ),
    );
    expect(written).toBeGreaterThan(50);
    expect(seen).toBe(written);
  });
});
