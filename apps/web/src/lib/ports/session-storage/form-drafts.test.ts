import 'fake-indexeddb/auto';
import type { ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { openTestKeyring } from '#lib/ports/vault/test-keys.ts';
import { createFormDrafts } from './form-drafts.ts';
import { SessionDatabase } from './session-database.ts';

const place = { person: 'lan', scope: 'faults:gate', form: 'fault-park a' };
const FieldsSchema = v.strictObject({ reason: v.string() });
let opened = 0;

async function openDrafts() {
  const keys = await openTestKeyring([place.scope as ScopeId]);
  const database = new SessionDatabase(`truc-forms-${(opened += 1)}`);
  return { keys, database, drafts: createFormDrafts(database, keys) };
}

describe('drafts of forms', () => {
  it('[AT6] come back one for each form, for their person alone, until they are dropped', async () => {
    const { drafts } = await openDrafts();
    await drafts.keep(place, { reason: 'chờ bộ nguồn' });
    await drafts.keep({ ...place, person: 'quang' }, { reason: 'của người khác' });
    expect(await drafts.read(place, FieldsSchema)).toEqual({ reason: 'chờ bộ nguồn' });
    expect(await drafts.read({ ...place, form: 'fault-park b' }, FieldsSchema)).toBeNull();
    await drafts.drop(place);
    expect(await drafts.read(place, FieldsSchema)).toBeNull();
  });

  it('[AT6] stay dropped though what was kept just before is still being encrypted', async () => {
    const { drafts, database } = await openDrafts();
    await Promise.all([drafts.keep(place, { reason: 'chờ bộ nguồn' }), drafts.drop(place)]);
    expect(await database.drafts.count()).toBe(0);
  });

  it('[AT6] give what was kept last, though it is still being encrypted', async () => {
    const { drafts } = await openDrafts();
    const kept = [drafts.keep(place, { reason: 'chờ' }), drafts.keep(place, { reason: 'chờ bộ nguồn' })];
    expect(await drafts.read(place, FieldsSchema)).toEqual({ reason: 'chờ bộ nguồn' });
    await Promise.all(kept);
  });

  it('[AT6] are kept and dropped after one that the storage refused', async () => {
    const { drafts, database } = await openDrafts();
    const refused = drafts.keep(place, { count: 1n });
    const kept = drafts.keep(place, { reason: 'chờ bộ nguồn' });
    await expect(refused).rejects.toThrow(TypeError);
    await kept;
    expect(await database.drafts.count()).toBe(1);
  });

  it('[AT3] say nothing in the clear, nothing without the key, and nothing that the form does not know', async () => {
    const { drafts, database, keys } = await openDrafts();
    await drafts.keep(place, { reason: 'lời kín' });
    const [row] = await database.drafts.toArray();
    expect(new TextDecoder().decode(row?.ct)).not.toContain('lời kín');
    expect(await drafts.read(place, v.strictObject({ other: v.string() }))).toBeNull();
    keys.lock();
    expect(await drafts.read(place, FieldsSchema)).toBeNull();
  });
});
