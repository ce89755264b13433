import type { ScopeId } from '@truc/sync/protocol';
import type { DeviceClient } from '../world/signed-in-client.ts';
import { readScope } from './read-scope.ts';

/**
 * Reads a whole scope as any reader does and checks it against what was sent.
 * @throws unless its leaves are dense from 1, are as many as `expected`, and hold each operation once.
 */
export async function checkScope(client: DeviceClient, scope: ScopeId, expected: number): Promise<void> {
  const leaves = await readScope(client, scope);
  const headers = new Set(leaves.map(({ op }) => op.h));
  if (leaves.length !== expected || headers.size !== expected)
    throw new Error(`${scope} holds ${headers.size} of ${expected}, head ${leaves.length}`);
}
