import type { CaseFault } from './case-steps.ts';
import type { IncidentEvent } from './incident.ts';

/** Who commands, from where, at which place in the log, and which versions he saw (`base`, by field and `status`). */
export type CommandMeta = {
  readonly opId: string;
  readonly dev: string;
  readonly inst: number;
  /** Its author's number on that device: what he wrote before it he knew. */
  readonly n: number;
  readonly actor: string;
  readonly seq: number;
  readonly base: Readonly<Record<string, number>>;
};

/**
 * `merged`: applied, and others had changed something else meanwhile. `conflict`: at least one field waits for a person.
 * `rejected`: not applied; its words stay in the timeline.
 */
export type Decision = {
  readonly status: 'accepted' | 'merged' | 'conflict' | 'rejected';
  readonly code: 'parallel_update' | 'field_conflict' | 'stale_state' | 'actor_not_permitted' | null;
  readonly events: readonly IncidentEvent[];
  /** Why a step of a violation does not apply. */
  readonly fault: CaseFault | null;
};
