import { createHash } from 'node:crypto';
import type { DeviceId } from '@truc/sync/protocol';
import type pg from 'pg';

/** What a blocked device still sends: kept as it came, read by nobody's rules, and bounded. */
export interface BlockedLetters {
  /** `kept`: new; `known`: kept before; `full`: this device has sent all that is kept of one. */
  keep(dev: DeviceId, octets: Buffer): Promise<'kept' | 'known' | 'full'>;
}

/** Octets kept of one blocked device: more than a tablet writes in weeks. */
export const lettersLimitBytes = 16 * 1024 * 1024;

export function createBlockedLetters(pool: pg.Pool): BlockedLetters {
  return {
    async keep(dev, octets) {
      const digest = createHash('sha256').update(octets).digest();
      const done = await pool.query<{ known: boolean; kept: boolean }>(
        `with held as materialized (
           select coalesce(sum(octet_length(octets)), 0) as size, coalesce(bool_or(hash = $2), false) as known
           from dead_letter where dev = $1
         ), kept as (
           insert into dead_letter (dev, reason, octets, hash)
           select $1, 'device_blocked', $3::bytea, $2 from held
           where not known and size + octet_length($3::bytea) <= ${lettersLimitBytes}
           on conflict do nothing returning id
         )
         select known, exists (select from kept) as kept from held`,
        [dev, digest, octets],
      );
      const [row] = done.rows;
      if (row?.known === true) return 'known';
      return row?.kept === true ? 'kept' : 'full';
    },
  };
}
