/** What the decisions on faults share. */
import type { Fault, FaultEvent, FaultStatus } from './fault.ts';
import type { Asset } from './words.ts';

/** The log of the central system's faults; a facility's are in `faults:<facility>`. */
export const centralFaults = 'faults:central';

/** `at`: ms, the device's clock put right; `base.fault`: the version of the fault that the author saw. */
export type FaultMeta = {
  readonly opId: string;
  readonly dev: string;
  readonly inst: number;
  /** Its author's number on that device: what he wrote before it he knew. */
  readonly n: number;
  readonly actor: string;
  readonly seq: number;
  readonly at: number;
  readonly base: Readonly<Record<string, number>>;
  /** The log in which it stands. */
  readonly scope: string;
};

/** Why a command is not applied. Stable: shown in plain words with its clause. */
export type FaultRefusal =
  | 'already_reported'
  | 'asset_elsewhere'
  | 'not_reported'
  | 'status_not_reachable'
  | 'substitute_missing'
  | 'substitute_not_running'
  | 'visit_unchecked'
  | 'visitor_missing'
  | 'parent_unsuitable'
  | 'accepted_already'
  | 'outage_too_long'
  | 'substitute_end_missing'
  | 'interference_unanswered'
  | 'cause_is_interference'
  | 'interval_reversed';

/** The faults of one log, by id. */
export type Faults = Readonly<Record<string, Fault>>;

/** What happens to other faults of the log, by their ids. */
export type Children = Readonly<Record<string, readonly FaultEvent[]>>;

/** A refusal, or what happens. */
export type Answer =
  | FaultRefusal
  | {
      readonly events: readonly FaultEvent[];
      readonly children?: Children;
      readonly isParallel?: boolean;
    };

export function isIn({ status }: Fault, statuses: readonly FaultStatus[]): boolean {
  return statuses.includes(status);
}

/** What stands in the way: first of all a substitute that nobody has set yet (GL-25). */
export function notFrom({ status }: Fault): FaultRefusal {
  return status === 'detected' ? 'substitute_missing' : 'status_not_reachable';
}

export function isSame(a: Asset, b: Asset): boolean {
  return a.kind === b.kind && a.id === b.id;
}
