import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { DeviceId, EnrolRequest } from '@truc/sync/protocol';
import type pg from 'pg';

export const deviceCookie = 'truc_device';
/** The longest that browsers keep a cookie; each enrolment begins it anew. */
export const deviceCookieSeconds = 400 * 24 * 60 * 60;

export type Device = { readonly dev: DeviceId; readonly blocked: boolean };

/** `token`: what the cookie must hold from now on. */
export type Enrolment = { readonly dev: DeviceId; readonly inst: number; readonly token: string };

export interface Devices {
  byToken(token: string): Promise<Device | null>;
  byId(dev: DeviceId): Promise<Device | null>;
  /**
   * The same device and installation when the tablet still knows them; the same device with the next installation when its
   * storage was lost but its cookie lives; else a new device.
   */
  enrol(token: string | undefined, known: EnrolRequest['known']): Promise<Enrolment>;
  /**
   * A tablet whose cookie was lost and whose storage was not (a power cut soon after its first enrolment): it gets a new
   * token for the device that it says it is, so that its unsent work can be sent. Null when there is no such installation.
   * The caller has made sure that the person who asks has signed in on that device before.
   */
  reclaim(known: Installation): Promise<Enrolment | null>;
}

type Installation = NonNullable<EnrolRequest['known']>;

const findDevice = {
  name: 'find-device',
  text: 'select id, blocked_at is not null as blocked from device where token_hash = $1',
};

export function createDevices(pool: pg.Pool): Devices {
  return {
    async byToken(token) {
      const found = await pool.query<{ id: DeviceId; blocked: boolean }>({
        ...findDevice,
        values: [hashOf(token)],
      });
      const [row] = found.rows;
      return row === undefined ? null : { dev: row.id, blocked: row.blocked };
    },
    async byId(dev) {
      const found = await pool.query<{ id: DeviceId; blocked: boolean }>(
        'select id, blocked_at is not null as blocked from device where id = $1',
        [dev],
      );
      const [row] = found.rows;
      return row === undefined ? null : { dev: row.id, blocked: row.blocked };
    },
    async reclaim({ dev, inst }) {
      const token = randomBytes(32).toString('base64url');
      const changed = await pool.query(
        `update device set token_hash = $3
         where id = $1 and blocked_at is null
           and exists (select 1 from device_installation where dev = $1 and inst = $2)`,
        [dev, inst, hashOf(token)],
      );
      return changed.rowCount === 1 ? { dev, inst, token } : null;
    },
    async enrol(token, known) {
      const found = token === undefined ? null : await this.byToken(token);
      if (token === undefined || found === null) return enrolNew(pool);
      const inst = await installationOf(pool, found.dev, known);
      return { dev: found.dev, inst, token };
    },
  };
}

async function enrolNew(pool: pg.Pool): Promise<Enrolment> {
  const token = randomBytes(32).toString('base64url');
  const dev = randomUUID() as DeviceId;
  await pool.query(
    `with made as (insert into device (id, token_hash) values ($1, $2) returning id)
     insert into device_installation (dev, inst) select id, 1 from made`,
    [dev, hashOf(token)],
  );
  return { dev, inst: 1, token };
}

async function installationOf(pool: pg.Pool, dev: DeviceId, known: EnrolRequest['known']): Promise<number> {
  if (known !== null && known.dev === dev) {
    const same = await pool.query('select 1 from device_installation where dev = $1 and inst = $2', [
      dev,
      known.inst,
    ]);
    if (same.rowCount === 1) return known.inst;
  }
  // Two tabs that enrol at once reach for the same number; the later one takes the next.
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const next = await pool.query<{ inst: number }>(
      `insert into device_installation (dev, inst)
       select $1, coalesce(max(inst), 0) + 1 from device_installation where dev = $1
       on conflict do nothing returning inst`,
      [dev],
    );
    const [row] = next.rows;
    if (row !== undefined) return row.inst;
  }
  throw new Error('No installation number could be given');
}

/** A 256-bit random token needs no slow hash: there is nothing to guess. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
