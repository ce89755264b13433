/**
 * Commands on scopes whose state the server keeps (SPEC, IN): judged one after another under the scope's lock, against the
 * state that the leaves before them fold to. What others left behind by other rules, or not at all, is folded anew.
 */
import { readHeader, type OutcomeCode, type OutcomeStatus, type ScopeId } from '@truc/sync/protocol';
import type { Decider, FoldedState, LockedScope, LogTransaction } from './ports.ts';
import type { Place } from './read-segment.ts';

export type Decision = { readonly status: OutcomeStatus; readonly code: OutcomeCode | null };

export interface CommandDesk {
  /** What becomes of the operation that stands at `seq`; null when its scope keeps no state. */
  decide(place: Place, at: { readonly scope: ScopeId; readonly seq: number }): Decision | null;
  /** The states after all decisions. */
  states(): readonly FoldedState[];
}

const noDesk: CommandDesk = { decide: () => null, states: () => [] };

export async function openDesk(
  locked: readonly LockedScope[],
  tx: LogTransaction,
  decider: Decider | undefined,
): Promise<CommandDesk> {
  const kept = decider === undefined ? [] : locked.filter(({ scope }) => decider.decides(scope));
  if (decider === undefined || kept.length === 0) return noDesk;
  const stored = new Map(
    (await tx.foldedStates(kept.map(({ scope }) => scope))).map((one) => [one.scope, one]),
  );
  const states = new Map<ScopeId, FoldedState>();
  for (const { scope, head } of kept) {
    const state = stored.get(scope);
    const isCurrent = state?.seq === head && state.model === decider.model;
    states.set(scope, isCurrent ? state : await foldAnew(scope, tx, decider));
  }
  return {
    decide({ header, op }, { scope, seq }) {
      const before = states.get(scope);
      if (before === undefined || header === null) return null;
      const { state, status, code } = decider.decide(before.state, { header, body: op.b, seq });
      states.set(scope, { scope, model: decider.model, seq, state });
      return { status, code };
    },
    states: () => [...states.values()],
  };
}

async function foldAnew(scope: ScopeId, tx: LogTransaction, decider: Decider): Promise<FoldedState> {
  let folded: FoldedState = { scope, model: decider.model, seq: 0, state: null };
  for (const { seq, op } of await tx.leavesOf(scope)) {
    const header = readHeader(op);
    const state =
      header === null ? folded.state : decider.decide(folded.state, { header, body: op.b, seq }).state;
    folded = { ...folded, seq, state };
  }
  return folded;
}
