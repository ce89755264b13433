/** A run as data: what kind of world, and what befalls it when. It can be printed, cut smaller, and run again. */
import type { FieldName } from '@truc/domain/incident';
import type { PersonId, ScopeId } from '@truc/sync/protocol';
import type { DatabaseFault } from '../world/database.ts';
import type { LinkState } from '../world/link.ts';
import type { Mood } from '../world/server-process.ts';
import type { StorageHealth } from '../world/storage.ts';
import type { ClockChange } from '../world/wall-clock.ts';

export type Traits = {
  /** Longest wait of a storage transaction and of a database statement in ms; 0: at once. */
  readonly storageMs: number;
  readonly databaseMs: number;
  readonly latencyMs: number;
  /** How long a person may work offline. */
  readonly leaseMs: number;
  /** Requests and answers are JSON text through the schemas. */
  readonly isTextual: boolean;
  readonly digests: 'symbolic' | 'real';
  /** Headers travel without what can be rebuilt; else whole. */
  readonly isCompact: boolean;
  /** Share of pokes that arrive. */
  readonly pokes: number;
  /** A tablet on which nobody is signed in at the end; null: everywhere somebody is. */
  readonly signedOut: number | null;
  /** Tabs are told that the network is back when all is healed. */
  readonly tellsOnline: boolean;
  /** What is urgent is remembered beyond the end of a browser, as every tablet does; elsewhere nothing depends on it. */
  readonly keepsMarks: boolean;
  /** The server keeps an evidence log, and tablets are its witnesses. */
  readonly hasEvidence: boolean;
  /** Pulls are read from replicas that are behind by this at most, ms; 0: from the database itself. */
  readonly lagMs: number;
};

export type TabletPlan = {
  readonly scopes: readonly ScopeId[];
  readonly person: PersonId;
  readonly tabs: number;
  readonly wallAheadMs: number;
  /** It only writes. */
  readonly readsNothing?: boolean;
};

/** What a tablet's browser of another version, or a broken one, has put into the outbox. */
export type ForeignKind =
  | 'unknown_field'
  | 'not_json'
  | 'oversized_body'
  | 'oversized_header'
  | 'old_version'
  | 'later_version'
  | 'wrong_body';

export const rateNames = ['calm', 'lossy', 'cutting', 'doubling', 'damaging', 'hanging'] as const;
/** `echoing`: nearly every request arrives once more. Drawn where that is what a run is about. */
export type RateName = (typeof rateNames)[number] | 'echoing';

export type CommandName = 'open' | 'set' | 'note' | 'status' | 'resolve';

type OfTablet = { readonly tablet: number };

export type PlanEvent = { readonly at: number } & (
  | (OfTablet & {
      readonly what: 'write';
      readonly tab: number;
      readonly scope: ScopeId;
      readonly count: number;
      readonly size: number;
      readonly isUrgent?: boolean;
    })
  | (OfTablet & {
      readonly what: 'command';
      readonly tab: number;
      readonly command: CommandName;
      /** Which of the facility's incidents, and one of a few values that others write too. */
      readonly incident: number;
      readonly field: FieldName;
      readonly value: number;
    })
  | (OfTablet & {
      readonly what: 'word';
      readonly tab: number;
      readonly word: 'adopt' | 'refuse';
      /** Which of the commands that wait. */
      readonly pick: number;
    })
  | (OfTablet & { readonly what: 'open' | 'kill' | 'update' | 'thaw' })
  | (OfTablet & { readonly what: 'clone' | 'wipe' })
  | (OfTablet & { readonly what: 'close' | 'freeze' | 'discard'; readonly tab: number })
  | (OfTablet & { readonly what: 'evict'; readonly withCookies: boolean })
  | (OfTablet & { readonly what: 'link'; readonly state: LinkState })
  | (OfTablet & { readonly what: 'rates'; readonly rates: RateName })
  | (OfTablet & { readonly what: 'sign'; readonly isIn: boolean })
  | (OfTablet & { readonly what: 'clock'; readonly change: ClockChange })
  | (OfTablet & { readonly what: 'storage'; readonly health: StorageHealth })
  | (OfTablet & { readonly what: 'foreign'; readonly kind: ForeignKind; readonly scope: ScopeId })
  | (OfTablet & { readonly what: 'block'; readonly isBlocked: boolean })
  | { readonly what: 'crash' | 'restart' | 'backup' | 'restore' }
  | { readonly what: 'database'; readonly fault: DatabaseFault }
  | { readonly what: 'mood'; readonly mood: Mood }
  /** What the server keeps beside the facility's log is lost, older than the log, or made by other rules (IN2). */
  | { readonly what: 'folded'; readonly how: 'lost' | 'behind' | 'older' }
  /** One record of the evidence log is changed, and these tablets are shown that history from now on; or the first one again. */
  | {
      readonly what: 'history';
      readonly how: 'rewritten' | 'shown_again';
      readonly tablets: readonly number[];
      readonly record: number;
    }
  | {
      readonly what: 'right';
      readonly person: PersonId;
      readonly scope: ScopeId;
      readonly action: 'grant' | 'withdraw';
    }
);

export type Plan = {
  readonly seed: number;
  readonly traits: Traits;
  readonly tablets: readonly TabletPlan[];
  /** In order of `at`, ms since the start. */
  readonly events: readonly PlanEvent[];
  /** When the troubles end. */
  readonly healAt: number;
  /** For tests of the simulation itself: tablets whose link is down stay away for good. */
  readonly leavesLinkDown?: boolean;
};
