import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { IssuedGrant } from './grant-signer.ts';
import type { IssuedPlayback } from './playback-signer.ts';

/** Every grant that was given, with the system through which it looks (GL-01). The token itself is not kept. */
export interface GrantRegister {
  store(grants: readonly IssuedGrant[]): Promise<void>;
  storePlayback(grant: IssuedPlayback): Promise<void>;
}

export function createGrantRegister(query: Kysely<Tables>): GrantRegister {
  return {
    async store(grants) {
      if (grants.length === 0) return;
      const rows = grants.map(
        ({ id, person, camera, purpose, system, display, issuedAtMs, expiresAtMs, request, kiosk }) => ({
          id,
          person,
          camera,
          purpose,
          system,
          display,
          request: request ?? null,
          kiosk: kiosk ?? null,
          issued_at: new Date(issuedAtMs),
          expires_at: new Date(expiresAtMs),
        }),
      );
      await query.insertInto('viewing_grant').values(rows).execute();
    },
    async storePlayback({ id, person, system, request, second = null, issuedAtMs, expiresAtMs }) {
      const { camera, purpose, display, from, until, reason, paper = null } = request;
      const row = { id, person, camera, purpose, system, display };
      const playback = JSON.stringify({ from, until, reason, paper });
      const times = { issued_at: new Date(issuedAtMs), expires_at: new Date(expiresAtMs) };
      await query
        .insertInto('viewing_grant')
        .values({ ...row, ...times, playback, request: second })
        .execute();
    },
  };
}
