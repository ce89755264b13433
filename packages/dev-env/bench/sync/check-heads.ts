import { protocolVersion, PullResponseSchema, scopeGenesis, type ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import { expectOk, json, parse, type DeviceClient } from '../world/signed-in-client.ts';
import { nativeSha256 } from './prepared-device.ts';

const budgetBytes = 4 * 1024 * 1024;

/**
 * Reads a whole scope as any reader does and checks it against what was sent.
 * @throws unless its leaves are dense from 1, are as many as `expected`, and hold each operation once.
 */
export async function checkScope(client: DeviceClient, scope: ScopeId, expected: number): Promise<void> {
  const epoch = 1;
  let cursor = { scope, epoch, seq: 0, chain: scopeGenesis(nativeSha256, scope, epoch) };
  const headers = new Set<string>();
  for (let more = true; more;) {
    const answer = await client.post(
      '/api/sync/pull',
      json({ v: protocolVersion, cursors: [cursor], budgetBytes, witness: null }),
    );
    const [delta] = v.parse(PullResponseSchema, parse(expectOk(answer))).scopes;
    if (delta === undefined) throw new Error(`${scope} cannot be read`);
    for (const leaf of delta.leaves) {
      if (leaf.seq !== cursor.seq + 1) throw new Error(`${scope} has a gap after ${cursor.seq}`);
      headers.add(leaf.op.h);
      cursor = { ...cursor, seq: leaf.seq };
    }
    cursor = { ...cursor, chain: delta.chain };
    more = delta.more;
  }
  if (cursor.seq !== expected || headers.size !== expected)
    throw new Error(`${scope} holds ${headers.size} of ${expected}, head ${cursor.seq}`);
}
