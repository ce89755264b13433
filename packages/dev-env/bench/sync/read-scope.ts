import {
  protocolVersion,
  PullResponseSchema,
  scopeGenesis,
  type Leaf,
  type ScopeId,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { expectOk, json, parse, type DeviceClient } from '../world/signed-in-client.ts';
import { nativeSha256 } from './prepared-device.ts';

const budgetBytes = 4 * 1024 * 1024;

/** All leaves of a scope, as any reader gets them. @throws when they are not dense from 1. */
export async function readScope(client: DeviceClient, scope: ScopeId): Promise<readonly Leaf[]> {
  const epoch = 1;
  const leaves: Leaf[] = [];
  let cursor = { scope, epoch, seq: 0, chain: scopeGenesis(nativeSha256, scope, epoch) };
  for (let more = true; more;) {
    const request = { v: protocolVersion, cursors: [cursor], budgetBytes, witness: null };
    const answer = await client.post('/api/sync/pull', json(request));
    const [delta] = v.parse(PullResponseSchema, parse(expectOk(answer))).scopes;
    if (delta === undefined) return leaves;
    for (const leaf of delta.leaves) {
      if (leaf.seq !== cursor.seq + 1) throw new Error(`${scope} has a gap after ${cursor.seq}`);
      leaves.push(leaf);
      cursor = { ...cursor, seq: leaf.seq };
    }
    cursor = { ...cursor, chain: delta.chain };
    more = delta.more;
  }
  return leaves;
}
