import { mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceId, ScopeId } from '@truc/sync/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openServerKeys } from './server-keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'truc-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const dev = '00000000-0000-4000-8000-000000000001' as DeviceId;
const otherDev = '00000000-0000-4000-8000-000000000002' as DeviceId;
const [gate, roof] = ['post:gate', 'post:roof'] as [ScopeId, ScopeId];

describe('the server’s keys', () => {
  it('are made at the first start, for their owner alone, and are the same ever after', () => {
    const first = openServerKeys(folder);
    const again = openServerKeys(folder);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o077, file).toBe(0);
    expect(again.leaseKey).toBe(first.leaseKey);
    expect(again.sealKey).toEqual(first.sealKey);
    const place = { dev, life: 0, scope: gate };
    expect(again.scopeKey(place)).toBe(first.scopeKey(place));
  });

  it('[RV3] are others for every scope, device, person, purpose and life of a device', () => {
    const { scopeKey, share } = openServerKeys(folder);
    const all = [dev, otherDev].flatMap((one) =>
      [0, 1].flatMap((life) => [
        ...[gate, roof].map((scope) => scopeKey({ dev: one, life, scope })),
        ...['khanh', 'duong', gate].map((person) => share({ dev: one, life, person })),
      ]),
    );
    expect(new Set(all).size).toBe(all.length);
    for (const key of all) expect(Buffer.from(key, 'base64url')).toHaveLength(32);
  });

  it('[SE1] open what was sealed to a key that was renewed since', () => {
    const before = openServerKeys(folder);
    renameSync(join(folder, 'seal-key.pem'), join(folder, 'seal-key-2026.pem'));
    const after = openServerKeys(folder);
    expect(after.sealKey.id).not.toBe(before.sealKey.id);
    for (const { id } of [before.sealKey, after.sealKey])
      expect(after.sealPrivateKey(id)?.type).toBe('private');
    expect(after.sealPrivateKey('nobody')).toBeUndefined();
  });
});
