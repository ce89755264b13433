import type { SyncClient } from '@truc/sync/client';
import type { Session } from '#lib/session/session.svelte.ts';

/** What the rounds found out about this person's rights, for the session. The returned function ends it. */
export function followRights(sync: SyncClient, session: Session): () => void {
  let seen = { revoked: 0, wiped: false };
  return sync.subscribe(({ revoked, wiped }) => {
    const before = seen;
    seen = { revoked: revoked.length, wiped };
    if (wiped && !before.wiped) void session.handleWiped();
    else if (seen.revoked > before.revoked) void session.confirm();
  });
}
