import { failure, type Result } from '@truc/base';
import type { OutboxRecord, WriteFailure } from '@truc/sync/client';
import type { Lease, PersonId, ScopeId } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import { Keyring, type OpenRing } from '#lib/ports/vault/keyring.ts';
import { writeWhenLeased } from './write-when-leased.ts';

const scope = 'log:nho-1-vt' as ScopeId;
const actor = 'lan' as PersonId;
const command = { scope, actor, kind: 'logbook.entry', v: 1, body: {} };
const fresh: OpenRing = { person: actor, root: null, lease: null, scopes: [], sealer: null };
const leased: OpenRing = { ...fresh, lease: { id: 'lease-1' } as Lease };

/** Tries of the engine's write: each is refused as the engine refuses it without keys, or kept. */
function makeDesk() {
  const keyring = new Keyring();
  const tries: string[] = [];
  const kept = {} as OutboxRecord;
  const write = writeWhenLeased(
    {
      write(): Promise<Result<OutboxRecord, WriteFailure>> {
        const isOpen = keyring.current !== null && keyring.current.lease !== null;
        tries.push(isOpen ? 'kept' : 'locked');
        return Promise.resolve(isOpen ? { ok: true, value: kept } : failure('locked'));
      },
    },
    keyring,
  );
  return { keyring, tries, write: () => write(command) };
}

describe('what is written right after a sign-in', () => {
  it('is kept once the lease has come', async () => {
    const { keyring, tries, write } = makeDesk();
    keyring.open(fresh);
    const writing = write();
    await Promise.resolve();
    keyring.open(leased);
    expect((await writing).ok).toBe(true);
    expect(tries).toEqual(['locked', 'kept']);
  });

  it('is refused once the keys are closed meanwhile', async () => {
    const { keyring, tries, write } = makeDesk();
    keyring.open(fresh);
    const writing = write();
    await Promise.resolve();
    keyring.lock();
    expect(await writing).toMatchObject({ ok: false, error: { code: 'locked' } });
    expect(tries).toEqual(['locked']);
  });

  it('is refused at once where nobody works', async () => {
    const { tries, write } = makeDesk();
    expect(await write()).toMatchObject({ ok: false, error: { code: 'locked' } });
    expect(tries).toEqual(['locked']);
  });
});
