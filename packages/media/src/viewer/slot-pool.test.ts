import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { CameraIdSchema } from '@truc/media/signalling';
import { SlotPool } from './slot-pool.ts';

const ids = (...names: string[]) => names.map((name) => v.parse(CameraIdSchema, name));

describe('SlotPool', () => {
  it('keeps what was shown before while there is room', () => {
    const pool = new SlotPool(3);
    expect(pool.show(ids('a', 'b'))).toEqual([]);
    expect(pool.show(ids('c'))).toEqual([]);
    expect(pool.cameras).toEqual(ids('a', 'b', 'c'));
  });

  it('gives up those shown least recently, and no more than it must', () => {
    const pool = new SlotPool(3);
    pool.show(ids('a', 'b', 'c'));
    pool.show(ids('a'));
    expect(pool.show(ids('d'))).toEqual(ids('b'));
    expect(pool.cameras).toEqual(ids('c', 'a', 'd'));
  });

  it('gives no slot beyond its capacity, and none twice', () => {
    const pool = new SlotPool(2);
    expect(pool.show(ids('a', 'a', 'b', 'c'))).toEqual([]);
    expect(pool.cameras).toEqual(ids('a', 'b'));
  });
});
