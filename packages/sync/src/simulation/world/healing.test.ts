import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import type { PersonId, ScopeId } from '@truc/sync/protocol';
import { fromMacrotask } from '../core/drain.ts';
import { createLots } from '../core/lots.ts';
import { Scheduler } from '../core/scheduler.ts';
import type { ForeignKind, Plan } from '../plan/plan.ts';
import { runPlan } from '../run.ts';
import { Database, type DatabaseFault } from './database.ts';

const scope = 'post:yard' as ScopeId;
const person = 'an' as PersonId;

describe('the simulated database', () => {
  it.each<DatabaseFault>(['deadlock', 'connection_lost', 'crash_before', 'crash_after'])(
    'strikes no transaction that is under way when all is healed with %s',
    async (fault) => {
      let crashes = 0;
      const database = emptyDatabase();
      const store = database.connect({ isDead: false, crash: () => void (crashes += 1) });
      database.faults.push(fault);
      const outcome = store.transact(async (tx) => {
        database.heal();
        await tx.lockScopes([scope]);
        return 'committed';
      });
      await expect(outcome).resolves.toBe('committed');
      expect(crashes).toBe(0);
    },
  );
});

describe('an operation of a foreign program, offered to a restored log after its scope was withdrawn', () => {
  it.each<ForeignKind>(['unknown_field', 'not_json', 'oversized_header', 'oversized_body', 'wrong_body'])(
    '[WS9] is found as the server keeps it: %s',
    async (kind) => {
      const { violations, operations } = await fromMacrotask(() => runPlan(planOf(kind), sha256));
      expect(violations).toEqual([]);
      expect(operations).toBeGreaterThan(0);
    },
    60_000,
  );
});

/** It has arrived in the open; what the tablet sends again is sealed, since the key of its scope is gone. */
function planOf(kind: ForeignKind): Plan {
  const tablet = { scopes: [scope], person, tabs: 1, wallAheadMs: 0 };
  return {
    seed: 1,
    traits: {
      storageMs: 0,
      databaseMs: 0,
      latencyMs: 5,
      leaseMs: 72 * 3_600_000,
      isTextual: false,
      digests: 'symbolic',
      isCompact: true,
      pokes: 1,
      signedOut: null,
      tellsOnline: true,
      keepsMarks: false,
      hasEvidence: false,
      lagMs: 0,
    },
    tablets: [tablet],
    events: [
      { at: 20_000, what: 'backup' },
      { at: 21_000, what: 'foreign', tablet: 0, kind, scope },
      { at: 25_000, what: 'write', tablet: 0, tab: 0, scope, count: 1, size: 10 },
      { at: 60_000, what: 'right', person, scope, action: 'withdraw' },
      { at: 100_000, what: 'restore' },
    ],
    healAt: 100_000,
  };
}

function emptyDatabase(): Database {
  return new Database({
    scheduler: new Scheduler(),
    lots: createLots(1, 'test'),
    slowestMs: 0,
    lagMs: 0,
    now: () => 1_800_000_000_000,
    handleCommit: () => undefined,
    handleDoubled: () => undefined,
  });
}
