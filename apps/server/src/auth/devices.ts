import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { DeviceId, DeviceKey, EnrolRequest } from '@truc/sync/protocol';
import type pg from 'pg';

export const deviceCookie = 'truc_device';
/** The longest that browsers keep a cookie; each enrolment begins it anew. */
export const deviceCookieSeconds = 400 * 24 * 60 * 60;

/** `wipeOrdered`: this browser is to be emptied, and has not said yet that it is. `life`: how often that was ordered. */
export type Device = {
  readonly dev: DeviceId;
  readonly blocked: boolean;
  readonly wipeOrdered: boolean;
  readonly life: number;
};

/** `token`: what the cookie must hold from now on. */
export type Enrolment = { readonly dev: DeviceId; readonly inst: number; readonly token: string };

export interface Devices {
  byToken(token: string): Promise<Device | null>;
  byId(dev: DeviceId): Promise<Device | null>;
  /** A browser that holds neither a device's cookie nor its storage. */
  enrolNew(key: DeviceKey | null): Promise<Enrolment>;
  /** The installation that the tablet still knows, or, when its storage was lost, the next one of its device. */
  enrolAgain(device: DeviceId, request: Pick<EnrolRequest, 'known' | 'key'>): Promise<number>;
  /**
   * A tablet whose cookie was lost and whose storage was not (a power cut soon after its first enrolment): it gets a new
   * token for the device that it says it is, so that its unsent work can be sent. Null when there is no such installation.
   * The caller has made sure that the person who asks has signed in on that device before.
   */
  reclaim(known: Installation, key: DeviceKey | null): Promise<Enrolment | null>;
  /** For a browser that was emptied: copies of it that were not have no such token. Answers what its cookie must hold from now on. */
  giveToken(dev: DeviceId): Promise<string>;
}

type Installation = NonNullable<EnrolRequest['known']>;

/** A token that was given before the last order is one of a browser that was not emptied since: a copy of the device may be such. */
const findDevice = {
  name: 'find-device',
  text: `
    select d.id as dev, d.blocked_at is not null as blocked, held.life < d.life as "wipeOrdered", d.life
    from (
      select id as dev, token_life as life from device where token_hash = $1
      union all select dev, life from device_token where hash = $1) held
      join device d on d.id = held.dev`,
};
const deviceById = `
  select id as dev, blocked_at is not null as blocked, wipe_ordered_at is not null as "wipeOrdered", life
  from device where id = $1`;

export function createDevices(pool: pg.Pool): Devices {
  return {
    async byToken(token) {
      const found = await pool.query<Device>({ ...findDevice, values: [hashOf(token)] });
      return found.rows[0] ?? null;
    },
    async byId(dev) {
      const found = await pool.query<Device>(deviceById, [dev]);
      return found.rows[0] ?? null;
    },
    enrolNew: (key) => enrolNew(pool, key),
    async enrolAgain(dev, { known, key }) {
      if (known !== null && known.dev === dev && (await isKnown(pool, known, key))) return known.inst;
      return nextInstallation(pool, dev, key);
    },
    async reclaim(known, key) {
      if (!(await isKnown(pool, known, key))) return null;
      const token = newToken();
      const changed = await pool.query(
        // Whether this browser was emptied when others were, it cannot prove: it is asked to be.
        'update device set token_hash = $2, token_life = 0 where id = $1 and blocked_at is null',
        [known.dev, hashOf(token)],
      );
      return changed.rowCount === 1 ? { ...known, token } : null;
    },
    async giveToken(dev) {
      const token = newToken();
      await pool.query(
        'insert into device_token (hash, dev, life) select $2, id, life from device where id = $1',
        [dev, hashOf(token)],
      );
      return token;
    },
  };
}

async function enrolNew(pool: pg.Pool, key: DeviceKey | null): Promise<Enrolment> {
  const token = newToken();
  const dev = randomUUID() as DeviceId;
  await pool.query(
    `with made as (insert into device (id, token_hash) values ($1, $2) returning id)
     insert into device_installation (dev, inst, needs_lease, key_alg, key_spki)
     select id, 1, $3::text is not null, $3, $4 from made`,
    [dev, hashOf(token), ...keyValues(key)],
  );
  return { dev, inst: 1, token };
}

/**
 * Whether there is that installation. One that has no key yet gets this one; a key once given is never replaced: what was
 * signed with it must stay provable, and whoever comes with another is told by his first segment.
 */
async function isKnown(pool: pg.Pool, { dev, inst }: Installation, key: DeviceKey | null): Promise<boolean> {
  const found = await pool.query(
    `update device_installation set key_alg = coalesce(key_alg, $3), key_spki = coalesce(key_spki, $4)
     where dev = $1 and inst = $2`,
    [dev, inst, ...keyValues(key)],
  );
  return found.rowCount === 1;
}

async function nextInstallation(pool: pg.Pool, dev: DeviceId, key: DeviceKey | null): Promise<number> {
  // Two tabs that enrol at once reach for the same number; the later one takes the next.
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const next = await pool.query<{ inst: number }>(
      `insert into device_installation (dev, inst, needs_lease, key_alg, key_spki)
       select $1, coalesce(max(inst), 0) + 1, $2::text is not null, $2, $3 from device_installation where dev = $1
       on conflict do nothing returning inst`,
      [dev, ...keyValues(key)],
    );
    const [row] = next.rows;
    if (row !== undefined) return row.inst;
  }
  throw new Error('No installation number could be given');
}

function keyValues(key: DeviceKey | null): [string | null, Buffer | null] {
  return key === null ? [null, null] : [key.alg, Buffer.from(key.spki, 'base64url')];
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A 256-bit random token needs no slow hash: there is nothing to guess. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
