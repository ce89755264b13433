import type { KeysDb } from '#lib/ports/vault/keys-db.ts';
import type { ReplicaDb } from './replica-db.ts';
import { dropTag } from './replica-store.ts';

/** Removes the rows of scopes whose keys are gone already (RV1): also those that a crash left behind. */
export async function finishPurges(keys: KeysDb, replica: ReplicaDb): Promise<void> {
  for (const { tag } of await keys.purges.toArray()) {
    await dropTag(replica, tag);
    await keys.purges.delete(tag);
  }
}
