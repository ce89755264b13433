import 'fake-indexeddb/auto';
import type { ScopeId } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import { openTestKeyring } from '#lib/ports/vault/test-keys.ts';
import { createAmendmentDrafts, type AmendmentDraft } from './amendment-drafts.ts';
import { SessionDatabase } from './session-database.ts';

const [gate, hall] = ['post:gate', 'post:hall'] as const;
const owner = { person: 'lan', scope: gate };
let opened = 0;

describe('drafts about entries', () => {
  it('[AT6] come back one for each entry, for their person and book alone', async () => {
    const { drafts } = await openDrafts();
    await drafts.keep(owner, draftOf('a', 'đếm nhầm'));
    await drafts.keep(owner, draftOf('b', 'sai giờ'));
    await drafts.keep(owner, draftOf('a', 'đếm nhầm một người'));
    await drafts.keep({ ...owner, person: 'quang' }, draftOf('a', 'của người khác'));
    await drafts.keep({ ...owner, scope: hall }, draftOf('a', 'của sổ khác'));
    expect((await drafts.read(owner)).map(({ reason }) => reason)).toEqual(['đếm nhầm một người', 'sai giờ']);
    await drafts.drop(owner, 'a');
    expect((await drafts.read(owner)).map(({ entry }) => entry.opId)).toEqual(['b']);
  });

  it('[AT3] say nothing in the clear, and nothing at all while the book’s key is not here', async () => {
    const { drafts, database, keys } = await openDrafts();
    await drafts.keep(owner, draftOf('a', 'lời kín'));
    const [row] = await database.drafts.toArray();
    expect(new TextDecoder().decode(row?.ct)).not.toContain('lời kín');
    keys.lock();
    expect(await drafts.read(owner)).toEqual([]);
  });
});

async function openDrafts() {
  const keys = await openTestKeyring([gate as ScopeId, hall as ScopeId]);
  const database = new SessionDatabase(`truc-session-${(opened += 1)}`);
  return { keys, database, drafts: createAmendmentDrafts(database, keys) };
}

function draftOf(opId: string, reason: string): AmendmentDraft {
  const entry = { opId, author: 'lan', writtenAt: 1_000, text: 'Ba người ở sân' };
  return { entry, type: 'correction', corrected: 'Hai người ở sân', added: '', reason };
}
