import 'fake-indexeddb/auto';
import { ok } from '@truc/base';
import type { OutboxRecord } from '@truc/sync/client';
import type { ScopeId } from '@truc/sync/protocol';
import { describe, expect, it, vi } from 'vitest';
import { createAmendmentDrafts } from '#lib/ports/session-storage/amendment-drafts.ts';
import { SessionDatabase } from '#lib/ports/session-storage/session-database.ts';
import { openTestKeyring } from '#lib/ports/vault/test-keys.ts';
import { AmendController } from './amend-controller.svelte.ts';
import { testEntry } from './test-entry.ts';

// Outside of the compiler a rune is a value and no more.
vi.stubGlobal(
  '$state',
  Object.assign((value: unknown) => value, {
    raw: (value: unknown) => value,
    snapshot: (value: unknown) => structuredClone(value),
  }),
);

const [person, scope] = ['01890000-0000-7000-8000-000000000001', 'post:gate'] as const;
const entry = testEntry({
  key: '01890000-0000-7000-8000-000000000002',
  author: person,
  content: { kind: 'entry', text: 'Ba người ở sân', camera: null },
});

async function openBook() {
  const keys = await openTestKeyring([scope as ScopeId]);
  const drafts = createAmendmentDrafts(new SessionDatabase('truc-session-amend'), keys);
  const stores: Promise<void>[] = [];
  const written: unknown[] = [];
  const controller = new AmendController({
    scope,
    person,
    rights: { write: true, countersigns: false },
    sync: {
      write: async (command) => {
        written.push(command.body);
        return ok({} as OutboxRecord);
      },
      subscribe: () => () => undefined,
    },
    drafts: {
      ...drafts,
      keep(owner, kept) {
        const store = drafts.keep(owner, kept);
        stores.push(store);
        return store;
      },
    },
    gate: { write: (run) => run() },
    now: () => 2_000,
    shiftEndedAt: () => null,
    countersignedBy: () => [],
    beforeLock: () => () => undefined,
  });
  return { controller, drafts, stores, written };
}

describe('what is written about an entry', () => {
  it('[AT6] comes back no more once it is saved, though its form was closed and opened again just before', async () => {
    const { controller, drafts, stores, written } = await openBook();
    controller.open(entry);
    Object.assign(controller.draft ?? {}, { corrected: 'Hai người ở sân', reason: 'đếm nhầm' });
    controller.close();
    controller.open(entry);
    expect(controller.draft?.reason).toBe('đếm nhầm');
    expect(await controller.save()).toBe(true);
    expect(stores).toHaveLength(1);
    await Promise.all(stores);
    expect(written).toHaveLength(1);
    expect(await drafts.read({ person, scope })).toEqual([]);
    expect(controller.kept).toEqual([]);
  });
});
